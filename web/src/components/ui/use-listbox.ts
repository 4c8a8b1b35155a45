import { type KeyboardEvent, useEffect, useId, useState } from 'react';

/**
 * An input above a list of options (the ARIA combobox): arrows move, Enter picks, the focus stays
 * where one types. Spread `inputProps`, `listProps` and `optionProps(i)`.
 */
export function useListbox(label: string, count: number, pick: (index: number) => void) {
  const id = useId();
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, count - 1);

  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView?.({ block: 'nearest' });
  }, [id, active]);

  return {
    setActive,
    inputProps: {
      role: 'combobox' as const,
      'aria-expanded': true,
      'aria-controls': id,
      'aria-autocomplete': 'list' as const,
      'aria-activedescendant': count > 0 ? `${id}-${active}` : undefined,
      autoComplete: 'off',
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'ArrowDown') setActive((active + 1) % count || 0);
        else if (event.key === 'ArrowUp') setActive((active - 1 + count) % count || 0);
        else if (event.key === 'Enter' && count > 0) pick(active);
        else return;
        event.preventDefault();
      },
    },
    listProps: { id, role: 'listbox' as const, 'aria-label': label },
    optionProps: (index: number) => ({
      id: `${id}-${index}`,
      role: 'option' as const,
      'aria-selected': index === active,
      tabIndex: -1,
      onPointerMove: () => setActive(index),
      onClick: () => pick(index),
    }),
  };
}
