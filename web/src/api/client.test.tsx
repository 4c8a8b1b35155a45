import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { aUser } from '@/testing/factories';
import { at, problem, server } from '@/testing/server';
import { api, idempotency, ifMatch, unwrap, unwrapWithEtag } from './client';
import { Problem, describe as sentence } from './problem';
import { reachable } from './reachable';
import { logIn, logOut, restore, signedIn, takeRestored } from './session';

const ME = at('/api/auth/me/');
const REFRESH = at('/api/auth/token/refresh/');

/** A session whose first access token has expired; counts how often a new one is asked for. */
async function expiredSession() {
  let refreshes = 0;
  server.use(
    http.post(at('/api/auth/login/'), async ({ request }) => {
      expect(await request.json()).toMatchObject({ session: 'cookie' });
      return HttpResponse.json({ access: 'old', user: aUser() });
    }),
    http.post(at('/api/auth/logout/'), () => HttpResponse.json({})),
    http.post(REFRESH, () => {
      refreshes += 1;
      return HttpResponse.json({ access: 'new' });
    }),
    http.get(ME, ({ request }) =>
      request.headers.get('Authorization') === 'Bearer new'
        ? HttpResponse.json(aUser())
        : problem(401, 'token_expired'),
    ),
  );
  await logIn('ada@example.com', 'secret');
  return () => refreshes;
}

const me = () => unwrap(api.GET('/api/auth/me/'));

beforeEach(async () => {
  server.use(http.post(at('/api/auth/logout/'), () => HttpResponse.json({})));
  await logOut();
});

describe('an expired access token', () => {
  test('is renewed once for all requests that meet it, and each is sent again', async () => {
    const refreshes = await expiredSession();
    const users = await Promise.all([me(), me(), me(), me()]);
    expect(users.map(({ email }) => email)).toEqual(Array(4).fill('ada@example.com'));
    expect(refreshes()).toBe(1);
  });

  test('sends the same body again', async () => {
    await expiredSession();
    const bodies: unknown[] = [];
    server.use(
      http.patch(ME, async ({ request }) => {
        bodies.push(await request.json());
        return request.headers.get('Authorization') === 'Bearer new'
          ? HttpResponse.json(aUser())
          : problem(401, 'token_expired');
      }),
    );
    await unwrap(api.PATCH('/api/auth/me/', { body: { first_name: 'Augusta' } }));
    expect(bodies).toEqual([{ first_name: 'Augusta' }, { first_name: 'Augusta' }]);
  });

  test('ends the session when the cookie is refused too', async () => {
    await expiredSession();
    server.use(http.post(REFRESH, () => problem(401, 'session_ended')));
    await expect(me()).rejects.toMatchObject({ code: 'token_expired' });
    expect(signedIn.get()).toBe(false);
    expect(await restore()).toBe(false);
  });

  test('does not end the session when the server is gone meanwhile', async () => {
    await expiredSession();
    server.use(http.post(REFRESH, () => problem(503, 'unavailable')));
    await expect(me()).rejects.toMatchObject({ code: 'unavailable' });
    expect(signedIn.get()).toBe(true);
  });
});

describe('at the start', () => {
  test('a stranger causes no request', async () => {
    expect(await restore()).toBe(false);
  });

  test('a cookie is enough', async () => {
    localStorage.setItem('signed-in', '1');
    server.use(http.post(REFRESH, () => HttpResponse.json({ access: 'new' })));
    expect(await restore()).toBe(true);
    expect(signedIn.get()).toBe(true);
  });

  test('the account comes along for whoever asks next, and is read after that', async () => {
    localStorage.setItem('signed-in', '1');
    const user = aUser();
    server.use(http.post(REFRESH, () => HttpResponse.json({ access: 'new', user })));
    await restore();
    expect(takeRestored()).toEqual(user);
    expect(takeRestored()).toBeNull();
  });

  test('a refresh in between keeps no account for later', async () => {
    await expiredSession();
    server.use(http.post(REFRESH, () => HttpResponse.json({ access: 'new', user: aUser() })));
    await me();
    expect(takeRestored()).toBeNull();
  });

  test('the access token is in no storage', async () => {
    await expiredSession();
    await me();
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('new');
  });
});

describe('a server that is gone', () => {
  test('is noticed, asked again by itself, and noticed when it is back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let up = false;
    server.use(
      http.get(ME, () => HttpResponse.error()),
      http.get(at('/readyz'), () =>
        up ? HttpResponse.json({ status: 'ok' }) : problem(503, 'not_ready'),
      ),
    );
    await expect(me()).rejects.toMatchObject({ code: 'unreachable', isGone: true });
    expect(reachable.get()).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(reachable.get()).toBe(false);
    up = true;
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(reachable.get()).toBe(true));
  });

  test('a busy one is there', async () => {
    server.use(http.get(ME, () => problem(503, 'busy')));
    await expect(me()).rejects.toMatchObject({ code: 'busy' });
    expect(reachable.get()).toBe(true);
  });
});

describe('problems', () => {
  test('carry code, field messages and the id of the request', async () => {
    server.use(
      http.get(ME, () => problem(400, 'invalid', { errors: { email: ['Too long.', 'Not one.'] } })),
    );
    const error = await me().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      status: 400,
      code: 'invalid',
      errors: { email: ['Too long.', 'Not one.'] },
      requestId: 'req-1',
    });
  });

  test('say how long to wait, and which number to tell', async () => {
    server.use(
      http.get(ME, () => problem(429, 'rate_limited', { headers: { 'Retry-After': '90' } })),
    );
    expect(sentence(await me().catch((error: unknown) => error))).toBe(
      'Too many tries. Try again in 2 minutes.',
    );
    server.use(http.get(ME, () => problem(500, 'internal')));
    expect(sentence(await me().catch((error: unknown) => error))).toContain('req-1');
  });

  test('are made of answers that are none of ours', async () => {
    server.use(http.get(ME, () => new HttpResponse('<h1>Oops</h1>', { status: 500 })));
    await expect(me()).rejects.toMatchObject({ code: 'unexpected', status: 500 });
    expect(Problem.from(new Error('x')).code).toBe('unexpected');
  });
});

test('the same content keeps its key, other content gets another', () => {
  const key = idempotency();
  const first = key({ title: 'a' });
  expect(key({ title: 'a' })).toEqual(first);
  expect(key({ title: 'b' })).not.toEqual(first);
  expect(first['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/);
});

test('an ETag comes with the answer and goes back as If-Match', async () => {
  server.use(http.get(ME, () => HttpResponse.json(aUser(), { headers: { ETag: '"v1"' } })));
  const { etag } = await unwrapWithEtag(api.GET('/api/auth/me/'));
  expect(ifMatch(etag)).toEqual({ 'If-Match': '"v1"' });
  expect(ifMatch(null)).toEqual({});
});
