import { createContext, type ReactNode, useContext, useId, useState } from 'react';
import { useFormFaults } from './form';

interface FieldState {
  id: string;
  name: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
  explain: (fault: string) => void;
}

const FieldContext = createContext<FieldState | null>(null);

interface FieldControl {
  id?: string;
  name?: string;
  required?: boolean;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
}

/** What a control in a `<Field>` puts on its element; its own props win. */
export function useField(): FieldControl {
  const field = useContext(FieldContext);
  if (field === null) return {};
  return {
    id: field.id,
    name: field.name,
    required: field.required,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid || undefined,
  };
}

/** For a control that finds a fault by itself: shows it at its field, until it is called with ''. */
export function useFieldFault(): (fault: string) => void {
  return useContext(FieldContext)?.explain ?? ignore;
}

function ignore(): void {}

export interface FieldProps {
  label: ReactNode;
  /** The server's name of the field; its messages in the `<Form>` stand here. */
  name: string;
  hint?: ReactNode;
  /** More messages than those that the form knows. */
  errors?: string[] | undefined;
  required?: boolean;
  className?: string;
  children: ReactNode;
}

/** A label, one control, a hint, and what is wrong with it. */
export function Field({
  label,
  name,
  hint,
  errors,
  required = false,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const [own, explain] = useState('');
  const others = [...useFormFaults(name), ...(errors ?? [])];
  const faults = own === '' ? [...new Set(others)] : [own];
  const ids = [hint && `${id}-hint`, faults.length > 0 && `${id}-error`].filter(Boolean);
  return (
    <FieldContext
      value={{
        id,
        name,
        required,
        invalid: faults.length > 0,
        explain,
        describedBy: ids.join(' ') || undefined,
      }}
    >
      <div className={className} data-field={name}>
        <label htmlFor={id} className="mb-1 block font-medium">
          {label}
          {!required && <span className="font-normal text-muted text-small"> (optional)</span>}
        </label>
        {children}
        {hint && (
          <p id={`${id}-hint`} className="mt-1 text-muted text-small">
            {hint}
          </p>
        )}
        {faults.length > 0 && (
          <div id={`${id}-error`} className="mt-1 text-no text-small">
            {faults.map((fault) => (
              <p key={fault}>{fault}</p>
            ))}
          </div>
        )}
      </div>
    </FieldContext>
  );
}
