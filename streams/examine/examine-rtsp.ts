import { setTimeout as sleep } from 'node:timers/promises';
import { StreamFaultError } from '../media-error.ts';
import type { Reach } from '../reach/index.ts';
import { strongestChallenge } from '../rtsp/auth-challenge.ts';
import { describe } from '../rtsp/describe.ts';
import { RtspConnection } from '../rtsp/rtsp-connection.ts';
import type { RtspUrl } from '../rtsp/rtsp-url.ts';
import { parseRtspUrl } from '../rtsp/rtsp-url.ts';
import { filledUrl, redact } from '../sources/ffmpeg-rtsp/credentials.ts';
import type { SourceAddress, StreamFault } from '../types.ts';
import type { RtspFacts, RtspTrackFacts } from './examination.ts';

const TIMEOUT_MS = 5000;
const CLOSING_MS = 500;

/** Asks the camera what it is and what it has, first as a stranger and then with the credentials. Plays nothing. */
export async function examineRtsp(address: SourceAddress, reach?: Reach): Promise<RtspFacts> {
  let facts: Omit<RtspFacts, 'tracks' | 'fault'> = { answered: false, methods: [], answerMs: 0 };
  try {
    const url = parseRtspUrl(filledUrl(address));
    facts = await asStranger(url, reach);
    const tracks = await tracksOf(url.href, address, reach).catch(async (error: unknown) => {
      // One that answered a moment ago and now has no room may still be closing that visit of ours.
      if (!(error instanceof StreamFaultError) || error.fault.code !== 'camera_unreachable') throw error;
      await sleep(CLOSING_MS);
      return tracksOf(url.href, address, reach);
    });
    return { ...facts, tracks };
  } catch (error) {
    if (!(error instanceof StreamFaultError)) throw error;
    const { code, message } = error.fault;
    return { ...facts, tracks: [], fault: { code, message: redact(message, address) } };
  }
}

/** What it says to somebody without a password. */
async function asStranger(
  url: RtspUrl,
  reach: Reach | undefined,
): Promise<Omit<RtspFacts, 'tracks' | 'fault'>> {
  const connection = await connectTo(url, reach);
  try {
    const startedAtMs = performance.now();
    const options = await connection.request('OPTIONS', url.href, {});
    const answerMs = Math.round(performance.now() - startedAtMs);
    const described = await connection.request('DESCRIBE', url.href, { Accept: 'application/sdp' });
    const challenge = strongestChallenge([
      ...described.headers.all('www-authenticate'),
      ...options.headers.all('www-authenticate'),
    ]);
    const server = options.headers.get('server') ?? described.headers.get('server');
    return {
      answered: true,
      answerMs,
      methods: options.headers
        .all('public')
        .flatMap((list) => list.split(','))
        .map((method) => printable(method.trim()))
        .filter((method) => method !== '')
        .slice(0, 20),
      ...(server !== undefined && { server: printable(server) }),
      ...(challenge && {
        challenge: {
          scheme: challenge.scheme,
          realm: printable(challenge.realm),
          ...(challenge.scheme === 'digest' && { algorithm: challenge.algorithm }),
        },
      }),
    };
  } finally {
    connection.close(DONE);
  }
}

async function tracksOf(
  url: string,
  { username, password }: SourceAddress,
  reach: Reach | undefined,
): Promise<RtspTrackFacts[]> {
  const hasCredentials = username !== undefined || password !== undefined;
  const open: RtspConnection[] = [];
  try {
    const { description } = await describe({
      url,
      ...(hasCredentials && { credentials: { username: username ?? '', password: password ?? '' } }),
      connectTo: async (where) => {
        const connection = await connectTo(where, reach);
        open.push(connection);
        return connection;
      },
    });
    return description.media.map(({ kind, formats }) => {
      const [format] = formats;
      return {
        kind: printable(kind),
        encoding: printable(format?.encoding ?? '?'),
        ...(format?.clockRate !== undefined && { clockRate: format.clockRate }),
      };
    });
  } finally {
    for (const connection of open) connection.close(DONE);
  }
}

async function connectTo({ host, port }: RtspUrl, reach: Reach | undefined): Promise<RtspConnection> {
  const connection = new RtspConnection({
    ...{ host, port, reach, timeoutMs: TIMEOUT_MS },
    onFrame: () => undefined,
    onReadEnd: () => undefined,
    onRequest: () => undefined,
  });
  await connection.open();
  return connection;
}

/** For a terminal: no control characters, and not too much. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, ' ').slice(0, 80);
}

const FAULT: StreamFault = { code: 'camera_ended', message: 'Everything was asked.' };
const DONE = new StreamFaultError(FAULT);
