/** The team: who may come in, and what each may do. */
import { useSession } from "../../app/session";
import { text } from "../../text";
import { useAddress } from "../../ui/address";
import { ROLES } from "../../ui/ChooseRole";
import { Empty } from "../../ui/Empty";
import { Facts } from "../../ui/Facts";
import { Choose, Filters, Find } from "../../ui/filters";
import { Go } from "../../ui/Go";
import { List } from "../../ui/List";
import { Only, READERS } from "../../ui/Only";
import { Page as Frame, Section } from "../../ui/Page";
import { useRows } from "../../ui/rows";
import { COLUMNS, STATUSES } from "./columns";
import { MembersDocument } from "./page.gql";

const words = text.access.team;

export function Page() {
  return (
    <Only roles={READERS} title={text.access.users}>
      <Team />
    </Only>
  );
}

function Team() {
  const { viewer } = useSession();
  const [address, change] = useAddress();
  const status = STATUSES.find((it) => it === address["status"]);
  const role = ROLES.find((it) => it === address["role"]);
  const { name } = address;
  const filter = {
    ...(status === undefined ? {} : { status }),
    ...(role === undefined ? {} : { role }),
    ...(name === undefined ? {} : { nameBeginsWith: name }),
  };
  const rows = useRows(MembersDocument, { filter }, { list: (data) => data.members, live: ["team"] });
  return (
    <Frame
      title={text.access.users}
      words={words.words}
      actions={
        <Go to="/audit" search={{ stream: `team/${viewer.mspId}` }}>
          {text.access.timeline}
        </Go>
      }
    >
      <Filters>
        <Find label={words.nameBegins} value={name} change={(name) => change({ name })} />
        <Choose
          label={text.access.role}
          value={role}
          among={ROLES.map((it) => [it, text.common.roles[it]])}
          change={(role) => change({ role })}
        />
        <Choose
          label={words.status}
          value={status}
          among={STATUSES.map((it) => [it, words.statuses[it]])}
          change={(status) => change({ status })}
        />
      </Filters>
      <List
        label={text.access.users}
        columns={COLUMNS}
        of={rows}
        filtered={Object.keys(filter).length > 0}
        empty={
          <Empty title={words.emptyTitle} words={words.emptyWords}>
            <Go to="/access" search={{ tab: "homes" }}>
              {words.toAccess}
            </Go>
          </Empty>
        }
      />
      <Section title={words.roles}>
        <Facts of={ROLES.map((it) => [text.common.roles[it], text.access.roleWords[it]])} />
      </Section>
    </Frame>
  );
}
