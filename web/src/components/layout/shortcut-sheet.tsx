import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { useObservable } from '@/lib/observable';
import { lettersOn, type Shortcut, setLettersOn, useShortcuts } from '@/lib/shortcuts';

/** What `?` shows: every key that does something now. */
export function ShortcutSheet({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const groups = groupBy(useShortcuts());
  const letters = useObservable(lettersOn);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <div className="flex flex-col gap-4">
        {[...groups].map(([group, shortcuts]) => (
          <section key={group}>
            <h3 className="mb-1 font-medium text-muted text-small">{group}</h3>
            <dl>
              {shortcuts.map(({ keys, label }) => (
                <div key={keys} className="flex justify-between gap-4 py-1">
                  <dt>{label}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <Checkbox
          label="Single keys do something"
          hint="Switch this off if you dictate, or press keys by chance."
          checked={letters}
          onChange={(event) => setLettersOn(event.target.checked)}
        />
      </div>
    </Dialog>
  );
}

function groupBy(shortcuts: Shortcut[]): Map<string, Shortcut[]> {
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of shortcuts)
    groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  return groups;
}
