/** Every page has an address, and what is looked for on it is part of that. */
import { Outlet, createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";

import { Broken, NothingHere } from "./Lost";
import { Shell } from "./Shell";
import { SignedIn } from "./SignedIn";

const root = createRootRoute({ component: Outlet, notFoundComponent: NothingHere, errorComponent: Broken });

/** Where people come back to who signed in again in a second tab. */
const signedIn = createRoute({ getParentRoute: () => root, path: "/signed-in", component: SignedIn });

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

/** What stands behind the question mark: texts alone, and nothing that is empty. */
export type Search = Readonly<Record<string, string | undefined>>;

function validateSearch(search: Record<string, unknown>): Search {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

const page = <Path extends string>(path: Path, load: () => Promise<{ Page: React.ComponentType }>) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    validateSearch,
    component: lazyRouteComponent(load, "Page"),
    errorComponent: Broken,
  });

const pages = [
  page("/", () => import("../pages/overview/Page")),
  page("/customers", () => import("../pages/customers/Page")),
  page("/customers/$id", () => import("../pages/customer/Page")),
  page("/tenants", () => import("../pages/tenants/Page")),
  page("/tenants/connect", () => import("../pages/connect/Page")),
  page("/onboardings/$id", () => import("../pages/onboarding/Page")),
  page("/mapping", () => import("../pages/mapping/Page")),
  page("/mapping/products", () => import("../pages/products/Page")),
  page("/vendors", () => import("../pages/vendors/Page")),
  page("/vendors/$id", () => import("../pages/vendor/Page")),
  page("/templates", () => import("../pages/templates/Page")),
  page("/approvals", () => import("../pages/approvals/Page")),
  page("/approvals/new", () => import("../pages/ask/Page")),
  page("/approvals/$id", () => import("../pages/approval/Page")),
  page("/procedures", () => import("../pages/procedures/Page")),
  page("/procedures/$id", () => import("../pages/procedure/Page")),
  page("/procedure-runs/$id", () => import("../pages/run/Page")),
  page("/users", () => import("../pages/users/Page")),
  page("/access", () => import("../pages/access/Page")),
  page("/notices", () => import("../pages/notices/Page")),
  page("/settings", () => import("../pages/settings/Page")),
  page("/audit", () => import("../pages/audit/Page")),
  page("/audit/$position", () => import("../pages/event/Page")),
  page("/as-of", () => import("../pages/as-of/Page")),
  page("/operations", () => import("../pages/operations/Page")),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([signedIn, shell.addChildren(pages)]),
  defaultPreload: "intent",
  scrollRestoration: true,
  // Texts as they are: what somebody reads in the address is what is looked for.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return text === "" ? "" : `?${text}`;
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
