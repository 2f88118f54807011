export const procedures = {
  title: "Procedures",
};
