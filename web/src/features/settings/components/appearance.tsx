import { Radio } from '@/components/ui/radio';
import { useObservable } from '@/lib/observable';
import { setTheme, type Theme, theme } from '@/lib/theme';

const THEMES: [Theme, string][] = [
  ['system', 'Like the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** Holds at once. */
export function Appearance() {
  const chosen = useObservable(theme);
  return (
    <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
      <legend className="mb-2 font-medium">Colours</legend>
      {THEMES.map(([value, label]) => (
        <Radio
          key={value}
          name="theme"
          label={label}
          checked={value === chosen}
          onChange={() => setTheme(value)}
        />
      ))}
    </fieldset>
  );
}
