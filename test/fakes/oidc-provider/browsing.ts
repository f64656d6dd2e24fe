/** A browser without a screen: follows redirects between us and the provider and keeps each one's cookies. */

export class Browsing {
  readonly #jars = new Map<string, Map<string, string>>();

  /** Asks without following; cookies as a browser keeps them, by host and port. */
  async get(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const gone = value === '' || /max-age=0(;|$)/i.test(line) || /expires=thu, 01 jan 1970/i.test(line);
      if (gone) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  cookie(origin: string, name: string): string | undefined {
    return this.#jars.get(origin)?.get(name);
  }

  setCookie(origin: string, name: string, value: string): void {
    this.#jars.get(origin)?.set(name, value);
  }

  /** From our start address through the provider's form to the address it sends back to, which is not yet asked. */
  async toCallback(appUrl: string, login: string, edit = (url: URL) => url): Promise<string> {
    const begun = await this.get(`${appUrl}/api/v1/session/sso/start`);
    let url = edit(new URL(locationOf(begun, appUrl))).href;
    for (let hop = 0; hop < 10; hop += 1) {
      if (url.startsWith(`${appUrl}/`)) return url;
      const { pathname } = new URL(url);
      const typing = pathname.startsWith('/interaction/');
      const response = await this.get(
        url,
        typing
          ? {
              method: 'POST',
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
              body: new URLSearchParams({ login }).toString(),
            }
          : {},
      );
      url = locationOf(response, url);
    }
    throw new Error(`never sent back; the last address was ${url}`);
  }
}

export function locationOf(response: Response, from: string): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`${response.status} without a location from ${from}`);
  return new URL(location, from).href;
}
