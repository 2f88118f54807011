/** What is looked for stands in the address: it survives a reload, and can be sent to others. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

type Search = Readonly<Record<string, string | undefined>>;

/** The search of this page, and a way to change parts of it. What is set to nothing is taken out. */
export function useAddress(): [Search, (change: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (change: Search) => {
    void navigate({ to: ".", search: { ...search, ...change } as never, replace: true });
  };
  return [search, change];
}

/** The part of the address with this name, such as the id of what the page shows. */
export function usePart(name: string): string {
  const parts: Record<string, string | undefined> = useParams({ strict: false });
  return parts[name] ?? "";
}
