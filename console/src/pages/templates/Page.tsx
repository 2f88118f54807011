/** What customers are asked for: the templates of delegated administration. */
import { Button } from "@fluentui/react-components";

import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { Empty } from "../../ui/Empty";
import { Choose, Filters } from "../../ui/filters";
import { List } from "../../ui/List";
import { Mark } from "../../ui/Mark";
import { May } from "../../ui/May";
import { Moment } from "../../ui/Moment";
import { Page as Frame } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { said } from "../../ui/said";
import type { Column } from "../../ui/Table";
import { Chosen } from "./Chosen";
import { Define } from "./Define";
import { TemplatesDocument } from "./page.gql";
import type { TemplateShownFragment } from "./page.gql";

const words = text.tenants.templates;

const STATUSES = ["DEFINED", "RETIRED"] as const;

function columns(choose: (id: string) => void): readonly Column<TemplateShownFragment>[] {
  return [
    { key: "name", name: words.name, width: "2fr", cell: (row) => row.name },
    {
      key: "status",
      name: text.tenants.status,
      cell: (row) => <Mark tone={row.status === "DEFINED" ? "good" : "quiet"} words={said(words.statuses, row.status)} />,
    },
    { key: "version", name: words.version, cell: (row) => row.version },
    {
      key: "roles",
      name: words.roles,
      cell: (row) => row.terms?.shares.reduce((sum, { roles }) => sum + roles.length, 0),
    },
    { key: "changed", name: text.tenants.changed, cell: (row) => <Moment at={row.changedAt} /> },
    {
      key: "show",
      name: words.terms,
      width: "110px",
      cell: (row) => (
        <Button size="small" aria-label={words.showOf(row.name)} onClick={() => choose(row.id)}>
          {words.show}
        </Button>
      ),
    },
  ];
}

export function Page() {
  const [address, change] = useAddress();
  const status = STATUSES.find((it) => it === address["status"]);
  const filter = status === undefined ? {} : { status };
  const rows = useRows(TemplatesDocument, { filter }, { list: (data) => data.gdapTemplates, live: ["gdap_template"] });
  const id = address["template"];
  const defines = address["do"] === "define";
  const choose = (template: string | undefined) => change({ template, do: undefined });
  return (
    <Frame
      title={text.onboarding.templates}
      words={words.words}
      actions={
        <May roles={["TECH", "ADMIN"]} appearance="primary" disabled={defines} onClick={() => change({ do: "define" })}>
          {words.define}
        </May>
      }
    >
      {defines ? <Define close={choose} /> : null}
      {id !== undefined && !defines ? <Chosen id={id} close={() => choose(undefined)} /> : null}
      <Filters>
        <Choose
          label={text.tenants.status}
          value={status}
          among={STATUSES.map((it) => [it, words.statuses[it]])}
          change={(status) => change({ status })}
        />
      </Filters>
      <List
        label={text.onboarding.templates}
        columns={columns(choose)}
        of={rows}
        filtered={status !== undefined}
        empty={<Empty title={words.emptyTitle} words={words.emptyWords} />}
      />
    </Frame>
  );
}
