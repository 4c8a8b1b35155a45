import type { Permission } from '@/api/admin';
import { useStanding } from '@/api/admin';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Fields } from '@/lib/difference';
import { ALL_PERMISSIONS, broughtBy, PERMISSIONS, permissionsText } from '../permissions';
import type { Role } from './queries';

export interface RoleValues {
  name: string;
  permissions: Permission[];
  is_active: boolean;
}

export const NEW_ROLE: RoleValues = { name: '', permissions: [], is_active: true };

export const ROLE_FIELDS: Fields<RoleValues> = {
  name: { label: 'Name', keys: ['name'], text: ({ name }) => name || 'empty' },
  permissions: {
    label: 'What it allows',
    keys: ['permissions'],
    text: ({ permissions }) => permissionsText(permissions),
  },
  is_active: {
    label: 'In use',
    keys: ['is_active'],
    text: ({ is_active }) => (is_active ? 'yes' : 'no'),
  },
};

export function valuesOf({ name, permissions, is_active }: Role): RoleValues {
  return { name, permissions: inOrder(permissions), is_active };
}

/** However they were ticked, so that the same set is the same text. */
function inOrder(permissions: readonly Permission[]): Permission[] {
  return ALL_PERMISSIONS.filter((one) => permissions.includes(one));
}

function hintOf(permission: Permission, isMine: boolean, bringer: Permission | undefined): string {
  if (!isMine) return 'You do not have this yourself.';
  if (bringer) return `Comes with “${PERMISSIONS[bringer].label}”.`;
  return PERMISSIONS[permission].hint;
}

/** What one may not do oneself cannot be given, nor taken. */
export function RoleFields({
  values,
  onChange,
}: {
  values: RoleValues;
  onChange: (change: Partial<RoleValues>) => void;
}) {
  const { may } = useStanding();
  return (
    <>
      <Field label="Name" name="name" required hint="Such as “Help desk”.">
        <Input
          maxLength={150}
          value={values.name}
          onChange={({ target }) => onChange({ name: target.value })}
        />
      </Field>
      <fieldset data-field="permissions">
        <legend className="mb-2 font-medium">What it allows</legend>
        <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
          {ALL_PERMISSIONS.map((permission) => {
            const bringer = broughtBy(permission, values.permissions);
            return (
              <Checkbox
                key={permission}
                label={PERMISSIONS[permission].label}
                hint={hintOf(permission, may(permission), bringer)}
                checked={bringer !== undefined || values.permissions.includes(permission)}
                disabled={bringer !== undefined || !may(permission)}
                onChange={({ target }) =>
                  onChange({
                    permissions: inOrder(
                      target.checked
                        ? [...values.permissions, permission]
                        : values.permissions.filter((other) => other !== permission),
                    ),
                  })
                }
              />
            );
          })}
        </div>
      </fieldset>
      <Checkbox
        name="is_active"
        label="In use"
        hint="A role that is not allows nothing; whoever has it keeps it."
        checked={values.is_active}
        onChange={({ target }) => onChange({ is_active: target.checked })}
      />
    </>
  );
}
