/** The words for a value of an enum. A newer server's value, for which there are none, is told as it is. */
export function said<Value extends string>(words: Readonly<Record<Value, string>>, value: Value): string {
  return words[value] ?? value;
}
