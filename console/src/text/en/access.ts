export const access = {
  title: "Access management",
  users: "Users",
};
