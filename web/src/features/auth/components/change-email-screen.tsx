import { Link } from '@tanstack/react-router';
import { Problem } from '@/api/problem';
import { NarrowPage } from '@/components/layout/narrow-page';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { useConfirmEmail, useUndoEmail } from '../mutations';
import { Proof } from './proof';

/** What the server says of the link itself, which no field of a form stands for. */
function linkText(error: unknown): string {
  const problem = Problem.from(error);
  return problem.errors.token?.[0] ?? problem.message;
}

/**
 * Nothing happens before a button is pressed: mail scanners open every link. An account of another
 * person may have asked for the address, so the account's own session or password must come with the link.
 */
export function ChangeEmailScreen({ token }: { token: string }) {
  const confirm = useConfirmEmail();
  if (confirm.isSuccess)
    return (
      <NarrowPage title="E-mail address changed">
        <Alert tone="yes" className="mb-4">
          From now on, log in with the new address. All your other sessions have ended.
        </Alert>
        <Button asChild look="primary">
          <Link to="/dashboard">To the dashboard</Link>
        </Button>
      </NarrowPage>
    );
  const problem = confirm.error ? Problem.from(confirm.error) : null;
  const needsProof = problem?.code === 'proof_required';
  const isProving = needsProof || confirm.variables?.password !== undefined;
  return (
    <NarrowPage
      title="Confirm your new e-mail address"
      description="Your meetings and invitations move to this address."
    >
      {problem && !needsProof && (
        <Alert tone="no" className="mb-4">
          {linkText(problem)}
        </Alert>
      )}
      {isProving ? (
        <Proof
          error={needsProof && confirm.variables?.password !== undefined ? confirm.error : null}
          busy={confirm.isPending}
          label="Change address"
          onProof={(password) => confirm.mutate({ token, password })}
        >
          Enter the password of the account. Someone else may have asked for your address: only
          confirm a change of an account that is yours.
        </Proof>
      ) : (
        <Button look="primary" busy={confirm.isPending} onClick={() => confirm.mutate({ token })}>
          Change address
        </Button>
      )}
    </NarrowPage>
  );
}

/** Opened from the mail to the former address. */
export function UndoEmailScreen({ token }: { token: string }) {
  const undo = useUndoEmail();
  if (undo.isSuccess)
    return (
      <NarrowPage title="Change undone">
        <Alert tone="yes" className="mb-4">
          Your account has this e-mail address again. We have sent you a link to choose a new
          password: the old one no longer works.
        </Alert>
        <Button asChild look="primary">
          <Link to="/login">To the log-in</Link>
        </Button>
      </NarrowPage>
    );
  return (
    <NarrowPage
      title="Undo the change of your e-mail address?"
      description="Your account gets this address back. All devices are logged out, and you choose a new password."
    >
      {undo.isError && (
        <Alert tone="no" className="mb-4">
          {linkText(undo.error)}
        </Alert>
      )}
      <Button look="danger" busy={undo.isPending} onClick={() => undo.mutate(token)}>
        Undo the change
      </Button>
    </NarrowPage>
  );
}
