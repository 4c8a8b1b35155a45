import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import type { ProblemCode } from '@/api/problem';

/** The server of a test, where anybody may register; each test adds what it needs with `server.use(...)`. */
export const server = setupServer(
  http.get(at('/api/instance/'), () =>
    HttpResponse.json({
      registration: 'open',
      allowed_mail_domains: [],
      reminder_minutes: [15, 1440],
      conflict_policy: 'warn',
    }),
  ),
);

/** A path of the API as the client asks for it. */
export function at(path: string): string {
  return `${window.location.origin}${path}`;
}

/** What the server says when it refuses. */
export function problem(
  status: number,
  code: ProblemCode,
  more: { errors?: Record<string, string[]>; headers?: Record<string, string> } = {},
) {
  return HttpResponse.json(
    { type: 'about:blank', title: code, status, detail: code, code, errors: more.errors },
    {
      status,
      headers: {
        'Content-Type': 'application/problem+json',
        'X-Request-Id': 'req-1',
        ...more.headers,
      },
    },
  );
}

/** Answers as for somebody who is signed in; see `signInAs` in render.tsx. */
export function session(user: { id: string }) {
  return [
    http.post(at('/api/auth/token/refresh/'), () => HttpResponse.json({ access: 'access-1' })),
    http.get(at('/api/auth/me/'), () => HttpResponse.json(user)),
  ];
}
