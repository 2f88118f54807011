// Every page of the console, by a name, with an address that leads somewhere. `ask` is GraphQL as the person signed in.
const first = (connection) => connection.edges[0]?.node;

const id = (query, field, key = "id") => async (ask) => first((await ask(query))[field])?.[key];

const customer = id("{ customers(first: 1) { edges { node { id } } } }", "customers");
const tenant = id("{ tenants(first: 1, filter: {status: ACTIVE}) { edges { node { tenantId } } } }", "tenants", "tenantId");
const failed = id("{ tenants(first: 1, filter: {status: ERROR}) { edges { node { tenantId } } } }", "tenants", "tenantId");
const vendor = id("{ vendorConnections(first: 1) { edges { node { id } } } }", "vendorConnections");
const approval = id("{ approvals(first: 1) { edges { node { id } } } }", "approvals");
const procedure = id("{ procedures(first: 1) { edges { node { id } } } }", "procedures");
const run = id("{ procedureRuns(first: 1) { edges { node { id } } } }", "procedureRuns");
const position = id("{ timeline(first: 1, order: NEWEST_FIRST) { edges { node { position } } } }", "timeline", "position");

/** Pages about one thing are left out where there is none. */
const about = (path, find) => async (ask) => {
  const found = await find(ask).catch(() => undefined);
  return found === undefined ? undefined : path.replace("*", encodeURIComponent(found));
};

const at = (path) => async () => path;

export const PLACES = {
  overview: at("/"),
  customers: at("/customers"),
  customer: about("/customers/*", customer),
  tenants: at("/tenants"),
  connect: at("/tenants/connect"),
  onboarding: about("/onboardings/*", tenant),
  "onboarding-failed": about("/onboardings/*", failed),
  mapping: at("/mapping"),
  products: at("/mapping/products"),
  vendors: at("/vendors"),
  vendor: about("/vendors/*", vendor),
  templates: at("/templates"),
  approvals: at("/approvals"),
  ask: at("/approvals/new"),
  approval: about("/approvals/*", approval),
  procedures: at("/procedures"),
  procedure: about("/procedures/*", procedure),
  run: about("/procedure-runs/*", run),
  users: at("/users"),
  access: at("/access"),
  notices: at("/notices"),
  settings: at("/settings"),
  audit: at("/audit"),
  event: about("/audit/*", position),
  "as-of": at("/as-of"),
  operations: at("/operations"),
};
