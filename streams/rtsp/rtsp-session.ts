import type { StreamFaultError } from '../media-error.ts';
import type { Reach } from '../reach/index.ts';
import type { Log } from '../types.ts';
import type { Credentials } from './authorization.ts';
import { type Described, describe } from './describe.ts';
import { KeepAlive } from './keep-alive.ts';
import { RtspConnection } from './rtsp-connection.ts';
import { asFault, fault, faultOfStatus, protocolError } from './rtsp-fault.ts';
import type { RtspUrl } from './rtsp-url.ts';
import type { SdpMedia, SessionDescription } from './sdp.ts';
import { answerServer } from './server-requests.ts';
import { type SetUp, setUpTcp, setUpUdp, type TrackInput, TransportRefused } from './set-up.ts';

/** One medium to be set up, and where its packets go. */
export interface TrackRequest extends TrackInput {
  readonly media: SdpMedia;
}

export interface RtspSessionOptions {
  readonly url: string;
  readonly credentials?: Credentials;
  /** `auto`: TCP, and UDP where the camera refuses that. */
  readonly transport: 'auto' | 'tcp' | 'udp';
  /** For connecting, and for each request. */
  readonly timeoutMs: number;
  /** Where we may connect to, redirections included; left out: anywhere. */
  readonly reach?: Reach | undefined;
  /** Chooses what to play. Called once, before SETUP. What it throws ends the attempt. */
  readonly chooseTracks: (description: SessionDescription) => readonly TrackRequest[];
  /** Between SETUP and PLAY: which way pictures will come. */
  readonly onSetUp?: (transport: 'tcp' | 'udp') => void;
  /** Everything that one read (or, over UDP, one packet) brought has been handed on. */
  readonly onReadEnd: () => void;
  readonly log: Log;
}

/** How long a camera is given to take note of our leaving. */
const TEARDOWN_MS = 200;

/**
 * A camera's stream over RTSP 1.0, from connecting to TEARDOWN. `run` is all of its life; nothing retries here.
 */
export class RtspSession {
  readonly #options: RtspSessionOptions;
  #connection: RtspConnection | undefined;
  #described: Described | undefined;
  #setUp: SetUp | undefined;
  #keepAlive: KeepAlive | undefined;
  #inputs: readonly TrackInput[] = [];
  /** By channel: RTP of track n is 2n, RTCP is 2n+1. */
  #channels: readonly (number | undefined)[] = [];
  #leaving = false;
  #end: (reason: unknown) => void = () => undefined;

  constructor(options: RtspSessionOptions) {
    this.#options = options;
  }

  /** Which way pictures come, once they do. */
  get transport(): 'tcp' | 'udp' | undefined {
    return this.#setUp?.transport;
  }

  /** Bytes from the camera that made no sense. */
  get discardedBytes(): number {
    return this.#connection?.reader.discardedBytes ?? 0;
  }

  /** A receiver's report on a track, by its place among the chosen ones. */
  sendRtcp(track: number, packet: Buffer): void {
    this.#setUp?.sendRtcp(track, packet);
  }

  /** Ends it from within: what came cannot be worked on. Heard while `run` runs. */
  fail(error: unknown): void {
    this.#end(asFault(error));
  }

  /**
   * Plays until `signal` aborts (then rejects with its reason) or the camera, or what it sends, ends it.
   * @throws StreamFaultError
   */
  async run(signal: AbortSignal): Promise<never> {
    signal.throwIfAborted();
    const ended = new Promise<never>((_resolve, reject) => {
      this.#end = reject;
    });
    const onAbort = (): void => this.#end(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const played = this.#play();
    try {
      return await Promise.race([ended, played]);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      await this.#hangUp();
      // Wherever it stood, it ends with the connection: nothing of it runs on.
      await played.catch(() => undefined);
    }
  }

