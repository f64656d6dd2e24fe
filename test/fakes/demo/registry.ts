/** Registering things that may be registered already, through the REST API: look first, so that a restart changes nothing. */
import type { ApiClient } from '../../factories/api-client.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Every page of a list. */
export async function listAll<T>(api: ApiClient, path: string): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '500', ...(cursor === null ? {} : { cursor }) });
    const page: Page<T> = await api.get(`${path}?${query}`);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

export interface Wanted<T> {
  /** The list it is in, which is also where it is posted. */
  readonly path: string;
  readonly is: (one: T) => boolean;
  readonly body: unknown;
}

/** What is there already, as somebody may have changed it, or what is registered now. */
export async function ensure<T>(api: ApiClient, { path, is, body }: Wanted<T>): Promise<T> {
  return (await listAll<T>(api, path)).find(is) ?? (await api.post<T>(path, body));
}
