/** What stands around every page: styles, theme, the client, the session, the way to pages. */
import {
  FluentProvider,
  RendererProvider,
  Toaster,
  createDOMRenderer,
  webDarkTheme,
  webLightTheme,
} from "@fluentui/react-components";
import { RouterProvider } from "@tanstack/react-router";
import { useMemo } from "react";
import { Provider } from "urql";

import { TOASTER } from "../ui/toast";
import { client } from "./client";
import { LiveProvider } from "./live";
import { router } from "./router";
import { SessionProvider } from "./session";
import { ThemeContext, useThemeChoice } from "./theme";

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
          <Toaster toasterId={TOASTER} position="bottom-end" />
        </ThemeContext>
      </FluentProvider>
    </RendererProvider>
  );
}
