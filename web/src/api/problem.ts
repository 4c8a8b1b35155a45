import type { components } from './schema.gen';

export type ProblemCode = components['schemas']['ProblemCode'] | 'unreachable' | 'unexpected';
export type Conflicts = components['schemas']['Conflicts'];
export type FieldErrors = Record<string, string[]>;

/** What went wrong, in a sentence that says what to do next. Branch on `code`, never on text. */
const TEXTS: Record<ProblemCode, string> = {
  bad_request: 'The server did not understand this. Reload the page and try again.',
  malformed_body: 'The server did not understand this. Reload the page and try again.',
  invalid: 'Some fields need another look.',
  invalid_idempotency_key: 'The server did not understand this. Reload the page and try again.',
  reset_link_invalid: 'This link does not work any more. Ask for a new one.',
  already_cancelled: 'This meeting is already cancelled.',
  already_ended: 'This meeting has already ended.',
  token_missing: 'Please log in.',
  token_invalid: 'Your session has ended. Please log in again.',
  token_expired: 'Your session has ended. Please log in again.',
  token_wrong_type: 'Your session has ended. Please log in again.',
  session_ended: 'Your session has ended. Please log in again.',
  proof_required: 'Log in to this account, or enter its password.',
  invalid_credentials: 'E-mail or password is wrong.',
  email_not_verified:
    'E-mails about this meeting wait until the organiser confirms their e-mail address.',
  forbidden: 'You may see this, but only the organiser can change it.',
  beyond_permissions: 'Nobody grants or changes what goes beyond their own permissions.',
  not_found: 'This does not exist, or you may not see it.',
  method_not_allowed: 'The server does not offer this. Reload the page to get its newest version.',
  not_acceptable: 'The server does not offer this. Reload the page to get its newest version.',
  body_too_slow: 'The connection is too slow. Try again.',
  conflict: 'Somebody else changed this at the same time. Try again.',
  reply_outdated: 'The meeting was moved. Look at its new time and answer again.',
  already_invited: 'This person is already invited.',
  scheduling_conflict: 'Somebody is busy at that time.',
  transfer_not_offered: 'This offer is no longer open.',
  registration_closed: 'Accounts are by invitation here: ask whoever runs this server for one.',
  last_superuser: 'This is the last superuser. Make another one first.',
  being_sent: 'This mail is being sent at this moment.',
  not_waiting: 'This mail does not wait any more.',
  superseded: 'What this mail says does not hold any more, so it is not sent again.',
  quota_exceeded:
    'One account may not have more meetings to come, or more text in them. Cancel or delete what is not needed any more. Nothing was saved.',
  idempotency_key_in_use: 'This is still being saved. Try again in a moment.',
  stale: 'Somebody else changed this in the meantime.',
  body_too_large: 'This is too large: the server takes up to 1 MiB.',
  unsupported_media_type:
    'The server does not offer this. Reload the page to get its newest version.',
  idempotency_key_reused: 'This was already sent with other content. Try again.',
  rate_limited: 'Too many tries. Wait a little, then try again.',
  mail_limit: 'That would send more e-mails than are allowed. Nothing was saved; try again later.',
  internal: 'Something went wrong on the server. Try again.',
  busy: 'The server is busy. Try again in a moment.',
  deadline_exceeded: 'That took too long and was stopped. Try a narrower search.',
  unavailable: 'The server cannot reach its database. Try again in a moment.',
  not_ready: 'The server is starting or stopping. Try again in a moment.',
  unreachable: 'The server cannot be reached. Try again in a moment.',
  unexpected: 'The server gave an answer that was not expected. Try again.',
};

function isCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(TEXTS, code);
}

/** A failed call: what the server said (RFC 9457), or that it said nothing. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: FieldErrors;
  readonly conflicts: Conflicts;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ProblemCode, more: Partial<Omit<Problem, 'code' | keyof Error>> = {}) {
    super(TEXTS[code]);
    this.code = code;
    this.status = more.status ?? 0;
    this.errors = more.errors ?? {};
    this.conflicts = more.conflicts ?? {};
    this.requestId = more.requestId ?? null;
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }

  /** Nobody answered, or what answered cannot serve now: worth trying again by itself. */
  get isGone(): boolean {
    return this.code === 'unreachable' || (this.status >= 502 && this.status <= 504);
  }

  static of(response: Response, body: unknown): Problem {
    const raw: Record<string, unknown> =
      typeof body === 'object' && body !== null ? { ...body } : {};
    const gone = response.status >= 502 && response.status <= 504;
    const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
    return new Problem(isCode(raw.code) ? raw.code : gone ? 'unreachable' : 'unexpected', {
      status: response.status,
      errors: asLists(raw.errors),
      conflicts: (raw.conflicts ?? {}) as Conflicts,
      requestId: response.headers.get('X-Request-Id'),
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    });
  }

  /** Whatever was thrown, as a problem; what is none is a fault of this app. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem(error instanceof TypeError ? 'unreachable' : 'unexpected');
  }
}

function asLists(errors: unknown): FieldErrors {
  if (typeof errors !== 'object' || errors === null) return {};
  const lists: FieldErrors = {};
  for (const [field, messages] of Object.entries(errors))
    if (Array.isArray(messages)) lists[field] = messages.map(String);
  return lists;
}

/** The sentence to show: with how long to wait, or with the request's id where it helps. */
export function describe(error: unknown): string {
  const problem = Problem.from(error);
  if (problem.code === 'rate_limited' && problem.retryAfterSeconds)
    return `Too many tries. Try again in ${waitText(problem.retryAfterSeconds)}.`;
  if ((problem.code === 'internal' || problem.code === 'unexpected') && problem.requestId)
    return `${problem.message} If it stays, tell the administrator this number: ${problem.requestId}`;
  return problem.message;
}

function waitText(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
