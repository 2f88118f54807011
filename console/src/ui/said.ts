/** The words for a value of an enum. A newer server's value, for which there are none, stands for itself. */
export function said(words: Readonly<Record<string, string>>, value: string): string {
  const known: Readonly<Record<string, string | undefined>> = words;
  return known[value] ?? value;
}
