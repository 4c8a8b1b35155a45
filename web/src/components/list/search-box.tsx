import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Input } from '@/components/ui/input';
import { useShortcut } from '@/lib/shortcuts';

const WAIT_MS = 250;

/** The server takes no longer search. */
const MAX_SEARCH = 200;

/** Searches while one types, a moment after the last letter; `/` comes here. */
export function SearchBox({
  value,
  label,
  placeholder = label,
  shortcut,
  onChange,
}: {
  value: string;
  /** What is searched: "Search title, description, location and people". */
  label: string;
  placeholder?: string;
  /** What `/` is called in the list of keys. */
  shortcut: string;
  onChange: (value: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });

  // The address changed otherwise: by "back", or by another look at the list.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);

  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      latest.current(wanted);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  useShortcut('/', shortcut, () => {
    input.current?.focus();
    input.current?.select();
  });

  return (
    <search className="relative min-w-0 flex-1">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-3 left-3 size-4 text-muted"
      />
      <Input
        maxLength={MAX_SEARCH}
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Enter') return;
          // Escape would empty the field; one wants to go on to the list by `j`.
          event.preventDefault();
          event.currentTarget.blur();
        }}
        className="pl-9"
      />
    </search>
  );
}
