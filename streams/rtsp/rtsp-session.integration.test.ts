import { afterEach, describe, expect, test } from 'vitest';
import { OddRtspServer, type OddRtspServerOptions } from '../../test/fakes/odd-rtsp-server.ts';
import { eventually, recordingLog } from '../stream/testing/observer.ts';
import { RtspSession, type RtspSessionOptions } from './rtsp-session.ts';

const WHO = { username: 'admin', password: 'p@ss "word"' };

/** Everything that was begun in a test and must end with it. */
const begun: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  while (begun.length > 0) await begun.pop()?.();
});

async function serve(options: OddRtspServerOptions = {}): Promise<OddRtspServer> {
  const server = await OddRtspServer.create(options);
  begun.push(() => server.close());
  return server;
}

interface Watched {
  readonly session: RtspSession;
  readonly sequences: number[];
  readonly log: ReturnType<typeof recordingLog>;
  /** What it ended with, once it has. */
  readonly end: Promise<unknown>;
  readonly isOver: () => boolean;
  stop(): Promise<unknown>;
}

function watch(url: string, options: Partial<RtspSessionOptions> = {}): Watched {
  const sequences: number[] = [];
  const log = recordingLog();
  const session = new RtspSession({
    url,
    transport: 'auto',
    timeoutMs: 2000,
    log,
    onReadEnd: () => undefined,
    chooseTracks: ({ media }) =>
      media.map((each) => ({
        media: each,
        onRtp: (buffer, start) => void sequences.push(buffer.readUInt16BE(start + 2)),
        onRtcp: () => undefined,
      })),
    ...options,
  });
  const abort = new AbortController();
  let over = false;
  const end = session.run(abort.signal).catch((error: unknown) => {
    over = true;
    return error;
  });
  const stop = async (): Promise<unknown> => {
    abort.abort(new Error('stopped by the test'));
    return end;
  };
  begun.push(stop);
  return { session, sequences, log, end, isOver: () => over, stop };
}

async function plays(watched: Watched, packets = 10): Promise<void> {
  await Promise.race([
    eventually(() => watched.sequences.length >= packets),
    watched.end.then((error) => Promise.reject(error)),
  ]);
  expect(watched.sequences).toEqual(watched.sequences.map((_, n) => n));
}

describe('cameras with manners of their own play', () => {
  test.each<[string, OddRtspServerOptions]>([
    ['lines that end in LF only', { lineEnd: '\n' }],
    ['header names in lower case', { lowerCaseHeaders: true }],
    ['no CSeq in answers', { omitCSeq: true }],
    ['no Session at all', { session: null }],
    ['other channels than asked for', { transport: 'RTP/AVP/TCP;unicast;interleaved=8-9' }],
    ['an answer of two bytes at a time', { dripBytes: 2 }],
    ['byte by byte', { dripBytes: 1 }],
    ['garbage between frames', { noise: Buffer.from('\0\r\n\xff\xfeno frame $ at all', 'latin1') }],
    ['OPTIONS not implemented', { statusFor: { OPTIONS: '501 Not Implemented' } }],
    ['a Content-Base that is none', { describeHeaders: ['Content-Base: (null)'] }],
  ])('%s', async (_name, options) => {
    const server = await serve(options);
    const watched = watch(server.url);
    await plays(watched);
    expect(watched.session.transport).toBe('tcp');
  });

  test('tracks are set up beneath Content-Base, the whole is played', async () => {
    const server = await serve({ describeHeaders: ['Content-Base: rtsp://10.9.9.9/inside/'] });
    await plays(watch(server.url), 2);
    expect(server.heard('SETUP')[0]?.url).toBe('rtsp://10.9.9.9/inside/track1');
    expect(server.heard('PLAY')[0]?.url).toBe('rtsp://10.9.9.9/inside/');
  });

  test('each track is played where the whole cannot be', async () => {
    const server = await serve({ statusFor: { PLAY: '459 Aggregate Operation Not Allowed' } });
    const { end } = watch(server.url);
    expect(await end).toMatchObject({ code: 'camera_protocol_error' });
    expect(server.heard('PLAY').map(({ url }) => url)).toEqual([server.url, `${server.url}/track1`]);
  });
});

