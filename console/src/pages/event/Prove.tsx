/** A proof that the event is in the ledger, made when somebody wants it: the server reads all leaves for it. */
import { Button, Text } from "@fluentui/react-components";
import { useState } from "react";
import { useClient } from "urql";
import type { CombinedError } from "urql";

import { text } from "../../text";
import { Facts } from "../../ui/Facts";
import { Failed } from "../../ui/Failed";
import { save } from "../../ui/save";
import { ProofOfDocument } from "./proof.gql";
import type { ProofOfQuery } from "./proof.gql";

type EventProof = NonNullable<NonNullable<ProofOfQuery["event"]>["proof"]>;

const words = text.audit.event;

export function Prove({ position }: { position: string }) {
  const client = useClient();
  const [proof, setProof] = useState<EventProof>();
  const [error, setError] = useState<CombinedError>();
  const [running, setRunning] = useState(false);
  const prove = async () => {
    setRunning(true);
    const answer = await client.query(ProofOfDocument, { position }, { requestPolicy: "network-only" }).toPromise();
    setRunning(false);
    setError(answer.error);
    setProof(answer.data?.event?.proof ?? undefined);
  };
  return (
    <>
      <div>
        <Button disabledFocusable={running} onClick={() => void prove()}>
          {words.prove}
        </Button>
      </div>
      {error === undefined ? null : <Failed error={error} />}
      {proof === undefined ? null : <Proven proof={proof} position={position} />}
    </>
  );
}

function Proven({ proof, position }: { proof: EventProof; position: string }) {
  const { file } = proof;
  return (
    <div role="status">
      <Facts
        of={[
          [words.leafIndex, proof.leafIndex],
          [words.treeSize, proof.treeSize],
          [words.path, words.hashes(proof.path.length)],
          [words.provenRoot, proof.rootHash],
        ]}
      />
      {file === null ? (
        <Text>{words.noKey}</Text>
      ) : (
        <>
          <Button onClick={() => save(`event-${position}.proof`, "text/plain", file)}>{words.download}</Button>{" "}
          <Text>{words.checkIt}</Text>
        </>
      )}
    </div>
  );
}
