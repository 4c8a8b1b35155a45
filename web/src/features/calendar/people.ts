const ADDRESS = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

/** "Ada <ada@example.com>, bob@example.com": each address once, and what is none. */
export function parsePeople(typed: string): { emails: string[]; fault: string } {
  const parts = typed
    .split(/[,;\n]/)
    .flatMap((part) => /<([^>]*)>/.exec(part)?.[1] ?? part.trim().split(/\s+/))
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  const emails = [...new Set(parts.filter((part) => ADDRESS.test(part)))];
  const wrong = parts.find((part) => !ADDRESS.test(part));
  return { emails, fault: wrong === undefined ? '' : `“${wrong}” is no e-mail address.` };
}
