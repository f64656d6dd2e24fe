/** Speaks to a running server's REST API as a browser or a machine would: cookie or bearer, JSON, problems thrown. */
import { type Problem, REASON_HEADER } from '../../server/contract/common.ts';

export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail ?? problem.title}`);
    this.problem = problem;
  }
}

export class ApiClient {
  readonly baseUrl: string;
  #headers: Record<string, string> = {};

  constructor(baseUrl: string, headers: Record<string, string> = {}) {
    this.baseUrl = baseUrl;
    this.#headers = headers;
  }

  static async signIn(baseUrl: string, username: string, password: string): Promise<ApiClient> {
    const response = await fetch(`${baseUrl}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: baseUrl },
      body: JSON.stringify({ username, password }),
    });
    if (!response.ok) throw new ApiProblem((await response.json()) as Problem);
    await response.arrayBuffer();
    const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    return new ApiClient(baseUrl, { cookie: cookie.join('; '), origin: baseUrl });
  }

  static withToken(baseUrl: string, secret: string): ApiClient {
    return new ApiClient(baseUrl, { authorization: `Bearer ${secret}` });
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      ...init,
      headers: { ...this.#headers, ...(init.headers as Record<string, string> | undefined) },
    });
    this.#takeCookie(response);
    return response;
  }

  /** As a browser does; but one that is taken away is kept, to see that it opens nothing any more. */
  #takeCookie(response: Response): void {
    const session = /^mc_session=[^;]+/;
    const given = response.headers.getSetCookie().flatMap((line) => session.exec(line) ?? [])[0];
    if (given !== undefined && this.#headers.cookie !== undefined)
      this.#headers = { ...this.#headers, cookie: given };
  }

  /** Sends and gets JSON; throws {@link ApiProblem} for anything but 2xx. */
  request<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.#send<T>(method, path, body, {});
  }

  /** As {@link request}, saying why. */
  because<T>(reason: string, method: string, path: string, body?: unknown): Promise<T> {
    return this.#send<T>(method, path, body, { [REASON_HEADER]: encodeURIComponent(reason) });
  }

  async #send<T>(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): Promise<T> {
    const init: RequestInit = {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await this.fetch(path, init);
    const text = await response.text();
    if (!response.ok) throw new ApiProblem(asProblem(text, response.status));
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  get = <T>(path: string) => this.request<T>('GET', path);
  post = <T>(path: string, body: unknown) => this.request<T>('POST', path, body);
}

function asProblem(text: string, status: number): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { type: 'about:blank', title: text.slice(0, 200), status, code: 'not_json' };
  }
}
