import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { describe, Problem } from '@/api/problem';
import { NarrowPage } from '@/components/layout/narrow-page';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { useDisown, useVerifyEmail } from '../mutations';
import { Proof } from './proof';

/**
 * Nothing happens before a button is pressed: mail scanners open every link. Another person may have
 * registered the address, so the account's own session or password must come with the link.
 */
export function VerifyScreen({ token }: { token: string }) {
  const verify = useVerifyEmail();
  const [isDisowning, setDisowning] = useState(false);
  if (verify.isSuccess)
    return (
      <NarrowPage title="Address confirmed">
        <Alert tone="yes" className="mb-4">
          Invitations to this address now appear in your account.
        </Alert>
        <Button asChild look="primary">
          <Link to="/dashboard">To the dashboard</Link>
        </Button>
      </NarrowPage>
    );
  if (isDisowning) return <Disown token={token} onBack={() => setDisowning(false)} />;
  const problem = verify.error ? Problem.from(verify.error) : null;
  const needsProof = problem?.code === 'proof_required';
  return (
    <NarrowPage
      title="Confirm your address"
      description="so that your invitations appear in your account"
    >
      {needsProof || verify.variables?.password !== undefined ? (
        <Proof
          error={needsProof && verify.variables?.password === undefined ? null : verify.error}
          busy={verify.isPending}
          label="Confirm address"
          onProof={(password) => verify.mutate({ token, password })}
        >
          Enter the password of the account. Someone else may have registered it with your address:
          only confirm an account that is yours.
        </Proof>
      ) : (
        <>
          {problem && (
            <Alert tone="no" className="mb-4">
              {describe(problem)}
            </Alert>
          )}
          <Button look="primary" busy={verify.isPending} onClick={() => verify.mutate({ token })}>
            Confirm address
          </Button>
        </>
      )}
      <p className="mt-6">
        <Button onClick={() => setDisowning(true)}>I did not register this</Button>
      </p>
    </NarrowPage>
  );
}

function Disown({ token, onBack }: { token: string; onBack: () => void }) {
  const disown = useDisown();
  if (disown.isSuccess)
    return (
      <NarrowPage title="Thank you">
        <Alert tone="yes">{disown.data.detail}</Alert>
      </NarrowPage>
    );
  return (
    <NarrowPage
      title="Not your account?"
      description="The account loses your address. A new account without meetings is deleted."
    >
      {disown.isError && (
        <Alert tone="no" className="mb-4">
          {describe(disown.error)}
        </Alert>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="danger" busy={disown.isPending} onClick={() => disown.mutate(token)}>
          Remove my address
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </NarrowPage>
  );
}
