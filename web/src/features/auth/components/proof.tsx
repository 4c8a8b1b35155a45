import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';

/** Asks for the password of the account that a link is about, where no session of it came with the link. */
export function Proof(props: {
  error: unknown;
  busy: boolean;
  label: string;
  children: ReactNode;
  onProof: (password: string) => void;
}) {
  const [password, setPassword] = useState('');
  return (
    <Form
      error={props.error}
      texts={{ proof_required: 'This is not the password of the account.' }}
      onSubmit={() => props.onProof(password)}
      className="flex flex-col gap-4"
    >
      <p>{props.children}</p>
      <Field label="Password" name="password" required>
        <Input
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      </Field>
      <Button type="submit" look="primary" busy={props.busy}>
        {props.label}
      </Button>
    </Form>
  );
}
