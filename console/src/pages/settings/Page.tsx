/** How things go for the MSP. */
import { text } from "../../text";
import { useAsk } from "../../ui/ask";
import { Page as Frame } from "../../ui/Page";
import { Shown } from "../../ui/Shown";
import { Form } from "./Form";
import { SettingsDocument } from "./page.gql";

const words = text.settings;

export function Page() {
  const answer = useAsk(SettingsDocument, {}, { live: ["settings"] });
  return (
    <Frame title={words.title} words={words.words}>
      <Shown answer={answer}>{({ settings }) => <Form settings={settings} />}</Shown>
    </Frame>
  );
}
