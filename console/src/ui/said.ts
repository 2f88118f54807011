/** The words for a value. What a newer server says and we have no words for stands for itself. */
export function said(words: Readonly<Record<string, string>>, value: string): string {
  return words[value] ?? value;
}
