/*
 * Somebody else saved while one was typing (412). What only they changed is taken; what both changed
 * is asked; what only I changed stays mine.
 */

export interface Choice<V> {
  label: 'Theirs' | 'Yours' | 'Both';
  text: string;
  /** What choosing it puts into the form. */
  values: Partial<V>;
}

export interface Difference<V> {
  field: string;
  label: string;
  choices: Choice<V>[];
}

/** What a form consists of: values that belong together are one field. */
export type Fields<V> = Record<
  string,
  { label: string; keys: readonly (keyof V)[]; text: (values: V) => string }
>;

/** What they changed and I see differently, with what was mine before the merge. */
export function findDifferences<V>(
  fields: Fields<V>,
  mine: V,
  base: V,
  theirs: V,
): Difference<V>[] {
  return Object.entries(fields).flatMap(([field, { label, keys, text }]) => {
    if (isSame(keys, base, theirs) || isSame(keys, mine, theirs)) return [];
    const choices: Choice<V>[] = [
      { label: 'Theirs', text: text(theirs), values: part(keys, theirs) },
      { label: 'Yours', text: text(mine), values: part(keys, mine) },
    ];
    return [{ field, label, choices }];
  });
}

/** My values on top of theirs: theirs wherever I had changed nothing. */
export function merge<V extends object>(fields: Fields<V>, mine: V, base: V, theirs: V): V {
  const kept = Object.values(fields).filter(({ keys }) => !isSame(keys, mine, base));
  return Object.assign({ ...theirs }, ...kept.map(({ keys }) => part(keys, mine)));
}

export function isSame<V>(keys: readonly (keyof V)[], a: V, b: V): boolean {
  return JSON.stringify(part(keys, a)) === JSON.stringify(part(keys, b));
}

export function isChosen<V>(choice: Choice<V>, values: V): boolean {
  return Object.entries(choice.values).every(
    ([key, value]) => JSON.stringify(values[key as keyof V]) === JSON.stringify(value),
  );
}

function part<V>(keys: readonly (keyof V)[], values: V): Partial<V> {
  return Object.fromEntries(keys.map((key) => [key, values[key]])) as Partial<V>;
}
