export interface TextPart {
  text: string;
  href?: string;
}

/** Where one joins, if the location is or holds an address of the web. */
export function joinUrl(location: string): string | null {
  return linkParts(location).find(({ href }) => href !== undefined)?.href ?? null;
}

/** A text with its links; only http and https ever become one. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/\b(?:https?:\/\/|www\.)[^\s<>"]+/gi)) {
    // What ends a sentence or a bracket around it is not part of the link.
    let found = match[0].replace(/[.,;:!?'’”]+$/, '');
    if (found.endsWith(')') && !found.includes('(')) found = found.slice(0, -1);
    const href = hrefOf(found);
    if (href === null) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: found, href });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function hrefOf(found: string): string | null {
  try {
    const url = new URL(/^www\./i.test(found) ? `https://${found}` : found);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}
