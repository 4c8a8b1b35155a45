import {
  type ComponentProps,
  createContext,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { describe, type FieldErrors, Problem } from '@/api/problem';
import { Alert } from './alert';

const FaultsContext = createContext<FieldErrors>({});

/** The messages for a field and for what is in it, such as `participants[1].email`. */
export function useFormFaults(name: string): string[] {
  return Object.entries(useContext(FaultsContext))
    .filter(([field]) => belongs(field, name))
    .flatMap(([, messages]) => messages);
}

function belongs(fault: string, name: string): boolean {
  return fault === name || fault.startsWith(`${name}[`) || fault.startsWith(`${name}.`);
}

const NO_FAULTS: FieldErrors = {};
const NO_VALUES: Record<string, unknown> = {};
const NONE: ReadonlySet<string> = new Set();

export interface FormProps extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  /** What the last try threw: field messages go beside their fields, the rest on top. */
  error?: unknown;
  /** Faults found before asking the server; the same object until they are looked for again. */
  faults?: FieldErrors;
  /**
   * What the fields hold, by their names: a message stands until its value changes, by whatever
   * control. Without it, until one types in the field.
   */
  values?: Record<string, unknown>;
  /** Texts for codes that mean something special in this form. */
  texts?: Partial<Record<Problem['code'], string>>;
  onSubmit: (data: FormData) => void;
}

/** A form that shows every fault where it is, and takes the reader to the first. Give it a gap. */
export function Form({
  error,
  faults = NO_FAULTS,
  values = NO_VALUES,
  texts,
  onSubmit,
  children,
  ...props
}: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [edits, setEdits] = useState({ error, faults, names: NONE, values });
  const [homeless, setHomeless] = useState('');
  const problem = error ? Problem.from(error) : null;
  // What was edited since these faults were found; new ones show again.
  const isNew = edits.error !== error || edits.faults !== faults;
  if (isNew) setEdits({ error, faults, names: NONE, values });
  const changed = isNew ? NONE : new Set([...edits.names, ...changedSince(edits.values, values)]);
  const all = { ...problem?.errors, ...faults };
  const shown = Object.fromEntries(
    Object.entries(all).filter(([field]) => ![...changed].some((name) => belongs(field, name))),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: `all` is made of these two.
  useLayoutEffect(() => {
    const names = [...(form.current?.querySelectorAll('[data-field]') ?? [])].map(
      (field) => field.getAttribute('data-field') ?? '',
    );
    setHomeless(
      Object.entries(all)
        .filter(([field]) => !names.some((name) => belongs(field, name)))
        .flatMap(([field, messages]) => messages.map((message) => `${field}: ${message}`))
        .join(' '),
    );
  }, [error, faults]);

  useEffect(() => {
    if (!error && faults === NO_FAULTS) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error, faults]);

  return (
    <FaultsContext value={shown}>
      <form
        noValidate
        {...props}
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isUnderstood(event.currentTarget)) onSubmit(new FormData(event.currentTarget));
        }}
        onInput={(event) => {
          const field = (event.target as HTMLElement).closest('[data-field]');
          const name = field?.getAttribute('data-field');
          if (name && !changed.has(name))
            setEdits({ ...edits, names: new Set([...edits.names, name]) });
        }}
      >
        {problem && (problem.code !== 'invalid' || homeless !== '') && (
          <Alert tone="no">{homeless || (texts?.[problem.code] ?? describe(problem))}</Alert>
        )}
        {children}
      </form>
    </FaultsContext>
  );
}

function changedSince(before: Record<string, unknown>, now: Record<string, unknown>): string[] {
  return Object.keys(now).filter(
    (name) =>
      before[name] !== now[name] && JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  );
}

/**
 * Whether every field below holds what its control understands (`setCustomValidity`). The first
 * that does not says so and is focused; nothing may be saved then.
 */
export function isUnderstood(part: ParentNode | null): boolean {
  const fields = [...(part?.querySelectorAll<HTMLInputElement>('input, textarea') ?? [])];
  const faulty = fields.filter(({ validity }) => validity.customError);
  for (const field of faulty) field.checkValidity();
  faulty[0]?.focus();
  return faulty.length === 0;
}

/** A text field of a submitted form. */
export function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
