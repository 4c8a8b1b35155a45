export interface Mail {
  to: string;
  subject: string;
  /** The readable part for programs without HTML. */
  text: string;
}

/** As `EMAIL_BACKEND=file` writes it. */
export function parseMail(raw: string): Mail {
  const message = raw.replaceAll('\r\n', '\n');
  const part = /Content-Type: text\/plain.*?\n\n(.*?)(?:\n--|$)/s.exec(message)?.[1] ?? '';
  return {
    to: header(message, 'To'),
    subject: header(message, 'Subject'),
    text: fromQuotedPrintable(part),
  };
}

function header(message: string, name: string): string {
  return new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, 'm').exec(message)?.[1] ?? '';
}

/** RFC 2045 section 6.7. */
function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll('=\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
