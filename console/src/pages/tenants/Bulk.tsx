/** Starting many onboardings: what would happen to each, then what did. */
import { Button, Checkbox, Field, Select, Text, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";

import { useMay } from "../../app/session";
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { useAsk } from "../../ui/ask";
import { Empty } from "../../ui/Empty";
import { May } from "../../ui/May";
import { Page as Frame } from "../../ui/Page";
import { Table } from "../../ui/Table";
import type { Candidate, Progress } from "./bulk";
import { bulkColumns } from "./bulkColumns";
import { TemplatesToStartWithDocument } from "./page.gql";
import { useBulk } from "./useBulk";

const words = text.tenants.bulk;

const ROLES = ["TECH", "ADMIN"] as const;
const WAITS: Progress = { state: "WAITS", faults: [] };

const useStyles = makeStyles({
  form: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
});

interface BulkProps {
  chosen: readonly Candidate[];
  back: () => void;
}

export function Bulk({ chosen, back }: BulkProps) {
  return (
    <Frame title={words.title} words={words.words} actions={<Button onClick={back}>{words.back}</Button>}>
      {chosen.length === 0 ? <Empty title={words.none} words={words.noneWords} /> : <Many chosen={chosen} />}
    </Frame>
  );
}

function Many({ chosen }: { chosen: readonly Candidate[] }) {
  const styles = useStyles();
  const [address, change] = useAddress();
  const [registers, setRegisters] = useState(false);
  const template = address["template"];
  const { progress, running, start } = useBulk(chosen, template, useMay(...ROLES));
  const of = (one: Candidate) => progress.get(one.tenantId) ?? WAITS;
  const count = (...states: readonly Progress["state"][]) => chosen.filter((it) => states.includes(of(it).state)).length;
  const can = chosen.filter((it) => {
    const { state } = of(it);
    return state === "READY" || (state === "NO_CUSTOMER" && registers);
  });
  const looked = chosen.length - count("WAITS", "LOOKING");
  const hasStrays = chosen.some(({ customer }) => customer === undefined);
  const ended = count("STARTED", "REFUSED") > 0;
  return (
    <>
      <div className={styles.form}>
        <ChooseTemplate value={template} change={(template) => change({ template })} disabled={running} />
        <May
          roles={ROLES}
          appearance="primary"
          disabled={running || can.length === 0}
          onClick={() => start(can)}
        >
          {words.start(can.length)}
        </May>
      </div>
      {hasStrays ? (
        <Checkbox
          label={words.register}
          checked={registers}
          onChange={(_, { checked }) => setRegisters(checked === true)}
        />
      ) : null}
      <Text aria-live="polite">
        {ended ? words.told(count("STARTED"), count("REFUSED")) : words.progress(looked, chosen.length)}
      </Text>
      <Table
        label={words.title}
        columns={bulkColumns(of)}
        rows={chosen}
        rowKey={(row) => row.tenantId}
      />
    </>
  );
}

interface ChooseTemplateProps {
  value: string | undefined;
  change: (value: string | undefined) => void;
  disabled: boolean;
}

function ChooseTemplate({ value = "", change, disabled }: ChooseTemplateProps) {
  const { data } = useAsk(TemplatesToStartWithDocument, {}, { live: ["gdap_template"] });
  return (
    <Field label={words.template}>
      <Select
        value={value}
        disabled={disabled}
        onChange={(_, data) => change(data.value === "" ? undefined : data.value)}
      >
        <option value="">{words.noTemplate}</option>
        {data?.gdapTemplates.edges.map(({ node }) => (
          <option key={node.id} value={node.id}>
            {text.onboarding.version(node.name, node.version)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
