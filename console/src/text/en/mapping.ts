export const mapping = {
  title: "Customer mappings",
};
