import { Badge } from "@fluentui/react-components";

export type Tone = "good" | "busy" | "waits" | "bad" | "quiet";

const COLORS = {
  good: "success",
  busy: "brand",
  waits: "warning",
  bad: "danger",
  quiet: "subtle",
} as const;

/** Where something stands, in one word. The colour says nothing that the word does not. */
export function Mark({ tone, words }: { tone: Tone; words: string }) {
  return (
    <Badge appearance="tint" color={COLORS[tone]} style={{ height: "auto", minHeight: "20px", whiteSpace: "normal" }}>
      {words}
    </Badge>
  );
}