describe('authentication', () => {
  test.each(['Basic', 'MD5', 'SHA-256'] as const)('%s, and the password in no log', async (scheme) => {
    const server = await serve({ auth: { ...WHO, scheme } });
    const watched = watch(server.url, { credentials: WHO });
    await plays(watched);
    const sent = server.heard('PLAY')[0]?.headers.authorization ?? '';
    expect(sent.startsWith(scheme === 'Basic' ? 'Basic ' : 'Digest ')).toBe(true);
    expect(watched.log.lines.join('\n')).not.toContain(WHO.password);
  });

  test('a nonce that grows old is replaced, though the password is right', async () => {
    const server = await serve({ auth: { ...WHO, scheme: 'SHA-256', usesPerNonce: 2 } });
    await plays(watch(server.url, { credentials: WHO }));
    const nonces = server.requests.map(
      ({ headers }) => /nonce="(\w+)"/.exec(headers.authorization ?? '')?.[1],
    );
    expect(new Set(nonces).size).toBeGreaterThan(2);
  });

  test('a camera that hangs up with its challenge is answered over a new connection, once', async () => {
    const auth = { ...WHO, scheme: 'MD5', hangsUp: true } as const;
    const server = await serve({ auth });
    await plays(watch(server.url, { credentials: WHO }));
    const before = server.requests.length;
    const { end } = watch(server.url, { credentials: { ...WHO, password: 'wrong' } });
    expect(await end).toMatchObject({ code: 'camera_unauthorized' });
    // What it sent to the connection that hung up may have been read, too.
    const tried = server.requests.slice(before).filter(({ headers }) => headers.authorization);
    expect(tried.filter(({ method }) => method === 'DESCRIBE').length).toBeLessThanOrEqual(2);
  });

  test('a wrong password is tried once, lest the camera lock the account', async () => {
    const server = await serve({ auth: { ...WHO, scheme: 'MD5' } });
    const { end } = watch(server.url, { credentials: { ...WHO, password: 'wrong' } });
    expect(await end).toMatchObject({ code: 'camera_unauthorized' });
    expect(server.requests.filter(({ headers }) => headers.authorization)).toHaveLength(1);
  });

  test('without credentials it says so', async () => {
    const server = await serve({ auth: { ...WHO, scheme: 'MD5' } });
    expect(await watch(server.url).end).toMatchObject({
      code: 'camera_unauthorized',
      message: expect.stringContaining('none is registered'),
    });
  });
});

describe('redirections', () => {
  test('are followed, on the same host with credentials', async () => {
    const target = await serve({ auth: { ...WHO, scheme: 'MD5' } });
    const server = await serve({ redirectTo: target.url, auth: { ...WHO, scheme: 'MD5' } });
    await plays(watch(server.url, { credentials: WHO }));
    await eventually(() => server.connections === 0);
  });

  test('give credentials to no other host', async () => {
    const target = await serve({ auth: { ...WHO, scheme: 'Basic' } });
    const server = await serve({ redirectTo: target.url.replace('127.0.0.1', 'localhost') });
    expect(await watch(server.url, { credentials: WHO }).end).toMatchObject({
      code: 'camera_unauthorized',
      message: expect.stringContaining('redirects'),
    });
    expect(target.requests.filter(({ headers }) => headers.authorization)).toHaveLength(0);
  });

  test.each(['http://127.0.0.1/main', 'rtsps://127.0.0.1/main', 'file:///etc/passwd', 'main'])(
    'not to %s',
    async (redirectTo) => {
      const server = await serve({ redirectTo });
      expect(await watch(server.url).end).toMatchObject({ code: 'camera_protocol_error' });
    },
  );

  test('not for ever', async () => {
    const server = await serve({ redirectTo: '/main' });
    expect(await watch(server.url).end).toMatchObject({
      code: 'camera_protocol_error',
      message: expect.stringContaining('times'),
    });
  });
});

