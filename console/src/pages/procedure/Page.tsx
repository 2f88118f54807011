/** One procedure, to read or to revise. At `new` one is defined. */
import { Suspense, lazy } from "react";

import { useLive } from "../../app/live";
import { text } from "../../text";
import { useAddress, usePart } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { Go } from "../../ui/Go";
import { Loading } from "../../ui/Loading";
import { Page as Frame } from "../../ui/Page";
import { Shown } from "../../ui/Shown";
import { ProcedurePageDocument } from "./page.gql";

const all = text.procedures;
const words = all.one;

/** Whoever reads does not load what writes, nor the other way round. */
const Editor = lazy(async () => ({ default: (await import("./Editor")).Editor }));
const One = lazy(async () => ({ default: (await import("./One")).One }));

export function Page() {
  const id = usePart("id");
  return <Suspense fallback={<Loading />}>{id === "new" ? <Editor of={undefined} /> : <Existing id={id} />}</Suspense>;
}

function Existing({ id }: { id: string }) {
  const [address] = useAddress();
  const answer = useAsk(ProcedurePageDocument, { id });
  useLive(["procedure"], answer.again, answer.data?.procedure?.procedureId);
  return (
    <Shown answer={answer}>
      {({ procedure }) =>
        procedure === null ? (
          <Frame title={all.title}>
            <Empty title={words.notFound} words={words.notFoundWords}>
              <Go to="/procedures">{words.toAll}</Go>
            </Empty>
          </Frame>
        ) : address["revise"] === "yes" ? (
          <Editor key={procedure.id} of={procedure} />
        ) : (
          <One of={procedure} />
        )
      }
    </Shown>
  );
}
