export const tour = {
  title: "Your first minutes",
  words:
    "Everything here is real but the clouds: twelve customers of Northwind IT are being onboarded right now, by the same program that would do it for you.",
  close: "Close the tour",
  done: "Seen",
  steps: {
    watch: {
      title: "Watch tenants come in",
      words: "One approves at once, one late, one refuses. The list changes by itself.",
      link: "Customer tenants",
    },
    failing: {
      title: "See a failure undone",
      words: "At Adatum Bakery, Microsoft fails to put a role in force. What was made is removed before failure is reported.",
      link: "Adatum Bakery",
    },
    yourself: {
      title: "Onboard one yourself",
      words:
        "Nobody has started Bellows College yet. Choose it and a template, look at the dry run, start, and open the invitation as its administrator: admin@bellowscollege.onmicrosoft.com, password practice-only.",
      link: "Connect a tenant",
    },
    mapping: {
      title: "Say whose records are whose",
      words: "Four vendors are connected after the onboardings. What is certain links itself; the rest is suggested, with reasons.",
      link: "Customer mappings",
    },
    audit: {
      title: "Prove it",
      words: "Whatever happened is an event that nobody can change unseen. Look one up, and check it.",
      link: "Audit",
    },
  },
};