  async #play(): Promise<never> {
    const connection = await this.#begin();
    throw await connection.closed;
  }

  async #begin(): Promise<RtspConnection> {
    const { url, credentials, log } = this.#options;
    const connectTo = (to: RtspUrl): Promise<RtspConnection> => this.#connect(to);
    const described = await describe({ url, connectTo, ...(credentials && { credentials }) });
    this.#described = described;
    const { client, connection, description, aggregateUrl } = described;
    const tracks = this.#options.chooseTracks(description);
    this.#inputs = tracks;
    const urls = tracks.map(({ media }) => described.trackUrl(media));
    this.#setUp = await this.#arrange(described, urls);
    this.#channels = this.#setUp.channels;
    this.#options.onSetUp?.(this.#setUp.transport);
    // Frames may come ahead of the answer.
    await this.#askToPlay(described, urls);
    connection.startPlaying();
    if (this.#leaving) throw left();
    this.#keepAlive = new KeepAlive({
      client,
      url: aggregateUrl,
      timeoutS: this.#setUp.timeoutS,
      supportsGetParameter: described.supportsGetParameter,
      log,
      onLost: (error) => connection.close(error),
    });
    log.debug({ transport: this.transport, timeoutS: this.#setUp.timeoutS }, 'the camera plays');
    return connection;
  }

  async #connect({ host, port }: RtspUrl): Promise<RtspConnection> {
    this.#connection?.close(fault('camera_ended', 'The camera redirects.'));
    const connection: RtspConnection = new RtspConnection({
      host,
      port,
      timeoutMs: this.#options.timeoutMs,
      reach: this.#options.reach,
      onFrame: (channel, buffer, start, end) => this.#onFrame(channel, buffer, start, end),
      onReadEnd: () => {
        if (!this.#leaving) this.#options.onReadEnd();
      },
      onRequest: (request) => answerServer(connection, request),
    });
    this.#connection = connection;
    if (this.#leaving) throw left();
    await connection.open();
    return connection;
  }

  async #arrange(described: Described, urls: readonly string[]): Promise<SetUp> {
    const { transport, log } = this.#options;
    const { client, connection, aggregateUrl } = described;
    const options = { client, connection, urls, inputs: this.#inputs.map((input) => this.#heard(input)) };
    try {
      if (transport !== 'udp') return await setUpTcp(options);
    } catch (error) {
      if (!(error instanceof TransportRefused)) throw error;
      if (transport === 'tcp') throw protocolError(`RTP over TCP was expected; ${error.message}.`);
      log.info({ answer: error.message }, 'the camera does not interleave: asking for UDP');
      if (client.session !== undefined) await client.tryToAsk('TEARDOWN', aggregateUrl);
      client.session = undefined;
    }
    try {
      return await setUpUdp(options);
    } catch (error) {
      if (!(error instanceof TransportRefused)) throw error;
      throw protocolError(`RTP over UDP was expected; ${error.message}.`);
    }
  }

  async #askToPlay({ client, aggregateUrl }: Described, urls: readonly string[]): Promise<void> {
    let answer = await client.tryToAsk('PLAY', aggregateUrl, { Range: 'npt=0.000-' });
    // Invalid Range, and Aggregate Operation Not Allowed.
    if (answer.status === 457) answer = await client.tryToAsk('PLAY', aggregateUrl);
    if (answer.status === 459) for (const url of urls) answer = await client.tryToAsk('PLAY', url);
    const { status, reason } = answer;
    if (status < 200 || status >= 300) throw faultOfStatus('PLAY', status, reason);
  }

  /** Over UDP a packet is a read of its own. */
  #heard(input: TrackInput): TrackInput {
    return {
      onRtp: (buffer, start, end) => this.#onDatagram(input, false, buffer, start, end),
      onRtcp: (buffer, start, end) => this.#onDatagram(input, true, buffer, start, end),
    };
  }

  #onDatagram(input: TrackInput, isRtcp: boolean, buffer: Buffer, start: number, end: number): void {
    if (this.#leaving) return;
    try {
      if (isRtcp) input.onRtcp(buffer, start, end);
      else input.onRtp(buffer, start, end);
      this.#options.onReadEnd();
    } catch (error) {
      this.fail(error);
    }
  }

  #onFrame(channel: number, buffer: Buffer, start: number, end: number): void {
    const place = this.#channels[channel];
    if (place === undefined || this.#leaving) return;
    const input = this.#inputs[place >> 1];
    if (input === undefined) return;
    if ((place & 1) === 0) input.onRtp(buffer, start, end);
    else input.onRtcp(buffer, start, end);
  }

  /** Says goodbye and hangs up, whether the camera hears it or not. */
  async #hangUp(): Promise<void> {
    this.#leaving = true;
    this.#keepAlive?.close();
    const connection = this.#connection;
    const { client, aggregateUrl } = this.#described ?? {};
    if (connection && client?.session !== undefined && aggregateUrl !== undefined) {
      const timer = setTimeout(() => connection.close(left()), TEARDOWN_MS);
      await client.tryToAsk('TEARDOWN', aggregateUrl).catch(() => undefined);
      clearTimeout(timer);
    }
    this.#setUp?.close();
    connection?.close(left());
  }
}

function left(): StreamFaultError {
  return fault('camera_ended', 'We left.');
}
