export const settings = {
  title: "Settings",
  notices: "Notices",
};
