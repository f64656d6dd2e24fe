import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressRefusedError, connectable, type Reach } from '../reach/index.ts';
import { OnvifError } from './onvif-error.ts';

export interface BoundedRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it: connecting, asking, and the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BoundedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Each field by itself: devices offer several ways. */
  readonly challenges: readonly string[];
  readonly body: Buffer;
}

/**
 * One HTTP request to a device that may mean us ill: the address judged when it is connected to, no redirection
 * followed, the answer bounded in time and size. A device's own certificate is taken as it is: nobody signs those.
 * @throws OnvifError
 */
export async function boundedRequest(options: BoundedRequest): Promise<BoundedAnswer> {
  const { url, reach, timeoutMs, signal } = options;
  const { hostname, port, protocol, pathname, search } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isSecure = protocol === 'https:';
  const late = AbortSignal.timeout(timeoutMs);
  const ending = signal ? AbortSignal.any([late, signal]) : late;
  try {
    const target = await connectable(reach, host, Number(port) || (isSecure ? 443 : 80));
    ending.throwIfAborted();
    return await new Promise<BoundedAnswer>((resolve, reject) => {
      const send = isSecure ? httpsRequest : httpRequest;
      const request = send({
        ...target,
        method: options.method,
        path: `${pathname}${search}`,
        headers: { ...options.headers, Connection: 'close' },
        agent: false,
        signal: ending,
        maxHeaderSize: 16 * 1024,
        ...(isSecure && { rejectUnauthorized: false }),
      });
      request.once('error', reject);
      request.once('response', (response) => read(response, options.maxBytes).then(resolve, reject));
      request.end(options.body);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw asOnvifError(error, late.aborted);
  }
}

async function read(response: IncomingMessage, maxBytes: number): Promise<BoundedAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      response.destroy();
      throw new OnvifError('not_onvif', `The device’s answer is larger than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  const { rawHeaders, statusCode = 0, headers } = response;
  return {
    status: statusCode,
    contentType: headers['content-type'] ?? '',
    challenges: rawHeaders.filter(
      (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'www-authenticate',
    ),
    body: Buffer.concat(chunks),
  };
}

function asOnvifError(error: unknown, isLate: boolean): OnvifError {
  if (error instanceof OnvifError) return error;
  if (error instanceof AddressRefusedError)
    return new OnvifError('address_not_allowed', error.message, error);
  if (isLate) return new OnvifError('unreachable', 'The device does not answer in time.', error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // What answered is no HTTP server, or none over TLS.
  if (code.startsWith('HPE_') || code.startsWith('ERR_SSL') || code === 'EPROTO')
    return new OnvifError('not_onvif', 'What answers at this address is no ONVIF device.', error);
  return new OnvifError('unreachable', `The device cannot be reached (${code || 'no reason given'}).`, error);
}
