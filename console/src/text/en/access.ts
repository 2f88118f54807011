export const access = {
  title: "Access management",
  users: "Users",
  notForYou: "This is not for your role",
  notForYouWords: (roles: string) => `It is for: ${roles}. Ask an Admin of your team for the role if you need it for your work.`,
};
