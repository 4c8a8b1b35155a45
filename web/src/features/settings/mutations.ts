import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '@/api/client';
import { meQuery } from '@/api/me';
import { Problem } from '@/api/problem';
import type { components } from '@/api/schema.gen';
import { endHere } from '@/api/session';
import { deletionQuery, type Session, sessionsQuery } from './queries';

type ProfileChange = components['schemas']['ProfileChange'];

/** Another zone moves the days of every list, so all is read again. */
export function useChangeProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ProfileChange) => unwrap(api.PATCH('/api/auth/me/', { body })),
    onSuccess: (user, { time_zone }) => {
      client.setQueryData(meQuery.queryKey, user);
      if (time_zone !== undefined) return client.invalidateQueries();
    },
  });
}

/** The server ends all other sessions with it. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: components['schemas']['PasswordChange']) =>
      unwrap(api.POST('/api/auth/change-password/', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

/** A link is mailed to the new address; nothing changes before it is confirmed. */
export function useChangeEmail() {
  return useMutation({
    mutationFn: (body: components['schemas']['EmailChange']) =>
      unwrap(api.POST('/api/auth/me/email/', { body })),
  });
}

/** One that has ended meanwhile is no fault. */
export function useEndSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessions: Session[]) =>
      Promise.all(
        sessions.map(({ id }) =>
          unwrap(api.DELETE('/api/auth/sessions/{sid}/', { params: { path: { sid: id } } })).catch(
            (error: unknown) => {
              if (Problem.from(error).code !== 'not_found') throw error;
            },
          ),
        ),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useExport() {
  return useMutation({
    mutationFn: () => unwrap<Blob>(api.GET('/api/auth/export/', { parseAs: 'blob' })),
  });
}

/** The session goes with it; where many meetings end with it, later. */
export function useDeleteAccount() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (password: string) => unwrap(api.DELETE('/api/auth/me/', { body: { password } })),
    onSuccess: async (begun) => {
      if (begun) {
        client.setQueryData(deletionQuery.queryKey, begun);
        return;
      }
      endHere();
      await navigate({ to: '/login', replace: true });
      client.clear();
    },
  });
}
