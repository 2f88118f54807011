export const mapping = {
  title: "Customer mappings",
  hows: {
    CERTAIN: "By a rule that leaves no doubt",
    BY_PERSON: "Somebody chose the customer",
    SUGGESTED: "Somebody accepted a suggestion",
    BULK: "Accepted with many others",
    CREATED_FROM: "The customer was made from it",
    MERGED: "Came with a merged customer",
    SPLIT: "Split off another customer",
  },
};
