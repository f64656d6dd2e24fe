import { createHash } from 'node:crypto';
import { StreamFaultError } from '../media-error.ts';
import type { SourceAbout, SourceAddress, StreamFault } from '../types.ts';
import type { CreateSource, Source, SourceFigures, SourceRequest, SourceSink } from './source.ts';

/** From the cheapest to the one that takes anything: our own client, ffmpeg that copies, ffmpeg that encodes. */
const WAYS = ['in-process', 'ffmpeg', 'encoder'] as const;
export type Way = (typeof WAYS)[number];

export interface SourceChooserOptions {
  readonly create: Readonly<Record<Way, CreateSource>>;
  readonly now: () => number;
}

/** What was learnt of a camera's address. */
interface Learnt {
  way: Way;
  /** Why not the way before. */
  reason: StreamFault;
  untilMs: number;
  /** Not known to be better: the way before gave no picture. */
  isTrial: boolean;
}

/** A camera's firmware may be another by tomorrow. */
const KEPT_MS = 24 * 3600_000;
/** After a trial that brought nothing either. */
const NO_TRIAL_MS = 10 * 60_000;
/** Pictures for this long, and what then breaks the protocol was the line, not the camera. */
const SOUND_MS = 60_000;
const PROTOCOL_ERRORS = 2;
const KEPT_MOST = 10_000;

/**
 * Chooses what pulls a camera: the RTSP client in this process, or ffmpeg where that cannot serve it. What was
 * found out is kept for the address (and its user) until it changes or a day has passed. A source that does not
 * suit ends with `source_unsuitable`, and the stream's next attempt, at once, is the next way.
 */
export class SourceChooser {
  readonly #options: SourceChooserOptions;
  readonly #learnt = new Map<string, Learnt>();
  readonly #protocolErrors = new Map<string, number>();
  readonly #noTrialUntilMs = new Map<string, number>();

  constructor(options: SourceChooserOptions) {
    this.#options = options;
  }

  create: CreateSource = (request) => {
    const name = nameOf(request.address);
    const learnt = this.#known(name);
    const way = learnt?.way ?? 'in-process';
    return new ChosenSource({
      ...request,
      create: this.#options.create[way],
      about: {
        kind: way === 'in-process' ? 'in-process' : 'ffmpeg',
        ...(learnt && { reason: learnt.reason }),
      },
      now: this.#options.now,
      onPicture: () => {
        if (learnt) learnt.isTrial = false;
      },
      judge: (fault, picturesMs) => this.#judge(name, way, fault, picturesMs),
    });
  };

  /** What is to be said of the end of a source: its own fault, or that another kind is next. */
  #judge(name: string, way: Way, fault: StreamFault, picturesMs: number): StreamFault {
    const next = WAYS[WAYS.indexOf(way) + 1];
    if (fault.code === 'source_unsuitable' || fault.code === 'camera_codec_unsupported') {
      if (next) return this.#handOver(name, next, fault, false);
      // Nobody can: another day another try, from the beginning.
      this.#learnt.delete(name);
      return { ...fault, code: 'camera_codec_unsupported' };
    }
    if (way !== 'in-process') {
      if (this.#learnt.get(name)?.isTrial === true) {
        this.#learnt.delete(name);
        remember(this.#noTrialUntilMs, name, this.#options.now() + NO_TRIAL_MS);
      }
      return fault;
    }
    const errors = fault.code === 'camera_protocol_error' && picturesMs < SOUND_MS;
    const count = errors ? (this.#protocolErrors.get(name) ?? 0) + 1 : 0;
    remember(this.#protocolErrors, name, count);
    if (count >= PROTOCOL_ERRORS) return this.#handOver(name, 'ffmpeg', fault, false);
    const mayTry = (this.#noTrialUntilMs.get(name) ?? 0) <= this.#options.now();
    if (fault.code === 'camera_stalled' && picturesMs === 0 && mayTry)
      return this.#handOver(name, 'ffmpeg', fault, true);
    return fault;
  }

  #handOver(name: string, way: Way, reason: StreamFault, isTrial: boolean): StreamFault {
    this.#protocolErrors.delete(name);
    remember(this.#learnt, name, { way, reason, isTrial, untilMs: this.#options.now() + KEPT_MS });
    const by = way === 'ffmpeg' ? 'ffmpeg takes over' : 'ffmpeg takes over and encodes the picture';
    return { code: 'source_unsuitable', message: `${reason.message.replace(/\.$/, '')}; ${by}.` };
  }

  #known(name: string): Learnt | undefined {
    const learnt = this.#learnt.get(name);
    if (!learnt || this.#options.now() < learnt.untilMs) return learnt;
    this.#learnt.delete(name);
    return undefined;
  }
}

interface ChosenOptions extends SourceRequest {
  readonly create: CreateSource;
  readonly about: SourceAbout;
  readonly now: () => number;
  readonly onPicture: () => void;
  readonly judge: (fault: StreamFault, picturesMs: number) => StreamFault;
}

/** A source of some kind, with an eye on how it ends. */
class ChosenSource implements Source {
  readonly about: SourceAbout;
  readonly #options: ChosenOptions;
  readonly #source: Source;
  #firstPictureMs: number | undefined;

  constructor(options: ChosenOptions) {
    this.#options = options;
    this.about = options.about;
    this.#source = options.create({ ...options, sink: this.#watched(options.sink) });
  }

  get figures(): SourceFigures | undefined {
    return this.#source.figures;
  }

  get transcode(): Source['transcode'] {
    return this.#source.transcode;
  }

  async prepare(signal: AbortSignal): Promise<() => void> {
    return (await this.#source.prepare?.(signal)) ?? (() => undefined);
  }

  async run(signal: AbortSignal): Promise<never> {
    try {
      return await this.#source.run(signal);
    } catch (error) {
      // Also where the supervisor ended it: a camera that sends us no picture may send one to ffmpeg.
      if (!(error instanceof StreamFaultError)) throw error;
      const { judge, now } = this.#options;
      const picturesMs = this.#firstPictureMs === undefined ? 0 : Math.max(1, now() - this.#firstPictureMs);
      const fault = judge(error.fault, picturesMs);
      throw fault === error.fault ? error : new StreamFaultError(fault, error);
    }
  }

  #watched(sink: SourceSink): SourceSink {
    const { onPicture, now } = this.#options;
    return {
      onFormat: (format) => sink.onFormat(format),
      onAccessUnits: (units, heldPictures) => {
        if (this.#firstPictureMs === undefined) {
          this.#firstPictureMs = now();
          onPicture();
        }
        sink.onAccessUnits(units, heldPictures);
      },
      onAudio: (frames, format) => sink.onAudio?.(frames, format),
    };
  }
}

/** The password as well: with another one the camera may be another. Nothing can be read from it. */
function nameOf({ url, username = '', password = '' }: SourceAddress): string {
  return createHash('sha256')
    .update(JSON.stringify([url, username, password]))
    .digest('base64');
}

/** The oldest is forgotten where there are too many. */
function remember<T>(map: Map<string, T>, name: string, value: T): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > KEPT_MOST && oldest !== undefined) map.delete(oldest);
}
