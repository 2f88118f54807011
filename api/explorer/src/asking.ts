// How the page asks: as whoever's session the browser has, or with a token that somebody typed in.
import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { createClient } from "graphql-ws";

const PATH = "/graphql";

export function asking(token: string): Fetcher {
  const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
  const address = new URL(PATH, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return createGraphiQLFetcher({
    url: PATH,
    // With the second header the server sees that it is no stranger's page that uses the session.
    headers: { ...authorization, "x-requested-with": "graphiql" },
    wsClient: createClient({ url: address.href, connectionParams: authorization }),
  });
}
