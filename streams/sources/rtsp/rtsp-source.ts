import { StreamFaultError } from '../../media-error.ts';
import type { SlabPool } from '../../memory/slab-pool.ts';
import type { Reach } from '../../reach/index.ts';
import { AudioReceiver, describeAudio, VideoReceiver } from '../../rtp/index.ts';
import { type Credentials, fault, RtspSession, type TrackRequest } from '../../rtsp/index.ts';
import type { Log, SourceAbout, SourceAddress } from '../../types.ts';
import { filledUrl, redact } from '../ffmpeg-rtsp/credentials.ts';
import type { Source, SourceFigures, SourceSink } from '../source.ts';
import { type ChosenTracks, chooseTracks } from './choose-tracks.ts';

export interface RtspSourceOptions {
  readonly address: SourceAddress;
  readonly sink: SourceSink;
  readonly log: Log;
  /** UTC, ms. */
  readonly now: () => number;
  /** Where access units lie; one for the process. */
  readonly pool: SlabPool;
  /** Sound is pulled as well, where the camera has one that we carry. Default: no. */
  readonly audio?: boolean;
  /** Default `auto`: TCP, and UDP where the camera refuses that. */
  readonly transport?: 'auto' | 'tcp' | 'udp';
  /** For connecting, and for each request. */
  readonly timeoutMs: number;
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach | undefined;
}

const REPORT_EVERY_MS = 5000;
/** Over UDP: how often a hole in the sequence is looked at while nothing comes. */
const EXPIRE_EVERY_MS = 100;

/** Pulls a camera within this process: RTSP, RTP and access units, without a child or a copy more than needed. */
export class RtspSource implements Source {
  readonly about: SourceAbout = { kind: 'in-process' };
  readonly #options: RtspSourceOptions;
  #session: RtspSession | undefined;
  #video: VideoReceiver | undefined;
  #audio: AudioReceiver | undefined;
  /** When what is being read arrived; 0 between reads. */
  #arrivedAtMs = 0;
  #reportedAtMs = 0;
  #expiry: NodeJS.Timeout | undefined;

  constructor(options: RtspSourceOptions) {
    this.#options = options;
  }

  get figures(): SourceFigures | undefined {
    const stats = this.#video?.stats;
    if (!stats) return undefined;
    const { packets, lost, unitsDropped, timestampJumps, cameraClockOffsetMs } = stats;
    const transport = this.#session?.transport;
    return { packets, lost, unitsDropped, timestampJumps, cameraClockOffsetMs, transport };
  }

  async run(signal: AbortSignal): Promise<never> {
    signal.throwIfAborted();
    const { address, log, timeoutMs, transport = 'auto', audio = false } = this.#options;
    const credentials = credentialsOf(address);
    let chosen: ChosenTracks | undefined;
    const session = new RtspSession({
      url: filledUrl(address),
      ...(credentials && { credentials }),
      transport,
      timeoutMs,
      reach: this.#options.reach,
      log,
      chooseTracks: (description) => {
        chosen = chooseTracks(description, audio);
        return this.#requests(chosen);
      },
      onSetUp: (way) => {
        if (chosen) this.#receive(chosen, way);
      },
      onReadEnd: () => this.#onReadEnd(),
    });
    this.#session = session;
    try {
      return await session.run(signal);
    } catch (error) {
      throw error instanceof StreamFaultError ? withoutSecrets(error, address) : error;
    } finally {
      clearInterval(this.#expiry);
      this.#video?.close();
      this.#audio?.close();
      const { discardedBytes } = session;
      if (discardedBytes > 0) log.info({ discardedBytes }, 'the camera sent bytes that were no RTSP');
    }
  }

  #requests({ video, audio }: ChosenTracks): TrackRequest[] {
    const requests: TrackRequest[] = [
      {
        media: video.media,
        onRtp: (buffer, start, end) => this.#video?.push(buffer, start, end, this.#arrival()),
        onRtcp: (buffer, start, end) => this.#video?.pushRtcp(buffer, start, end, this.#arrival()),
      },
    ];
    if (audio) {
      requests.push({
        media: audio.media,
        onRtp: (buffer, start, end) => this.#audio?.push(buffer, start, end, this.#arrival()),
        onRtcp: (buffer, start, end) => this.#audio?.pushRtcp(buffer, start, end, this.#arrival()),
      });
    }
    return requests;
  }

  #receive({ video, audio }: ChosenTracks, transport: 'tcp' | 'udp'): void {
    const { pool, sink, now } = this.#options;
    const format = audio && describeAudio(audio.track);
    const receiver = new VideoReceiver({
      track: video.track,
      transport,
      pool,
      sink,
      ...(format && { audio: format }),
    });
    this.#video = receiver;
    if (audio) {
      this.#audio = new AudioReceiver({ track: audio.track, transport, sink, clock: receiver.clock });
    }
    this.#reportedAtMs = now();
    if (transport === 'udp') this.#expiry = setInterval(() => this.#expire(), EXPIRE_EVERY_MS);
  }

  /** All packets of one read arrived at once, as far as we can tell: the clock is asked once. */
  #arrival(): number {
    if (this.#arrivedAtMs === 0) this.#arrivedAtMs = this.#options.now();
    return this.#arrivedAtMs;
  }

  #onReadEnd(): void {
    const nowMs = this.#arrival();
    this.#arrivedAtMs = 0;
    this.#video?.flush(nowMs);
    this.#audio?.flush(nowMs);
    if (this.#video?.ended) throw fault('camera_ended', 'The camera ended the stream (RTCP BYE).');
    if (nowMs - this.#reportedAtMs >= REPORT_EVERY_MS) this.#report(nowMs);
  }

  #report(nowMs: number): void {
    this.#reportedAtMs = nowMs;
    if (this.#video) this.#session?.sendRtcp(0, this.#video.receiverReport(nowMs));
    if (this.#audio) this.#session?.sendRtcp(1, this.#audio.receiverReport(nowMs));
  }

  #expire(): void {
    try {
      this.#onReadEnd();
    } catch (error) {
      this.#session?.fail(error);
    }
  }
}

function credentialsOf({ username, password }: SourceAddress): Credentials | undefined {
  if (username === undefined && password === undefined) return undefined;
  if (/\p{Cc}/u.test(username ?? '')) {
    throw fault('source_misconfigured', 'The camera’s user name holds a control character.');
  }
  return { username: username ?? '', password: password ?? '' };
}

/** A camera may echo what it was asked for, and some are asked with the password in the path. */
function withoutSecrets(error: StreamFaultError, address: SourceAddress): StreamFaultError {
  const { code, message } = error.fault;
  const clean = redact(message, address);
  return clean === message ? error : fault(code, clean);
}
