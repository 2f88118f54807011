import { access } from "./access";
import { approvals } from "./approvals";
import { audit } from "./audit";
import { common } from "./common";
import { customers } from "./customers";
import { mapping } from "./mapping";
import { notices } from "./notices";
import { onboarding } from "./onboarding";
import { operations } from "./operations";
import { overview } from "./overview";
import { procedures } from "./procedures";
import { settings } from "./settings";
import { shell } from "./shell";
import { signIn } from "./signIn";
import { tenants } from "./tenants";
import { tour } from "./tour";
import { vendors } from "./vendors";

export const en = {
  access,
  approvals,
  audit,
  common,
  customers,
  mapping,
  notices,
  onboarding,
  operations,
  overview,
  procedures,
  settings,
  shell,
  signIn,
  tenants,
  tour,
  vendors,
};
