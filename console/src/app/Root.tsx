/** What stands around every page: styles, theme, the client, the session, the way to pages. */
import {
  FluentProvider,
  RendererProvider,
  createDOMRenderer,
  webDarkTheme,
  webLightTheme,
} from "@fluentui/react-components";
import { RouterProvider } from "@tanstack/react-router";
import { Suspense, lazy, useMemo } from "react";
import { Provider } from "urql";

import { client } from "./client";
import { LiveProvider } from "./live";
import { router } from "./router";
import { SessionProvider } from "./session";
import { ThemeContext, useThemeChoice } from "./theme";

/** There is nothing to tell at first. */
const Toasts = lazy(() => import("./Toasts").then(({ Toasts }) => ({ default: Toasts })));

/** The page's own mark, without which the browser takes no style. */
function nonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce;
}

export function Root() {
  const theme = useThemeChoice();
  const renderer = useMemo(() => {
    const mark = nonce();
    return createDOMRenderer(document, mark === undefined ? {} : { styleElementAttributes: { nonce: mark } });
  }, []);
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={theme.dark ? webDarkTheme : webLightTheme} style={{ minHeight: "100%" }}>
        <ThemeContext value={theme}>
          <Provider value={client}>
            <SessionProvider>
              <LiveProvider>
                <RouterProvider router={router} />
              </LiveProvider>
            </SessionProvider>
          </Provider>
          <Suspense>
            <Toasts />
          </Suspense>
        </ThemeContext>
      </FluentProvider>
    </RendererProvider>
  );
}
