import createClient from 'openapi-fetch';
import { loadLetters } from '@/lib/address';
import { apiUrl, randomKey } from './base';
import { Problem } from './problem';
import { meansGone, reportGone, reportReachable } from './reachable';
import type { paths } from './schema.gen';
import { accessToken, refresh } from './session';

/** The server, typed by its own OpenAPI document. Wrap each call in `unwrap`. */
export const api = createClient<paths>({
  baseUrl: apiUrl(''),
  credentials: 'include',
  fetch: authorised,
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the call answered, or the `Problem` thrown. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await unwrapWithEtag(call)).data;
}

/** The same with the `ETag`, which an edit sends back as `If-Match` (see `ifMatch`). */
export async function unwrapWithEtag<T>(
  call: Promise<Answer<T>>,
): Promise<{ data: T; etag: string | null }> {
  const { data, error, response } = await call;
  await loadLetters(data ?? error);
  if (!response.ok) throw Problem.of(response, error);
  return { data: data as T, etag: response.headers.get('ETag') };
}

/** For `params.header`: refuse the edit if somebody else changed the resource meanwhile. */
export function ifMatch(etag: string | null): { 'If-Match'?: string } {
  return etag === null ? {} : { 'If-Match': etag };
}

/**
 * For `params.header` of a POST that creates: the same content sent again by the same form, after
 * an answer that was lost, creates nothing twice; other content gets another key.
 */
export function idempotency(): (body: unknown) => { 'Idempotency-Key': string } {
  let sent = '';
  let key = '';
  return (body) => {
    const content = JSON.stringify(body);
    if (content !== sent) {
      sent = content;
      key = randomKey();
    }
    return { 'Idempotency-Key': key };
  };
}

/** With the access token; when that has expired, once more with a new one. */
async function authorised(request: Request): Promise<Response> {
  const again = request.clone();
  const used = accessToken();
  const answer = await send(request, used);
  if (answer.status !== 401 || used === null) return answer;
  // Another request may have got a new token while this one was under way.
  const renewed = accessToken() !== used ? accessToken() !== null : await refresh();
  return renewed ? send(again, accessToken()) : answer;
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    reportGone();
    throw new Problem('unreachable');
  }
  if (meansGone(answer.status) && !(await isBusy(answer))) reportGone();
  else reportReachable();
  return answer;
}

/** A server that is busy is there. */
async function isBusy(answer: Response): Promise<boolean> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body && body.code === 'busy';
}
