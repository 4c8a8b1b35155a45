/* Addresses for people to read. */

type Letters = (domain: string) => string;

let letters: Letters | undefined;

/** `letters.ts` calls this when it is there. */
export function setLetters(shown: Letters): void {
  letters = shown;
}

/** Loads what shows international domains, if this answer has one. Few have: the first page goes without. */
export async function loadLetters(answer: unknown): Promise<void> {
  if (!letters && JSON.stringify(answer)?.includes('xn--'))
    // Without it the domains are shown as the API has them.
    await import('./letters').catch(() => null);
}

/** `user@müller.example` of `user@xn--mller-kva.example`; any other text as it is. */
export function addressText(email: string): string {
  const at = email.lastIndexOf('@') + 1;
  return at ? email.slice(0, at) + domainText(email.slice(at)) : email;
}

/** `müller.example` of `xn--mller-kva.example`. */
export function domainText(domain: string): string {
  return letters?.(domain) ?? domain;
}
