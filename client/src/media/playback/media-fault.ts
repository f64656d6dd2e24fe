/** A media request that was refused or failed: `code` is the server's, or ours (`network`, `decode`). */
export class MediaFault extends Error {
  readonly code: string;
  /** Trying again will not help until something else has changed. */
  readonly lasting: boolean;

  constructor(code: string, message: string, lasting: boolean) {
    super(message);
    this.name = 'MediaFault';
    this.code = code;
    this.lasting = lasting;
  }
}

/** Throws a `MediaFault` for what is not 2xx, with the code of the server's problem document. */
export async function fetchMedia(
  url: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal.aborted) throw cause;
    throw new MediaFault('network', String(cause), false);
  }
  if (response.ok) return response;
  // What is in front of the server answers without a problem of ours: then its status is all there is.
  const problem: unknown = await response.json().catch(() => null);
  const code = (problem as { code?: unknown } | null)?.code;
  throw new MediaFault(
    typeof code === 'string' ? code : `http_${response.status}`,
    `${response.status} ${response.statusText}`,
    response.status < 500 && response.status !== 429 && response.status !== 408,
  );
}