describe('a session', () => {
  test.each([
    ['OPTIONS, GET_PARAMETER', 'GET_PARAMETER'],
    ['OPTIONS, DESCRIBE', 'OPTIONS'],
  ])('of a camera that knows %s is kept alive by %s', async (publicMethods, method) => {
    const server = await serve({ publicMethods, session: '4711;timeout=2' });
    const watched = watch(server.url);
    await eventually(() => server.heard(method).filter(({ headers }) => headers.session).length >= 2);
    await plays(watched);
  });

  test('goes on though no keep-alive is answered', async () => {
    const server = await serve({
      publicMethods: 'GET_PARAMETER',
      silentTo: ['GET_PARAMETER'],
      session: '4711;timeout=2',
    });
    const watched = watch(server.url, { timeoutMs: 300 });
    await eventually(() => server.heard('GET_PARAMETER').length >= 2);
    expect(watched.isOver()).toBe(false);
  });

  test('that the camera forgot is over', async () => {
    const server = await serve({
      statusFor: { GET_PARAMETER: '454 Session Not Found' },
      publicMethods: 'GET_PARAMETER',
      session: '1;timeout=1',
    });
    expect(await watch(server.url).end).toMatchObject({ code: 'camera_ended' });
  });

  test('answers what the camera asks', async () => {
    const server = await serve();
    await plays(watch(server.url));
    server.ask('OPTIONS * RTSP/1.0\r\nCSeq: 31\r\n\r\nDANCE * RTSP/1.0\r\nCSeq: 32\r\n\r\n');
    const answers = await eventually(() => {
      const heard = server.requests.filter((request) => request.method.startsWith('answer'));
      return heard.length === 2 && heard;
    });
    expect(answers.map(({ method, headers }) => [method, headers.cseq])).toEqual([
      ['answer 200', '31'],
      ['answer 501', '32'],
    ]);
  });

  test('is torn down when it is stopped, and ends with the reason', async () => {
    const server = await serve({ session: 'abc;timeout=60' });
    const watched = watch(server.url);
    await plays(watched);
    expect(await watched.stop()).toMatchObject({ message: 'stopped by the test' });
    expect(server.heard('TEARDOWN')[0]?.headers.session).toBe('abc');
    await eventually(() => server.connections === 0);
    const { length } = watched.sequences;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(watched.sequences).toHaveLength(length);
  });

  test('ends soon though the camera does not hear TEARDOWN', async () => {
    const server = await serve({ silentTo: ['TEARDOWN'] });
    const watched = watch(server.url);
    await plays(watched);
    await watched.stop();
    await eventually(() => server.connections === 0);
  });

  test.each(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY'])(
    'can be stopped while it waits for %s',
    async (method) => {
      const server = await serve({ silentTo: [method] });
      const watched = watch(server.url, { timeoutMs: 30_000 });
      await eventually(() => server.heard(method).length === 1);
      expect(await watched.stop()).toMatchObject({ message: 'stopped by the test' });
      await eventually(() => server.connections === 0);
    },
  );

  test('sends reports on the track’s second channel', async () => {
    const server = await serve({ transport: 'RTP/AVP/TCP;unicast;interleaved=4-5' });
    const watched = watch(server.url);
    await plays(watched);
    watched.session.sendRtcp(0, Buffer.from('80c9000100000000', 'hex'));
    await eventually(() => server.reports.length === 1);
    expect(server.reports[0]?.[0]).toBe(5);
  });
});

describe('what goes wrong is said', () => {
  const soon = (send?: string) => ({ afterFrames: { count: 5, ...(send !== undefined && { send }) } });
  test.each<[string, OddRtspServerOptions, string, RegExp]>([
    ['404', { statusFor: { DESCRIBE: '404 Not Found' } }, 'camera_not_found', /no stream .* 404 “Not Found”/],
    ['403', { statusFor: { DESCRIBE: '403 Forbidden' } }, 'camera_unauthorized', /forbids/],
    ['453', { statusFor: { SETUP: '453 Not Enough Bandwidth' } }, 'camera_unreachable', /no room/],
    ['461 to all', { statusFor: { SETUP: '461 Unsupported Transport' } }, 'camera_protocol_error', /UDP/],
    [
      '302 to PLAY',
      { statusFor: { PLAY: '302 Elsewhere' } },
      'camera_protocol_error',
      /302 “Elsewhere” to PLAY/,
    ],
    ['551', { statusFor: { PLAY: '551 Option Not Supported' } }, 'camera_protocol_error', /551/],
    ['no answer', { silentTo: ['DESCRIBE'] }, 'camera_unreachable', /does not answer DESCRIBE/],
    ['a description of nothing', { sdp: 'v=0\r\n' }, 'camera_protocol_error', /no m= line/],
    ['an empty description', { sdp: '' }, 'camera_protocol_error', /empty answer came/],
    ['hanging up after a while', { afterFrames: { count: 120 } }, 'camera_ended', /closed the connection/],
    ['hanging up', soon(), 'camera_ended', /closed the connection/],
    ['TEARDOWN', soon('TEARDOWN * RTSP/1.0\r\nCSeq: 1\r\n\r\n'), 'camera_ended', /TEARDOWN/],
    ['bytes that are no RTSP', soon('x'.repeat(400_000)), 'camera_protocol_error', /neither/],
  ])('%s', async (_name, options, code, message) => {
    const server = await serve(options);
    const watched = watch(server.url, { timeoutMs: 1000 });
    expect(await watched.end).toMatchObject({ code, message: expect.stringMatching(message) });
    await eventually(() => server.connections === 0);
  });

  test('nothing listens', async () => {
    const server = await serve();
    const { url } = server;
    await server.close();
    begun.length = 0;
    expect(await watch(url).end).toMatchObject({
      code: 'camera_unreachable',
      message: expect.stringContaining('Nothing listens'),
    });
  });

  test('a name nobody knows', async () => {
    expect(await watch('rtsp://camera.invalid/main', { timeoutMs: 20_000 }).end).toMatchObject({
      code: 'camera_unreachable',
    });
  });
});
