/** Many requests decided at once: first what would come of each, then exactly that. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Text,
  Textarea,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useEffect, useState } from "react";

import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { useFocusBack } from "../../ui/focus";
import { Loading } from "../../ui/Loading";
import { useLook } from "../../ui/look";
import { Problems } from "../../ui/Problems";
import { useToast } from "../../ui/toast";
import { DecidedRow, ForeseenRow } from "./outcomes";
import { DecideManyDocument, DecisionPreviewDocument } from "./page.gql";
import type { ApprovalsDecision, DecideManyMutation } from "./page.gql";

const words = text.approvals.decide;

const useStyles = makeStyles({
  body: { display: "grid", gap: tokens.spacingVerticalM },
  rows: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalM },
});

interface DecideManyProps {
  decision: ApprovalsDecision;
  ids: readonly string[];
  close: (done: boolean) => void;
}

type Outcomes = NonNullable<DecideManyMutation["approvalsDecide"]["decided"]>;

/** What is decided is what was seen: what happens behind the dialog does not change it. */
function useDeciding({ decision, ids }: DecideManyProps) {
  const { look, looking, seen, faults } = useLook(DecisionPreviewDocument);
  const command = useCommand(DecideManyDocument);
  const toast = useToast();
  const [outcomes, setOutcomes] = useState<Outcomes>();
  const again = () => {
    command.clear();
    void look({ ids: [...ids], decision });
  };
  useEffect(again, []);
  const foreseen = seen?.approvalsDecisionPreview;
  const decide = async (reason: string) => {
    if (foreseen === undefined) {
      return;
    }
    const items = foreseen.items.map(({ id, digest }) => ({ id, digest }));
    const why = reason.trim() === "" ? {} : { reason: reason.trim() };
    const payload = await command.run({ decision, items, token: foreseen.token, ...why });
    if (payload?.decided) {
      setOutcomes(payload.decided);
      toast(words.done(payload.decided.filter((it) => it.userErrors.length === 0).length));
    }
  };
  return { looking, foreseen, faults: [...faults, ...command.faults], outcomes, again, decide, running: command.running };
}

export function DecideMany(props: DecideManyProps) {
  const { decision, close } = props;
  const styles = useStyles();
  useFocusBack();
  const it = useDeciding(props);
  const [reason, setReason] = useState("");
  const possible = it.foreseen?.items.some(({ outlook }) => outlook !== "REFUSED") ?? false;
  const missing = decision === "REJECT" && reason.trim() === "";
  const isDone = it.outcomes !== undefined;
  const title = isDone ? words.outcomesTitle : words.manyTitles[decision];
  return (
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : close(isDone))}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.body}>
            {isDone ? null : <Text>{words.manyWords}</Text>}
            {it.looking ? <Loading /> : null}
            <ul className={styles.rows} aria-label={title}>
              {it.outcomes?.map((row) => <DecidedRow key={row.id} of={row} />) ??
                it.foreseen?.items.map((row) => <ForeseenRow key={row.id} of={row} />)}
            </ul>
            {isDone || !possible ? null : (
              <Field label={text.common.reason} hint={text.common.reasonHint} required={decision === "REJECT"}>
                <Textarea value={reason} onChange={(_, { value }) => setReason(value)} resize="vertical" />
              </Field>
            )}
            {it.foreseen !== undefined && !isDone && !possible ? <Text>{words.nothing}</Text> : null}
            <div role="alert">
              <Problems of={it.faults} />
            </div>
          </DialogContent>
          <DialogActions fluid>
            <Button onClick={() => close(isDone)}>{isDone ? text.common.close : text.common.cancel}</Button>
            {it.faults.length > 0 && !isDone ? <Button onClick={it.again}>{words.look}</Button> : null}
            {isDone ? null : (
              <Button
                appearance="primary"
                disabledFocusable={!possible || missing || it.running || it.looking}
                onClick={() => void it.decide(reason)}
              >
                {words.confirm[decision]}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
