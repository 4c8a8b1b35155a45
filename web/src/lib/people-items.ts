/*
 * The words of a pasted list of people, before they become names and addresses. What RFC 5322 says
 * of quoted strings, comments and groups, and what programs make of it.
 */

export interface Item {
  /** `bracketed` addresses end a name, with commas in it too; `bare` ones do not. */
  kind: 'word' | 'bare' | 'bracketed' | 'comment' | 'comma' | 'group';
  text: string;
  /** Where it stands in the source. */
  from: number;
  to: number;
}

/** One list for each line, or part of one that a semicolon ends. `source` is what `from` counts in. */
export function itemsOf(text: string): { source: string; lines: Item[][] } {
  const source = plain(text);
  const lines: Item[][] = [[]];
  const add = (...items: Item[]) => lines.at(-1)?.push(...items);
  for (const match of source.matchAll(TOKEN)) {
    const from = match.index;
    const to = from + match[0].length;
    const { end, tab, comma, quoted, enclosed, word } = match.groups ?? {};
    if (end) lines.push([]);
    else if (tab) addTab(lines.at(-1) ?? [], from, to);
    else if (comma) add({ kind: 'comma', text: ',', from, to });
    else if (quoted) add(quotedItem(quoted, from, to));
    else if (enclosed) add(...enclosedItems(enclosed, from, to));
    else if (word) addWord(lines.at(-1) ?? [], word, from, to);
  }
  return { source, lines: lines.map(withCells) };
}

/** A quote or bracket that is not closed on its line is left out. */
const TOKEN = new RegExp(
  [
    '(?<end>[;\\n])',
    '(?<tab>\\t)',
    '(?<comma>,)',
    '(?<quoted>"(?:[^"\\\\\\n]|\\\\[^\\n])*")',
    '(?<enclosed><[^<>\\n]*>|\\([^()\\n]*\\)|\\[[^[\\]\\n]*@[^[\\]\\n]*\\])',
    '(?<word>[^\\s,;<("]+)',
  ].join('|'),
  'g',
);

/** Without marks that are not seen, with the plain form of quotes and full-width signs. */
function plain(text: string): string {
  return text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/[“”„‟«»＂]/g, '"')
    .replace(/[＜＞＠，、；：（）]/g, (sign) => PLAIN[sign] ?? sign)
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/[^\S\n\t]/g, ' ');
}

const PLAIN: Record<string, string> = {
  '＜': '<',
  '＞': '>',
  '＠': '@',
  '，': ',',
  '、': ',',
  '；': ';',
  '：': ':',
  '（': '(',
  '）': ')',
};

function quotedItem(text: string, from: number, to: number): Item {
  const inner = text
    .slice(1, -1)
    .replace(/\\(.)/g, '$1')
    .replace(/^'(.*)'$/, '$1')
    .trim();
  return /^[^\s@]+@[^\s@]+$/.test(inner)
    ? { kind: 'bare', text: inner, from, to }
    : { kind: 'word', text: inner, from, to };
}

/** `<ada@example.com>`, `(ada@example.com)`, `[mailto:ada@example.com]`, or a remark. */
function enclosedItems(text: string, from: number, to: number): Item[] {
  const inner = text.slice(1, -1).trim();
  if (text.startsWith('(') && !inner.includes('@'))
    return [{ kind: 'comment', text: inner, from, to }];
  const addresses = addressText(inner).split(/[,\s]+/);
  return addresses.map((address) => ({ kind: 'bracketed', text: address, from, to }));
}

function addWord(line: Item[], word: string, from: number, to: number): void {
  const [, group = '', rest = word] = /^([^@]*):(.*)$/.exec(word) ?? [];
  if (rest.includes('@')) {
    // "To:ada@example.com" and "Team:ada@example.com" name no person.
    if (group !== '' && !/^(mailto|e-?mail)$/i.test(group))
      line.push({ kind: 'group', text: group, from, to });
    for (const text of addressText(rest).split(/[/|](?=[^@]+@)/))
      line.push({ kind: 'bare', text, from, to });
  } else if (word.endsWith(':')) line.push({ kind: 'group', text: word, from, to });
  else line.push({ kind: 'word', text: word, from, to });
}

/** Without what encloses it, and what a link adds. */
function addressText(text: string): string {
  const bare = text
    .replace(/^mailto:/i, '')
    .replace(/\?[^@]*$/, '')
    .replace(/^['‘’‚<([]+|['‘’>)\].:]+$/g, '');
  try {
    return text === bare ? bare : decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** A tab parts cells of a row; after a comma it is a blank. */
function addTab(line: Item[], from: number, to: number): void {
  const last = line.at(-1);
  if (last !== undefined && last.kind !== 'comma')
    line.push({ kind: 'comma', text: '\t', from, to });
}

/** In a row of a spreadsheet the cells beside one address are its name, whatever is in them. */
function withCells(line: Item[]): Item[] {
  if (!line.some(({ text }) => text === '\t')) return line;
  const first = line.find(({ kind }) => kind !== 'group');
  // Names first: the address ends each person.
  if (first?.kind !== 'bare')
    return line.flatMap((item) => {
      if (item.text === '\t') return [];
      return [item.kind === 'bare' ? { ...item, kind: 'bracketed' as const } : item];
    });
  // Addresses first, or alone.
  const isNamed = line.some(({ kind }) => kind === 'word');
  return isNamed ? line.filter(({ text }) => text !== '\t') : line;
}
