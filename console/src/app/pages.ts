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

const names = text.shell.pages;

export interface Entry {
  to: string;
  name: string;
  icon: FluentIcon;
  /** Where pages are that belong to it and have an address of their own. */
  also?: string;
}

export const ENTRIES: readonly Entry[] = [
  { to: "/", name: names.overview, icon: HomeRegular },
  { to: "/customers", name: names.customers, icon: BuildingMultipleRegular },
  { to: "/tenants", name: names.tenants, icon: CloudLinkRegular, also: "/onboardings" },
  { to: "/mapping", name: names.mapping, icon: LinkMultipleRegular },
  { to: "/vendors", name: names.vendors, icon: PlugConnectedRegular },
  { to: "/templates", name: names.templates, icon: ShieldTaskRegular },
  { to: "/approvals", name: names.approvals, icon: CheckmarkCircleRegular },
  { to: "/procedures", name: names.procedures, icon: ClipboardTaskListLtrRegular, also: "/procedure-runs" },
  { to: "/users", name: names.users, icon: PeopleRegular },
  { to: "/access", name: names.access, icon: PersonKeyRegular },
  { to: "/notices", name: names.notices, icon: MailAlertRegular },
  { to: "/settings", name: names.settings, icon: SettingsRegular },
  { to: "/audit", name: names.audit, icon: DocumentTableSearchRegular, also: "/as-of" },
  { to: "/operations", name: names.operations, icon: PulseRegular },
];
