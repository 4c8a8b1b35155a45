import { useEffect, useRef } from 'react';
import { observable, useObservable } from './observable';

export interface Shortcut {
  /** `c`, `?`, `mod+k`, `mod+enter`; `mod` is Ctrl, on a Mac ⌘. */
  keys: string;
  /** What it does, for the sheet and the palette: "New meeting". */
  label: string;
  group: string;
  run: () => void;
  /** Steps back when a page uses the same keys. */
  fallback: boolean;
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const registered = observable<readonly Shortcut[]>([]);

/** Everything that can be done by keyboard now; what is shadowed is left out. */
export function useShortcuts(): Shortcut[] {
  const all = useObservable(registered);
  return all.filter((shortcut) => find(all, shortcut.keys) === shortcut);
}

/** Keys of the page that is shown. Letters do nothing while one types or a dialog is open. */
export function useShortcut(
  keys: string,
  label: string,
  run: () => void,
  options: { group?: string; fallback?: boolean; enabled?: boolean } = {},
): void {
  const { group = 'This page', fallback = false, enabled = true } = options;
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    const shortcut = { keys, label, group, fallback, run: () => latest.current() };
    registered.set([...registered.get(), shortcut]);
    return () => registered.set(registered.get().filter((other) => other !== shortcut));
  }, [keys, label, group, fallback, enabled]);
}

/** Single letters can be switched off (WCAG 2.1.4): speech input types them by chance. */
const LETTERS_OFF = 'shortcuts-off';
export const lettersOn = observable(readLettersOn());

export function setLettersOn(on: boolean): void {
  lettersOn.set(on);
  try {
    if (on) localStorage.removeItem(LETTERS_OFF);
    else localStorage.setItem(LETTERS_OFF, '1');
  } catch {
    // Without storage it holds until the page is left.
  }
}

function readLettersOn(): boolean {
  try {
    return localStorage.getItem(LETTERS_OFF) === null;
  } catch {
    return true;
  }
}

function find(all: readonly Shortcut[], keys: string): Shortcut | undefined {
  return (
    all.findLast((shortcut) => shortcut.keys === keys && !shortcut.fallback) ??
    all.findLast((shortcut) => shortcut.keys === keys)
  );
}

const BUSY = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]';

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return;
  const mod = isMac ? event.metaKey : event.ctrlKey;
  if (!mod) {
    if (event.ctrlKey || event.metaKey || !lettersOn.get()) return;
    if (event.target instanceof Element && event.target.closest(BUSY)) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shortcut = find(registered.get(), `${mod ? 'mod+' : ''}${key.toLowerCase()}`);
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run();
});
