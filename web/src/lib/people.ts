import './letters';
import { type Item, itemsOf } from './people-items';

/** A person to invite. */
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
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export function isAddress(text: string): boolean {
  return addressKey(text) !== null;
}

/**
 * The address as the server compares it: in lower case, with an international host name in its
 * ASCII form (UTS 46). Null if it is none.
 */
export function addressKey(text: string): string | null {
  const { local, host } = splitAddress(text.toLowerCase());
  const ascii = asciiHost(host);
  const email = `${local}@${ascii}`;
  const fits = local.length <= 64 && email.length <= 254;
  return ascii !== null && fits && LOCAL.test(local) && HOST.test(ascii) ? email : null;
}

function splitAddress(text: string): { local: string; host: string } {
  const at = text.lastIndexOf('@');
  return { local: text.slice(0, Math.max(at, 0)), host: text.slice(at + 1) };
}

function asciiHost(host: string): string | null {
  if (/^[a-z0-9.-]*$/.test(host) && !/(^|\.)xn--/.test(host)) return host;
  // Nothing that an address of a page would read as more than its host.
  if (!/^[\p{L}\p{M}\p{N}.。．・·-]+$/u.test(host)) return null;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return null;
  }
}

/**
 * A list as people paste it from mails, spreadsheets and address books: separated by commas,
 * semicolons, tabs or lines; bare addresses, `Ada Lovelace <ada@example.com>`,
 * `Lovelace, Ada (ada@example.com)`, groups of RFC 5322. An address that is there twice, or in
 * `known`, is taken once.
 */
export function parsePeople(text: string, known: readonly Invitee[] = []): ParsedPeople {
  const people = new Map<string, Invitee>();
  const faulty: string[] = [];
  const seen = new Set(known.map(({ email }) => addressKey(email)));
  for (const { source, address, name } of entriesOf(text)) {
    const key = address === null ? null : addressKey(address);
    if (address === null || key === null) {
      faulty.push(source);
      continue;
    }
    if (seen.has(key)) continue;
    const before = people.get(key);
    people.set(key, { email: key, name: before?.name || nameOf(name, key) });
  }
  return { people: [...people.values()], faulty };
}

/** What to say of pieces that are no address. */
export function faultyText(faulty: readonly string[]): string {
  const foreign = faulty.filter(hasForeignLocal);
  const others = faulty.filter((piece) => !foreign.includes(piece));
  const quoted = (pieces: string[]) => pieces.map((piece) => `“${piece}”`).join(', ');
  return [
    others.length === 1 && `${quoted(others)} isn’t a valid e-mail address.`,
    others.length > 1 && `${quoted(others)} aren’t valid e-mail addresses.`,
    foreign.length > 0 && `${quoted(foreign)}: only ASCII characters can stand before the @.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** RFC 6531 allows it; too few mail servers take it. */
function hasForeignLocal(piece: string): boolean {
  return piece.split(/[\s<>(),"]+/).some((word) => {
    const { local, host } = splitAddress(word);
    return /[^ -~]/.test(local) && isAddress(`a@${host}`);
  });
}

function nameOf(raw: string, key: string): string {
  const name = raw
    .replace(/\s+/g, ' ')
    .replace(/^["'‘’‚](.*)["'‘’‚]$/, '$1')
    .replace(/^\[(.*)\]$/, '$1')
    .trim();
  // Marks of a list, and programs that repeat the address as the name.
  return /[\p{L}\p{N}]/u.test(name) && addressKey(name) !== key ? name : '';
}

interface Entry {
  /** As it was typed. */
  source: string;
  /** Null: there is none. */
  address: string | null;
  name: string;
}

/** Between bare addresses of one line these are no names. */
const CONNECTING = /^(and|or|und|et|&|\+)$/i;
const MARK = /^([-*•·–—]|\d+[.)])$/;

/** Without what begins a line of a list. */
function withoutMarks(piece: Item[]): Item[] {
  return MARK.test(piece[0]?.text ?? '') ? piece.slice(1) : piece;
}

function withoutConnecting(piece: Item[]): Item[] {
  return withoutMarks(piece).filter((item) => !CONNECTING.test(item.text));
}

function entriesOf(text: string): Entry[] {
  const { lines, source } = itemsOf(text);
  return lines.flatMap((line) => entriesOfLine(line, (from, to) => source.slice(from, to).trim()));
}

function entriesOfLine(line: Item[], slice: (from: number, to: number) => string): Entry[] {
  const entries: Entry[] = [];
  /** Pieces of a name, ended by commas; the last one is open. */
  let pieces: Item[][] = [[]];
  /** The bare address before, as long as nothing separates it from what follows. */
  let open: Entry | null = null;

  const words = (items: Item[]) => items.map((item) => item.text).join(' ');
  const refuse = (lost: Item[][]) => {
    for (const piece of lost.filter((words) => withoutConnecting(words).length > 0))
      entries.push({
        source: slice(piece[0]?.from ?? 0, piece.at(-1)?.to ?? 0),
        address: null,
        name: '',
      });
  };
  const take = (item: Item, names: Item[][]): Entry => {
    const from = names.flat()[0]?.from ?? item.from;
    const name = names.filter((piece) => piece.length > 0).map(words);
    const entry = { source: slice(from, item.to), address: item.text, name: name.join(', ') };
    entries.push(entry);
    pieces = [[]];
    return entry;
  };
  /** Words after a bare address that begins its line are its name: "ada@example.com Ada". */
  const closeOpen = () => {
    const rest = withoutConnecting(pieces.at(-1) ?? []);
    if (open === null || open.name !== '' || rest.length === 0) return;
    open.name = words(rest);
    pieces = [...pieces.slice(0, -1), []];
  };

  for (const item of line) {
    if (item.kind === 'group') {
      pieces = [[]];
      open = null;
    } else if (item.kind === 'word') {
      pieces.at(-1)?.push(item);
    } else if (item.kind === 'comment') {
      if (open !== null && open.name === '' && pieces.flat().length === 0) open.name = item.text;
      else pieces.at(-1)?.push({ ...item, text: `(${item.text})` });
    } else if (item.kind === 'comma') {
      closeOpen();
      open = null;
      if (pieces.at(-1)?.length !== 0) pieces.push([]);
    } else if (item.kind === 'bracketed') {
      // "Lovelace, Ada, Ph.D. <ada@example.com>" is one person; more commas are a list.
      const wanted = pieces.map(withoutMarks).filter((piece) => piece.length > 0);
      const named = wanted.slice(-3);
      refuse(wanted.slice(0, -3));
      take(item, named);
      open = null;
    } else {
      closeOpen();
      const name = withoutConnecting(pieces.at(-1) ?? []);
      refuse(pieces.slice(0, -1));
      const entry = take(item, [name]);
      // A list whose names come first goes on so.
      open = name.length === 0 ? entry : null;
    }
  }
  closeOpen();
  refuse(pieces);
  return entries;
}
