import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The server beside which pages are worked on: `tenantry demo` says where it listens.
const server = process.env["TENANTRY_URL"] ?? "http://127.0.0.1:8700";

// It lets in its own pages only, and these are to be such.
const behind = { target: server, ws: true, headers: { origin: server } };
const proxy = { "^/(graphql|sign-in|sign-out|health|help)": behind };

export default defineConfig({
  plugins: [react()],
  // The server puts a new one into each page it sends; without it the browser takes no style.
  html: { cspNonce: "{{nonce}}" },
  build: {
    target: "es2022",
    // Nothing may be inside the page: the policy lets in files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    emptyOutDir: false,
    // `tools/pack.mjs` watches over what is loaded.
    chunkSizeWarningLimit: 2000,
  },
  server: { host: "127.0.0.1", proxy },
  preview: { host: "127.0.0.1", proxy },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
