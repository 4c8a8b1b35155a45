import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, idempotency, unwrap } from '@/api/client';
import { meQuery } from '@/api/me';
import type { components } from '@/api/schema.gen';
import { logIn, logOut } from '@/api/session';

type Registration = components['schemas']['Registration'];

/** Starts with an empty cache: what is in it may be somebody else's. */
export function useLogIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) =>
      logIn(email, password),
    onSuccess: (user) => {
      client.clear();
      client.setQueryData(meQuery.queryKey, user);
    },
  });
}

/**
 * Ends the session and empties the cache, whether or not the server hears of it; the cache last,
 * since a page that is still there would read it all again.
 */
export function useLogOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await logOut().catch(() => undefined);
    await navigate({ to: '/login', replace: true });
    client.clear();
  };
}

const registrationKey = idempotency();

export function useRegister() {
  return useMutation({
    mutationFn: (body: Registration) =>
      unwrap(api.POST('/api/auth/register/', { body, params: { header: registrationKey(body) } })),
  });
}

export function useRequestReset() {
  return useMutation({
    mutationFn: (email: string) =>
      unwrap(api.POST('/api/auth/password-reset/', { body: { email } })),
  });
}

/** Ends every session of that account, so there is no cache worth keeping. */
export function useResetPassword() {
  return useMutation({
    mutationFn: (body: components['schemas']['PasswordResetConfirmation']) =>
      unwrap(api.POST('/api/auth/password-reset/confirm/', { body })),
  });
}

/** Invitations to the address become visible: everything is read again. */
export function useVerifyEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { token: string; password?: string }) =>
      unwrap(api.POST('/api/auth/verify-email/', { body })),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** The owner of an address takes it back from an account. */
export function useDisown() {
  return useMutation({
    mutationFn: (token: string) => unwrap(api.POST('/api/auth/disown/', { body: { token } })),
  });
}

/** The address is part of almost every page: everything is read again. */
export function useConfirmEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { token: string; password?: string }) =>
      unwrap(api.POST('/api/auth/me/email/confirm/', { body })),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** Ends every session of that account, this browser's too if it has one. */
export function useUndoEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) =>
      unwrap(api.POST('/api/auth/me/email/undo/', { body: { token } })),
    onSuccess: () => client.clear(),
  });
}
