/** The word for a value of an enum. One that this console does not know yet stands for itself. */
export function said(words: Readonly<Record<string, string>>, value: string): string {
  const known: Readonly<Record<string, string | undefined>> = words;
  return known[value] ?? value;
}
