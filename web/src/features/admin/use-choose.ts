import { useNavigate } from '@tanstack/react-router';

/** Writes a choice into the address of the list that is shown; the first page is shown again. */
export function useChoose<S extends object>(): (
  change: { [K in keyof S]?: S[K] | string },
) => void {
  const navigate = useNavigate();
  return (change) => {
    const said = Object.entries(change).map(([key, value]) => [
      key,
      value === '' ? undefined : value,
    ]);
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, page: undefined, ...Object.fromEntries(said) }),
      replace: true,
    });
  };
}
