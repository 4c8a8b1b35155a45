import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Meeting } from '@/api/meetings';
import { describe } from '@/api/problem';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { useToast } from '@/components/ui/toast';
import { addressText } from '@/lib/address';
import { dayOf, formatDay } from '@/lib/time';
import { useAcceptTransfer, useEndTransfer } from '../mutations';

type Transfer = NonNullable<Meeting['transfer']>;
type Offer = { meeting: Meeting; transfer: Transfer; viewer: string };

/** The organiser's own offer, which can be withdrawn. */
export function OwnOffer({ meeting, transfer, viewer }: Offer) {
  const toast = useToast();
  const end = useEndTransfer(meeting.id);
  return (
    <Alert className="mb-6">
      <p>
        You offered this meeting to <span className="break-all">{addressText(transfer.to)}</span>.
        The offer is open until {formatDay(dayOf(transfer.expires_at, viewer))}; you stay the
        organiser until it is accepted.
      </p>
      <Button
        className="mt-2"
        busy={end.isPending}
        onClick={() =>
          end.mutate('withdraw', {
            onSuccess: () => toast({ text: 'Offer withdrawn' }),
            onError: (error) => toast({ text: describe(error), tone: 'no' }),
          })
        }
      >
        Withdraw offer
      </Button>
    </Alert>
  );
}

/** An offer to me. Without it I may not see the meeting, unless I am invited. */
export function OfferToMe({
  meeting,
  transfer,
  viewer,
  isInvited,
}: Offer & { isInvited: boolean }) {
  const toast = useToast();
  const navigate = useNavigate();
  const [keeps, setKeeps] = useState(false);
  const accept = useAcceptTransfer(meeting.id);
  const toList = () => navigate({ to: '/dashboard/meetings', replace: true });
  const end = useEndTransfer(meeting.id, isInvited ? undefined : toList);
  const failed = {
    onError: (error: unknown) => toast({ text: describe(error), tone: 'no' as const }),
  };
  // Behind a hidden list there may be some.
  const hasCoOrganisers =
    meeting.hide_guest_list || meeting.participants.some((one) => one.is_co_organiser);
  return (
    <Alert className="mb-6">
      <p>
        <span className="break-all">{addressText(meeting.created_by_email)}</span> offers you this
        meeting. If you accept, you are its organiser, and all participants are told. The offer is
        open until {formatDay(dayOf(transfer.expires_at, viewer))}.
      </p>
      {hasCoOrganisers && (
        <Checkbox
          className="mt-2"
          label="Keep the co-organisers"
          hint="They can edit, invite and cancel."
          checked={keeps}
          onChange={({ target }) => setKeeps(target.checked)}
        />
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          look="primary"
          busy={accept.isPending}
          disabled={end.isPending}
          onClick={() =>
            accept.mutate(keeps, {
              ...failed,
              onSuccess: () => toast({ text: 'You are the organiser now' }),
            })
          }
        >
          Accept
        </Button>
        <Button
          busy={end.isPending}
          disabled={accept.isPending}
          onClick={() =>
            end.mutate('decline', { ...failed, onSuccess: () => toast({ text: 'Offer declined' }) })
          }
        >
          Decline
        </Button>
      </div>
    </Alert>
  );
}
