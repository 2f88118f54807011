export const tenants = {
  title: "Customer tenants",
  words: "The Microsoft 365 tenants of your customers, and how far each is on its way.",
  name: "Tenant",
  domain: "Domain",
  customer: "Customer",
  status: "Status",
  problem: "Problem",
  changed: "Changed",
  nameBegins: "Name begins with",
  statuses: { DISCOVERED: "Discovered", ONBOARDING: "Onboarding", ACTIVE: "Active", ERROR: "Error" },
  emptyTitle: "No tenants yet",
  emptyWords: "Look for your customers' tenants in Partner Center, or connect one by its domain.",
};
