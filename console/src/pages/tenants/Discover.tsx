/** Asks the clouds which tenants the customers have, and tells what came of it. */
import { Text } from "@fluentui/react-components";

import { text } from "../../text";
import type { Command } from "../../ui/command";
import { Loading } from "../../ui/Loading";
import { Problems } from "../../ui/Problems";
import type { DiscoverTenantsMutation, DiscoverTenantsMutationVariables } from "./page.gql";

const words = text.tenants.discover;

export type Discovery = NonNullable<DiscoverTenantsMutation["tenantsDiscover"]["discovery"]>;
export type Discover = Command<DiscoverTenantsMutation, DiscoverTenantsMutationVariables>;

export function Discovered({ discover, found }: { discover: Discover; found: Discovery | undefined }) {
  const missing = found?.sources.flatMap(({ problem }) => (problem === null ? [] : [problem])) ?? [];
  return (
    <div>
      <div aria-live="polite">
        {discover.running ? <Loading words={words.looking} /> : null}
        {found === undefined || discover.running ? null : (
          <Text>
            {words.found(found.seen, found.new.length, found.changed.length, found.missed.length)}
            {found.complete ? null : ` ${words.incomplete}`}
          </Text>
        )}
      </div>
      <Problems of={missing} tone="warning" />
      <div role="alert">
        <Problems of={discover.faults} />
      </div>
    </div>
  );
}
