export const vendors = {
  title: "Vendor connections",
};
