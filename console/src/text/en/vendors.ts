export const vendors = {
  title: "Vendor connections",
  open: "Open",
  openThere: (what: string) => `Open ${what} at the vendor`,
};
