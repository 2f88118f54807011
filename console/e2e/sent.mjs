// Listens to what the console sends, and holds it against the list of its documents that a server knows them by.
import { readFileSync } from "node:fs";

const list = new URL("../dist/documents.json", import.meta.url);
const sent = new Set();

function note(text) {
  try {
    const { query, payload } = JSON.parse(text);
    const document = query ?? payload?.query;
    if (typeof document === "string") {
      sent.add(document);
    }
  } catch {
    // What is no JSON is no document.
  }
}

export function listen(context) {
  context.on("request", (request) => {
    if (request.headers()["x-requested-with"] === "console") {
      note(request.postData());
    }
  });
  context.on("page", (page) => {
    page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => note(String(payload))));
  });
}

/** Documents that were sent and are not on the list; and how many were. */
export function heard() {
  const known = new Set(JSON.parse(readFileSync(list, "utf8")));
  return { count: sent.size, unknown: [...sent].filter((it) => !known.has(it)) };
}
