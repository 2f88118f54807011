import "./workers";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./page.css";
import { GraphiQL } from "graphiql";
import { StrictMode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { asking } from "./asking";

const FIRST_QUERY = `# Who asks, and the first customers.
{
  viewer {
    name
    role
  }
  customers(first: 5) {
    edges {
      node {
        id
        name
      }
    }
  }
}
`;

function Page() {
  // Kept here and nowhere else: it is gone with the page.
  const [token, setToken] = useState("");
  // Not yet the token: each one is tried out with a question for the schema.
  const [typed, setTyped] = useState("");
  const fetcher = useMemo(() => asking(token), [token]);
  return (
    <>
      <form
        className="who"
        onSubmit={(event) => {
          event.preventDefault();
          setToken(typed);
        }}
      >
        <strong>Tenantry</strong>
        <label htmlFor="token">Token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          placeholder="of a service, or none with a session"
          value={typed}
          onChange={(event) => setTyped(event.target.value.trim())}
          onBlur={() => setToken(typed)}
        />
        <a href="/sign-in">Sign in</a>
        <a href="/graphiql/assets/licences.txt">Licences</a>
      </form>
      <div className="graphiql">
        <GraphiQL
          fetcher={fetcher}
          defaultQuery={FIRST_QUERY}
          isHeadersEditorEnabled={false}
          showPersistHeadersSettings={false}
        />
      </div>
    </>
  );
}

const place = document.getElementById("page");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
