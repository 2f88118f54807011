/** `VendorRecordLinked` as people read it: `Vendor record linked`. */
export function spoken(type: string): string {
  const words = type.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").split(" ");
  // What is written in capitals, such as GDAP, stays so.
  const small = words.map((word, index) => (index > 0 && /^[A-Z][a-z]/.test(word) ? word.toLowerCase() : word));
  return small.join(" ");
}
