import type { Authorization, Credentials } from './authorization.ts';
import { Redirection, RtspClient } from './rtsp-client.ts';
import type { RtspConnection } from './rtsp-connection.ts';
import { faultOfStatus, protocolError } from './rtsp-fault.ts';
import { baseUrl, controlUrl, parseRtspUrl, type RtspUrl, readRtspUrl } from './rtsp-url.ts';
import { parseSdp, type SdpMedia, type SessionDescription } from './sdp.ts';

export interface DescribeOptions {
  readonly url: string;
  readonly credentials?: Credentials;
  /** Makes a connection to where we are sent. The one before is closed. */
  readonly connectTo: (url: RtspUrl) => Promise<RtspConnection>;
}

export interface Described {
  readonly connection: RtspConnection;
  readonly client: RtspClient;
  readonly description: SessionDescription;
  /** What is played, kept alive and torn down. */
  readonly aggregateUrl: string;
  readonly supportsGetParameter: boolean;
  /** Where a medium is set up. */
  trackUrl(media: SdpMedia): string;
}

const MAX_REDIRECTS = 4;

/** Connects and asks what there is, following redirections. @throws StreamFaultError */
export async function describe(options: DescribeOptions): Promise<Described> {
  const first = parseRtspUrl(options.url);
  let url = first;
  let authorization: Authorization | undefined;
  for (let attempts = 0; attempts <= MAX_REDIRECTS; attempts += 1) {
    const connection = await options.connectTo(url);
    // A password is for the host it was registered with.
    const trusted = url.host.toLowerCase() === first.host.toLowerCase();
    const client = new RtspClient({
      connection,
      ...(trusted && options.credentials && { credentials: options.credentials }),
      withheld: !trusted && options.credentials !== undefined,
      authorization,
    });
    try {
      return await describeAt(url, connection, client);
    } catch (error) {
      // Some cameras hang up with their challenge, and want the answer over a new connection. Once.
      const hungUp = client.unheard;
      if (hungUp && authorization) throw faultOfStatus('DESCRIBE', 401, '');
      if (!(error instanceof Redirection || hungUp)) throw error;
      authorization = hungUp;
      if (error instanceof Redirection) url = target(error.location, url);
    }
  }
  throw protocolError(`The camera redirects more than ${MAX_REDIRECTS} times.`);
}

async function describeAt(url: RtspUrl, connection: RtspConnection, client: RtspClient): Promise<Described> {
  // What it can do is good to know, but not worth failing for: some do not answer OPTIONS as they should.
  const options = await client.tryToAsk('OPTIONS', url.href);
  const methods = options.headers.all('public').join(',').toUpperCase();
  const { headers, body } = await client.ask('DESCRIBE', url.href, { Accept: 'application/sdp' });
  const type = headers.get('content-type');
  if (body.length === 0 || (type !== undefined && !/sdp/i.test(type))) {
    const came = body.length === 0 ? 'an empty answer' : `“${type?.slice(0, 60)}”`;
    throw protocolError(`A description (application/sdp) was expected as answer to DESCRIBE; ${came} came.`);
  }
  const description = parseSdp(body.toString('utf8'));
  const base = baseUrl(url, headers.get('content-base'), headers.get('content-location'));
  return {
    connection,
    client,
    description,
    aggregateUrl: controlUrl(base, description.control),
    supportsGetParameter: methods.includes('GET_PARAMETER'),
    trackUrl: (media) => controlUrl(base, media.control),
  };
}

/** Only to another `rtsp://`: neither to TLS nor to anything that is no RTSP at all. */
function target(location: string, from: RtspUrl): RtspUrl {
  const root = /^rtsp:\/\/[^/?]+/.exec(from.href)?.[0] ?? '';
  const url = readRtspUrl(location.startsWith('/') ? `${root}${location}` : location);
  if (!url) throw protocolError('The camera redirects to what is no rtsp:// URL.');
  return url;
}
