export const signIn = {
  title: "Tenantry",
  words: "Sign in with your work account to see your customers' tenants.",
  button: "Sign in with Microsoft",
  overTitle: "Your session has ended",
  overWords: "Sign in again in a new tab and come back here. What you typed on this page stays as it is.",
  overButton: "Sign in again",
  goOn: "Go on",
  backTitle: "You are signed in",
  backWords: "You can close this tab and go on where you were.",
};
