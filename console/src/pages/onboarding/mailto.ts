/** A mail as an address that mail programs open. */
export interface Mail {
  to: string;
  subject: string;
  body: string;
}

export function mailto({ to, subject, body }: Mail): string {
  // Mail programs want their lines ended like this, and a plus sign is not a space to them.
  const lines = body.replace(/\r?\n/g, "\r\n");
  return `mailto:${encodeURIComponent(to).replace("%40", "@")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines)}`;
}
