/** Whether enough is mapped to go on, and what is missing. */
import { MessageBar, MessageBarBody, MessageBarTitle, Text, makeStyles } from "@fluentui/react-components";

import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Shown } from "../../ui/Shown";
import { ReadinessDocument } from "./page.gql";

const words = text.mapping;

const useStyles = makeStyles({ body: { whiteSpace: "normal" }, line: { display: "block" } });

export function Readiness() {
  const styles = useStyles();
  const answer = useAsk(ReadinessDocument, {}, { live: ["vendor_record", "product_mapping"] });
  return (
    <Shown answer={answer}>
      {({ mappingReadiness: it }) => (
        <MessageBar intent={it.ready ? "success" : "warning"} layout="multiline">
          <MessageBarBody className={styles.body}>
            <MessageBarTitle>
              {it.ready ? words.ready : `${words.missing}: ${it.missing.map((one) => one.text).join("; ")}`}
            </MessageBarTitle>
            <Text className={styles.line}>
              {words.customersMapped}: {it.customersMapped} · {words.productsMapped}: {it.productsMapped}
            </Text>
          </MessageBarBody>
        </MessageBar>
      )}
    </Shown>
  );
}
