import { isMac } from '@/lib/shortcuts';

/** The keys of a shortcut: "mod+k" is ⌘K or Ctrl+K. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="rounded-box border bg-raised px-1.5 font-sans text-muted text-small">
      {keys
        .split('+')
        .map(
          (key) =>
            NAMES[key] ?? (key.length === 1 ? key : `${key[0]?.toUpperCase()}${key.slice(1)}`),
        )
        .join(isMac ? '' : '+')}
    </kbd>
  );
}

const NAMES: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  enter: 'Enter',
  escape: 'Esc',
  arrowleft: '←',
  arrowright: '→',
};
