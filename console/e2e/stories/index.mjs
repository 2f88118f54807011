// In the order in which they are told.
import * as approvals from "./approvals.mjs";
import * as edges from "./edges.mjs";
import * as evidence from "./evidence.mjs";
import * as first from "./first.mjs";
import * as live from "./live.mjs";
import * as many from "./many.mjs";
import * as mapping from "./mapping.mjs";
import * as notices from "./notices.mjs";
import * as picking from "./picking.mjs";
import * as procedures from "./procedures.mjs";
import * as tenants from "./tenants.mjs";
import * as trouble from "./trouble.mjs";
import * as vendors from "./vendors.mjs";

/** A module lists what is in it by name; these go by how they follow from each other. */
const LIVE = {
  theDemonstrationOpensOnTheConsole: live.theDemonstrationOpensOnTheConsole,
  aTenantIsOnboarded: live.aTenantIsOnboarded,
  aFailureIsUndone: live.aFailureIsUndone,
  theOthersHaveEnded: live.theOthersHaveEnded,
  twoSeeEachOthersChanges: live.twoSeeEachOthersChanges,
  theNetworkIsLostAndBack: live.theNetworkIsLostAndBack,
  aSessionEndsAndNothingIsLost: live.aSessionEndsAndNothingIsLost,
};

export const STORIES = {
  ...first,
  ...LIVE,
  ...approvals,
  ...procedures,
  ...notices,
  ...mapping,
  ...vendors,
  ...tenants,
  ...picking,
  ...trouble,
  ...edges,
  ...evidence,
};

/** What is told when there is more than anybody looks through. */
export const LATER = { ...many };
