import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, idempotency, unwrapWithEtag } from '@/api/client';
import { invalidateMeetings, meetingKeys } from '@/api/meetings';
import type { NewMeeting } from './form';

/** A new meeting is in the lists, in the counts, and in people's time. */
export function usePlanMeeting() {
  const client = useQueryClient();
  const [keyFor] = useState(idempotency);
  return useMutation({
    mutationFn: (body: NewMeeting) =>
      unwrapWithEtag(api.POST('/api/meetings/', { body, params: { header: keyFor(body) } })),
    onSuccess: ({ data, etag }) => {
      client.setQueryData(meetingKeys.detail(data.id), { meeting: data, etag });
      void invalidateMeetings(client);
    },
  });
}
