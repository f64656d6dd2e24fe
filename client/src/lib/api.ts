/** REST in one place: same-origin fetch, answers checked against the contract, problems as `ApiError`. */
import { z } from 'zod';
import { type Problem, problem, REASON_HEADER } from '../../../server/contract/common.ts';

/** A refused or failed request. `code` is stable and is what the client words (`problem.<code>`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterSeconds: number | undefined;

  constructor(options: {
    status: number;
    code: string;
    message: string;
    problem?: Problem;
    retryAfterSeconds?: number;
  }) {
    super(options.message);
    this.name = 'ApiError';
    this.status = options.status;
    this.code = options.code;
    this.problem = options.problem;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

interface Call<S extends z.ZodType | undefined> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** Sent as it is instead of a body, under its own type: a picture. */
  readonly file?: Blob;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** What a 2xx answers; left out: nothing is read. */
  readonly schema?: S;
  readonly signal?: AbortSignal;
  /** Why: goes into the audit trail. */
  readonly reason?: string;
}

let onSignedOut: (() => void) | undefined;

/** Called when any request but the sign-in itself is answered 401. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

export async function api<S extends z.ZodType | undefined = undefined>(
  path: string,
  call: Call<S> = {},
): Promise<S extends z.ZodType ? z.output<S> : undefined> {
  const response = await apiResponse(path, call);
  if (call.schema === undefined) return undefined as never;
  const parsed = call.schema.safeParse(response.status === 204 ? undefined : await response.json());
  if (!parsed.success)
    throw new ApiError({ status: 200, code: 'unexpected_answer', message: z.prettifyError(parsed.error) });
  return parsed.data as never;
}

/** The answer as it comes, where it is no JSON. Throws `ApiError` for anything but 2xx. */
export async function apiResponse(
  path: string,
  call: Omit<Call<undefined>, 'schema'> = {},
): Promise<Response> {
  const url = new URL(`/api/v1${path}`, location.origin);
  for (const [key, value] of Object.entries(call.query ?? {}))
    if (value !== undefined && value !== '') url.searchParams.set(key, String(value));
  const method = call.method ?? 'GET';
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.file === undefined ? {} : { 'content-type': call.file.type }),
        ...(call.reason === undefined ? {} : { [REASON_HEADER]: encodeURIComponent(call.reason) }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.file === undefined ? {} : { body: call.file }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({ status: 0, code: 'network', message: String(cause) });
  }
  if (!response.ok) throw await refusal(response, path, method);
  return response;
}

async function refusal(response: Response, path: string, method: string): Promise<ApiError> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    // A proxy in between may answer a page; the status then says what there is to say.
  }
  const parsed = problem.safeParse(body);
  // A step of signing in that is refused ends no session: there is none yet.
  const signingIn =
    path === '/session' ? method !== 'DELETE' : path.startsWith('/session/') && method === 'POST';
  if (response.status === 401 && !signingIn) onSignedOut?.();
  // Seconds are what our server sends; a date from a proxy in between is no number and left out.
  const retryAfter = Number(response.headers.get('retry-after'));
  if (!parsed.success)
    return new ApiError({
      status: response.status,
      code: `http_${response.status}`,
      message: `${response.status} ${response.statusText}`,
    });
  return new ApiError({
    status: response.status,
    code: parsed.data.code,
    message: parsed.data.detail ?? parsed.data.title,
    problem: parsed.data,
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  });
}
