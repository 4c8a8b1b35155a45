import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, test } from 'vitest';
import { logOut } from '@/api/session';
import { aPage, aUser } from '@/testing/factories';
import { renderApp } from '@/testing/render';
import { at, problem, server, session } from '@/testing/server';
import { safeNext } from '../next';

beforeEach(async () => {
  server.use(http.post(at('/api/auth/logout/'), () => HttpResponse.json({})));
  await logOut();
});

/** A server on which the right password is "secret". */
function accounts() {
  server.use(
    ...session(aUser()),
    http.post(at('/api/auth/login/'), async ({ request }) => {
      const { password } = (await request.json()) as { password: string };
      return password === 'secret'
        ? HttpResponse.json({ access: 'access-1', user: aUser() })
        : problem(401, 'invalid_credentials');
    }),
    http.get(at('/api/meetings/'), () => HttpResponse.json(aPage([]))),
    http.get(at('/api/meetings/summary/'), () =>
      HttpResponse.json({
        total: 0,
        upcoming: 0,
        completed: 0,
        cancelled: 0,
        awaiting_my_answer: 0,
      }),
    ),
  );
}

describe('log-in', () => {
  test('says that a password is wrong, then takes the right one back to the page asked for', async () => {
    accounts();
    const { user, router } = renderApp('/dashboard/settings?tab=x');
    await user.type(await screen.findByLabelText('E-mail'), 'ada@example.com');
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('E-mail or password is wrong.');
    await user.clear(screen.getByLabelText('Password'));
    await user.type(screen.getByLabelText('Password'), 'secret{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    expect(router.state.location.pathname).toBe('/dashboard/settings');
  });

  test('says when there were too many tries', async () => {
    server.use(
      http.post(at('/api/auth/login/'), () =>
        problem(429, 'rate_limited', { headers: { 'Retry-After': '30' } }),
      ),
    );
    const { user } = renderApp('/login');
    await user.type(await screen.findByLabelText('Password'), 'x{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Try again in 30 seconds.');
  });

  test('leads to pages of this app alone', () => {
    expect(safeNext('/dashboard/meetings?search=a')).toBe('/dashboard/meetings?search=a');
    expect(safeNext('/dashboard')).toBe('/dashboard');
    for (const elsewhere of ['https://evil.example', '//evil.example', '/dashboards', '/login', 7])
      expect(safeNext(elsewhere)).toBeUndefined();
  });

  test('ends with the log-out', async () => {
    accounts();
    localStorage.setItem('signed-in', '1');
    const { user, router } = renderApp('/dashboard/settings');
    await user.click((await screen.findAllByRole('button', { name: /^Account/ }))[0] as Element);
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(await screen.findByRole('heading', { name: 'Log in' })).toBeVisible();
    expect(router.state.location.search).toEqual({});
    expect(localStorage.getItem('signed-in')).toBeNull();
  });
});

describe('registration', () => {
  test('shows all that is wrong beside its field, then signs in', async () => {
    accounts();
    let sent: unknown;
    server.use(
      http.post(
        at('/api/auth/register/'),
        () => problem(400, 'invalid', { errors: { email: ['Taken.'], password: ['Short.'] } }),
        { once: true },
      ),
    );
    const { user } = renderApp('/register');
    const email = await screen.findByLabelText('E-mail');
    await user.type(email, 'ada@example.com');
    await user.type(screen.getByLabelText('Password'), 'secret');
    await user.type(screen.getByLabelText('Password again'), 'secret{Enter}');
    expect(await screen.findByText('Taken.')).toBeVisible();
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/Short\./);
    expect(email).toHaveFocus();

    server.use(
      http.post(at('/api/auth/register/'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(aUser(), { status: 201 });
      }),
    );
    await user.click(screen.getByRole('button', { name: 'Register' }));
    expect(await screen.findByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
    expect(sent).toMatchObject({ email: 'ada@example.com', password2: 'secret', time_zone: 'UTC' });
  });
});

describe('where accounts are by invitation', () => {
  const instance = (more: object) =>
    server.use(
      http.get(at('/api/instance/'), () =>
        HttpResponse.json({
          registration: 'open',
          allowed_mail_domains: [],
          reminder_minutes: [15],
          conflict_policy: 'warn',
          ...more,
        }),
      ),
    );

  test('the log-in leads to no registration, and its page says whom to ask', async () => {
    instance({ registration: 'invitation' });
    const { router } = renderApp('/login');
    expect(await screen.findByLabelText('Password')).toBeVisible();
    await waitFor(() => expect(screen.queryByText('…')).not.toBeInTheDocument());
    expect(screen.queryByRole('link', { name: 'Register' })).not.toBeInTheDocument();
    await router.navigate({ to: '/register' });
    expect(await screen.findByText(/Accounts are by invitation here/)).toBeVisible();
    expect(screen.queryByLabelText('Password')).not.toBeInTheDocument();
  });

  test('whose addresses may register is said before one types', async () => {
    instance({ allowed_mail_domains: ['example.org', 'a.example', 'b.example'] });
    renderApp('/register');
    expect(await screen.findByLabelText('E-mail')).toHaveAccessibleDescription(
      /an address of example\.org, a\.example or b\.example\./,
    );
  });

  test('who cannot be told is let try', async () => {
    server.use(http.get(at('/api/instance/'), () => problem(500, 'internal')));
    renderApp('/login');
    expect(await screen.findByRole('link', { name: 'Register' })).toBeVisible();
  });
});

describe('links in mails', () => {
  test('a verification happens on the press of the button, not on opening', async () => {
    const tokens: unknown[] = [];
    server.use(
      http.post(at('/api/auth/verify-email/'), async ({ request }) => {
        tokens.push(await request.json());
        return HttpResponse.json({ detail: 'Done.' });
      }),
    );
    const { user } = renderApp('/verify/abc');
    const button = await screen.findByRole('button', { name: 'Confirm address' });
    expect(tokens).toEqual([]);
    await user.click(button);
    expect(await screen.findByRole('heading', { name: 'Address confirmed' })).toBeVisible();
    expect(tokens).toEqual([{ token: 'abc' }]);
  });

  test('a link alone is not enough: the password proves whose account it is', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post(at('/api/auth/verify-email/'), async ({ request }) => {
        const body = (await request.json()) as { password?: string };
        sent.push(body);
        return body.password === 'correct horse'
          ? HttpResponse.json({ detail: 'Done.' })
          : problem(401, 'proof_required');
      }),
    );
    const { user } = renderApp('/verify/abc');
    await user.click(await screen.findByRole('button', { name: 'Confirm address' }));
    const password = await screen.findByLabelText('Password');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await user.type(password, 'guess{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('not the password');
    await user.clear(screen.getByLabelText('Password'));
    await user.type(screen.getByLabelText('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { name: 'Address confirmed' })).toBeVisible();
    expect(sent).toEqual([
      { token: 'abc' },
      { token: 'abc', password: 'guess' },
      { token: 'abc', password: 'correct horse' },
    ]);
  });

  test('an address that another person registered is taken back', async () => {
    server.use(
      http.post(at('/api/auth/disown/'), async ({ request }) => {
        expect(await request.json()).toEqual({ token: 'abc' });
        return HttpResponse.json({ detail: 'The account was removed.' });
      }),
    );
    const { user } = renderApp('/verify/abc');
    await user.click(await screen.findByRole('button', { name: 'I did not register this' }));
    await user.click(await screen.findByRole('button', { name: 'Remove my address' }));
    expect(await screen.findByText('The account was removed.')).toBeVisible();
  });

  test('a new address is confirmed on the press of the button, with a password if need be', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post(at('/api/auth/me/email/confirm/'), async ({ request }) => {
        const body = (await request.json()) as { password?: string };
        sent.push(body);
        return body.password === undefined
          ? problem(401, 'proof_required')
          : HttpResponse.json({ detail: 'Done.' });
      }),
    );
    const { user } = renderApp('/change-email/abc');
    const button = await screen.findByRole('button', { name: 'Change address' });
    expect(sent).toEqual([]);
    await user.click(button);
    await user.type(await screen.findByLabelText('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { name: 'E-mail address changed' })).toBeVisible();
    expect(sent).toEqual([{ token: 'abc' }, { token: 'abc', password: 'correct horse' }]);
  });

  test('a dead link for a new address says why', async () => {
    const errors = { token: ['Another account has this address by now.'] };
    server.use(
      http.post(at('/api/auth/me/email/confirm/'), () => problem(400, 'invalid', { errors })),
    );
    const { user } = renderApp('/change-email/abc');
    await user.click(await screen.findByRole('button', { name: 'Change address' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Another account has this address by now.',
    );
  });

  test('a change of address is undone on the press of the button', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post(at('/api/auth/me/email/undo/'), async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ detail: 'Done.' });
      }),
    );
    const { user } = renderApp('/undo-email/abc');
    const button = await screen.findByRole('button', { name: 'Undo the change' });
    expect(sent).toEqual([]);
    await user.click(button);
    expect(await screen.findByRole('heading', { name: 'Change undone' })).toBeVisible();
    expect(sent).toEqual([{ token: 'abc' }]);
  });

  test('a reset tells of a dead link, and of success', async () => {
    server.use(
      http.post(at('/api/auth/password-reset/confirm/'), () => problem(400, 'reset_link_invalid'), {
        once: true,
      }),
      http.post(at('/api/auth/password-reset/confirm/'), () =>
        HttpResponse.json({ detail: 'Done.' }),
      ),
    );
    const { user } = renderApp('/reset/abc');
    await user.type(await screen.findByLabelText('New password'), 'a');
    await user.type(screen.getByLabelText('New password again'), 'a{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('does not work any more');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    expect(await screen.findByRole('heading', { name: 'Password changed' })).toBeVisible();
  });

  test('who forgot the password is told the same whether there is an account or not', async () => {
    server.use(
      http.post(at('/api/auth/password-reset/'), () => HttpResponse.json({ detail: 'Done.' })),
    );
    const { user } = renderApp('/forgot');
    await user.type(await screen.findByLabelText('E-mail'), 'x@example.com{Enter}');
    await waitFor(() => expect(screen.getByText(/If x@example.com has an account/)).toBeVisible());
  });
});
