/** What a change says beside for whom it is. */
import { text } from "../../text";
import { Country, Line } from "../../ui/Line";
import { PickLicences } from "../../ui/PickLicences";
import type { Draft, NEEDS } from "./wish";

const words = text.approvals.ask;

interface DetailsProps {
  needs: (typeof NEEDS)[keyof typeof NEEDS];
  draft: Draft;
  change: (said: Partial<Draft>) => void;
}

export function Details({ needs, draft, change }: DetailsProps) {
  return (
    <>
      {needs.includes("user") ? (
        <Line
          label={text.approvals.pick.user}
          hint={text.approvals.pick.userHint}
          required
          value={draft.user}
          change={(user) => change({ user })}
        />
      ) : null}
      {needs.includes("person") ? <Person draft={draft} change={change} /> : null}
      {needs.includes("country") ? (
        <Country
          required={needs.includes("person")}
          value={draft.country}
          change={(country) => change({ country })}
        />
      ) : null}
      {needs.includes("days") ? (
        <Line label={words.days} hint={words.daysHint} type="number" value={draft.days} change={(days) => change({ days })} />
      ) : null}
      {needs.includes("licences") ? (
        <PickLicences
          label={words.licences}
          required={needs.includes("user")}
          value={draft.licences}
          change={(licences) => change({ licences })}
        />
      ) : null}
    </>
  );
}

function Person({ draft, change }: Omit<DetailsProps, "needs">) {
  return (
    <>
      <Line label={words.name} hint={words.nameHint} required value={draft.name} change={(name) => change({ name })} />
      <Line label={words.displayName} required value={draft.displayName} change={(displayName) => change({ displayName })} />
      <Line label={words.givenName} value={draft.givenName} change={(givenName) => change({ givenName })} />
      <Line label={words.surname} value={draft.surname} change={(surname) => change({ surname })} />
      <Line label={words.jobTitle} value={draft.jobTitle} change={(jobTitle) => change({ jobTitle })} />
      <Line label={words.department} value={draft.department} change={(department) => change({ department })} />
    </>
  );
}
