/** Somebody to invite. */
export interface Invitee {
  email: string;
  name: string;
}

export interface ParsedPeople {
  people: Invitee[];
  /** What is no address, as it was typed. */
  faulty: string[];
}

/** The same rule as the server's: a dot-atom (RFC 5322), and a host name with a top level. */
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export function isAddress(text: string): boolean {
  const email = text.toLowerCase();
  return email.length <= 254 && email.lastIndexOf('@') <= 64 && ADDRESS.test(email);
}

/**
 * A list as people paste it: with commas, semicolons, or a line each; bare addresses,
 * `Ada Lovelace <ada@example.com>`, `"Lovelace, Ada" <ada@example.com>`. Who is there twice, or is
 * in `known`, is taken once.
 */
export function parsePeople(text: string, known: readonly Invitee[] = []): ParsedPeople {
  const people = new Map<string, Invitee>();
  const faulty: string[] = [];
  const seen = new Set(known.map(({ email }) => email));
  for (const piece of pieces(text)) {
    const person = readPerson(piece);
    if (person === null) faulty.push(piece);
    else if (!seen.has(person.email)) {
      const before = people.get(person.email);
      people.set(person.email, before?.name ? before : person);
    }
  }
  return { people: [...people.values()], faulty };
}

function readPerson(piece: string): Invitee | null {
  const [, name = '', inner = piece] = /^(.*)<([^<>]*)>$/.exec(piece) ?? [];
  const email = inner
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  if (!isAddress(email)) return null;
  return {
    email,
    name: name
      .trim()
      .replace(/^["'](.*)["']$/, '$1')
      .trim(),
  };
}

function pieces(text: string): string[] {
  return splitOutsideQuotes(text, /[;\n\r]/)
    .flatMap((line) => {
      // "Lovelace, Ada <ada@example.com>" is one person.
      const isOne = /^[^<>@]*<[^<>]*>$/.test(line.trim());
      return isOne ? [line] : splitOutsideQuotes(line, /,/);
    })
    .flatMap((piece) => {
      const words = piece.trim().split(/\s+/);
      return words.length > 1 && words.every((word) => /^[^<>"@]+@[^<>"@]+$/.test(word))
        ? words
        : [piece];
    })
    .map((piece) => piece.trim())
    .filter(Boolean);
}

function splitOutsideQuotes(text: string, separator: RegExp): string[] {
  const found = [''];
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    // A quote that nobody closed ends with its line.
    if (/[\n\r]/.test(letter)) quoted = false;
    if (!quoted && separator.test(letter)) found.push('');
    else found[found.length - 1] += letter;
  }
  return found;
}

/** What to say of pieces that are no address. */
export function faultyText(faulty: readonly string[]): string {
  const names = faulty.map((piece) => `“${piece}”`).join(', ');
  return faulty.length === 1
    ? `${names} is no e-mail address.`
    : `${names} are no e-mail addresses.`;
}
