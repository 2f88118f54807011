/** The pages that one goes to from everywhere, in the order in which they are listed. */
import {
  BuildingMultipleRegular,
  CheckmarkCircleRegular,
  ClipboardTaskListLtrRegular,
  CloudLinkRegular,
  DocumentTableSearchRegular,
  HomeRegular,
  LinkMultipleRegular,
  MailAlertRegular,
  PeopleRegular,
  PersonKeyRegular,
  PlugConnectedRegular,
  PulseRegular,
  SettingsRegular,
  ShieldTaskRegular,
} from "@fluentui/react-icons";
import type { FluentIcon } from "@fluentui/react-icons";

import { text } from "../text";

export interface Entry {
  to: string;
  name: string;
  icon: FluentIcon;
}

export const ENTRIES: readonly Entry[] = [
  { to: "/", name: text.overview.title, icon: HomeRegular },
  { to: "/customers", name: text.customers.title, icon: BuildingMultipleRegular },
  { to: "/tenants", name: text.tenants.title, icon: CloudLinkRegular },
  { to: "/mapping", name: text.mapping.title, icon: LinkMultipleRegular },
  { to: "/vendors", name: text.vendors.title, icon: PlugConnectedRegular },
  { to: "/templates", name: text.onboarding.templates, icon: ShieldTaskRegular },
  { to: "/approvals", name: text.approvals.title, icon: CheckmarkCircleRegular },
  { to: "/procedures", name: text.procedures.title, icon: ClipboardTaskListLtrRegular },
  { to: "/users", name: text.access.users, icon: PeopleRegular },
  { to: "/access", name: text.access.title, icon: PersonKeyRegular },
  { to: "/notices", name: text.settings.notices, icon: MailAlertRegular },
  { to: "/settings", name: text.settings.title, icon: SettingsRegular },
  { to: "/audit", name: text.audit.title, icon: DocumentTableSearchRegular },
  { to: "/operations", name: text.operations.title, icon: PulseRegular },
];
