import { OPUS_TICKS } from '../fmp4/write-init.ts';
import type { OpusEncoder, OpusPool } from '../transcode/opus.ts';
import type { AudioFormat, AudioFrame, Log, MediaInfo } from '../types.ts';
import type { SoundPiece } from './file-sound.ts';

export interface RecordedSoundOptions {
  /** Left out: only what a file carries as it is. */
  readonly opus: Pick<OpusPool, 'open'> | undefined;
  readonly log: Log;
  readonly onPiece: (piece: SoundPiece) => void;
}

const OPUS_PACKET_TICKS = OPUS_TICKS / 50;

/** A camera's sound as files carry it: AAC as it comes, G.711 as Opus through an encoder that runs while recorded. */
export class RecordedSound {
  readonly #options: RecordedSoundOptions;
  #format: AudioFormat | undefined;
  #encoder: OpusEncoder | undefined;

  constructor(options: RecordedSoundOptions) {
    this.#options = options;
  }

  /** What the next file says of its sound; undefined: it has none. An encoder is asked for where one is needed. */
  begin(audio: AudioFormat | undefined): Parameters<typeof withSound>[1] {
    if (!sameFormat(audio, this.#format)) this.end();
    this.#format = audio;
    if (audio?.codec === 'aac') return audio.config ? audio : undefined;
    if (!audio) return undefined;
    this.#encoder ??= this.#options.opus?.open({
      format: audio,
      onPacket: ({ data, epoch, decodeTime }) =>
        this.#options.onPiece({ data, epoch, decodeTime, durationTicks: OPUS_PACKET_TICKS }),
      onFault: (why) => {
        this.#encoder = undefined;
        this.#options.log.warn({ why }, 'recording goes on without sound until the next file');
      },
    });
    return this.#encoder ? { codec: 'opus', channels: 1 } : undefined;
  }

  push(frame: AudioFrame): void {
    const format = this.#format;
    if (format?.codec !== 'aac') {
      this.#encoder?.push(frame);
      return;
    }
    const durationTicks = Math.round((frame.durationMs * format.sampleRate) / 1000);
    const { data, epoch, decodeTime } = frame;
    this.#options.onPiece({ data, epoch, decodeTime, durationTicks });
  }

  end(): void {
    this.#encoder?.close();
    this.#encoder = undefined;
    this.#format = undefined;
  }
}

/** The format of a file: the stream's picture, with this sound or none. */
export function withSound(
  { audio: _, init: _init, epoch: _epoch, ...picture }: MediaInfo,
  sound: AudioFormat | { readonly codec: 'opus'; readonly channels: number } | undefined,
) {
  return { ...picture, ...(sound && { audio: sound }) };
}

function sameFormat(a: AudioFormat | undefined, b: AudioFormat | undefined): boolean {
  return a?.codec === b?.codec && a?.sampleRate === b?.sampleRate && a?.channels === b?.channels;
}
