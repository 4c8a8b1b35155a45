import { isMac } from '@/lib/shortcuts';

/** The keys of a shortcut: "mod+k" is ⌘K or Ctrl+K. */
export function Kbd({ keys }: { keys: string }) {
  const parts = keys.split('+');
  return (
    <kbd className="rounded-box border bg-raised px-1.5 font-sans text-muted text-small">
      {parts
        .map((key) => NAMES[key] ?? (parts.length > 1 ? key.toUpperCase() : key))
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
