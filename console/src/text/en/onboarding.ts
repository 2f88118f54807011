export const onboarding = {
  title: "Onboarding",
  templates: "Templates",
};
