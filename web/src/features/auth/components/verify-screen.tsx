import { Link } from '@tanstack/react-router';
import { describe } from '@/api/problem';
import { NarrowPage } from '@/components/layout/narrow-page';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { useVerifyEmail } from '../mutations';

/** Nothing happens before the button is pressed: scanners of mail open every link. */
export function VerifyScreen({ token }: { token: string }) {
  const verify = useVerifyEmail();
  if (verify.isSuccess)
    return (
      <NarrowPage title="Address confirmed">
        <Alert tone="yes" className="mb-4">
          Invitations to this address are shown to you now.
        </Alert>
        <Button asChild look="primary">
          <Link to="/dashboard">To the dashboard</Link>
        </Button>
      </NarrowPage>
    );
  return (
    <NarrowPage
      title="Confirm your address"
      description="Then invitations to this address are shown in your account."
    >
      {verify.isError && (
        <Alert tone="no" className="mb-4">
          {describe(verify.error)}
        </Alert>
      )}
      <Button look="primary" busy={verify.isPending} onClick={() => verify.mutate(token)}>
        Yes, this is my address
      </Button>
    </NarrowPage>
  );
}
