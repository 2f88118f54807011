export const overview = {
  title: "Overview",
  words: "What needs somebody first, how all that you look after stands, and what happens now.",
  standsStill: "All work stands still",
  since: "Since",
  attention: {
    title: "Needs attention",
    none: "Nothing needs anybody now.",
    shows: "The first of them",
    andMore: (count: number) => `and ${count} more`,
    matters: {
      failed: (count: number) => (count === 1 ? "onboarding failed" : "onboardings failed"),
      stuck: (count: number) => (count === 1 ? "failed onboarding cannot be undone so far" : "failed onboardings cannot be undone so far"),
      mine: (count: number) => (count === 1 ? "approval waits for you" : "approvals wait for you"),
      undecided: (count: number) => (count === 1 ? "approval waits for a decision" : "approvals wait for a decision"),
      halted: (count: number) => (count === 1 ? "approved change cannot be made so far" : "approved changes cannot be made so far"),
      elsewhere: (count: number) =>
        count === 1
          ? "approved change waits until somebody has done something elsewhere"
          : "approved changes wait until somebody has done something elsewhere",
      vendors: (count: number) => (count === 1 ? "vendor account has a problem" : "vendor accounts have a problem"),
      drifted: (count: number) =>
        count === 1
          ? "tenant is no longer as its onboarding left it"
          : "tenants are no longer as their onboarding left them",
      unmapped: (count: number) => (count === 1 ? "vendor record is not mapped" : "vendor records are not mapped"),
      customer: (count: number) =>
        count === 1 ? "customer has not approved its invitation yet" : "customers have not approved their invitations yet",
    },
  },
  fleet: {
    title: "What you look after",
    customers: "Customers",
    discovered: "Tenants discovered",
    onboarding: "Tenants being onboarded",
    active: "Tenants active",
    error: "Tenants with an error",
  },
  now: {
    title: "What happens now",
    all: "All that happened",
    none: "Nothing has happened yet",
    noneWords: "Whatever anybody does appears here at once.",
    tenants: "Tenants that changed",
    noTenants: "No tenant changed lately",
    noTenantsWords: "When one does, it appears here at once.",
    when: "When",
    what: "What",
    subject: "To what",
    who: "Who",
    tenant: "Tenant",
    status: "Status",
  },
  begin: {
    title: "Begin here",
    words: "Nothing is looked after yet. An Admin or a Tech takes these steps, in this order.",
    steps: {
      template: {
        title: "Say which roles you ask for",
        words: "A template names the roles that customers are asked for, and the groups that get them.",
        link: "Define a template",
      },
      tenants: {
        title: "Find your customers' tenants",
        words: "Look for them in Partner Center, or connect one by its domain.",
        link: "To customer tenants",
      },
      vendors: {
        title: "Connect your other systems",
        words: "Their records of customers are read, and matched with your customers.",
        link: "To vendors",
      },
      users: {
        title: "Give your colleagues their roles",
        words: "Who signs in for the first time may only look.",
        link: "To users",
      },
    },
  },
};
