import type { OpusEncoder, OpusPool } from '../../transcode/opus.ts';
import type { AudioFormat, AudioFrame, Log, MediaInfo, StreamConsumer, StreamView } from '../../types.ts';
import { type SoundCodec, sound } from './rtp-parameters.ts';
import { SoundClock } from './sound-clock.ts';
import { soundCodecOf } from './sound-codec.ts';
import { WebRtcError } from './webrtc-error.ts';

/** 40 ms of G.711: what a phone would send at most, and a third of a packet. */
const MAX_G711_BYTES = 320;

/** One RTP packet's worth of sound. */
export interface SoundPacket {
  readonly payload: Buffer;
  readonly timestamp: number;
  /** The first after a silence or a jump (RFC 3551 4.1). */
  readonly marker: boolean;
}

export interface SoundListener {
  onPacket(packet: SoundPacket): void;
  /** No more will come. */
  onFault(fault: WebRtcError): void;
}

export interface SoundFeedOptions {
  readonly stream: StreamView;
  readonly pool: OpusPool;
  readonly log: Log;
}

/**
 * One stream's sound as RTP payloads: G.711 as the camera sent it, the rest through an Opus encoder that lives as
 * long as somebody listens. Timestamps count samples, and are laid on the wall clock anew with each epoch of the
 * source; mediasoup's sender reports tie them to the picture's by when both were sent, which for both is at once.
 */
export class SoundFeed implements StreamConsumer {
  readonly #options: SoundFeedOptions;
  readonly #listeners = new Set<SoundListener>();
  #codec: SoundCodec | undefined;
  #clock: SoundClock | undefined;
  #encoder: OpusEncoder | undefined;
  #unsubscribe: (() => void) | undefined;
  #closed = false;

  constructor(options: SoundFeedOptions) {
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  add(listener: SoundListener): () => void {
    this.#listeners.add(listener);
    this.#unsubscribe ??= this.#options.stream.subscribe(this);
    // It failed at the format it was told first.
    if (this.#closed) this.#unsubscribe();
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe?.();
    this.#encoder?.close();
    this.#listeners.clear();
  }

  onInit({ audio }: MediaInfo): void {
    // Without sound for the moment, as long as it comes back the same.
    if (this.#closed || !audio) return;
    const codec = soundCodecOf(audio);
    if (this.#codec !== undefined && codec !== this.#codec) {
      this.#fail(new WebRtcError('sound_ended', "The coding of the camera's sound changed."));
      return;
    }
    this.#codec = codec;
    this.#clock ??= new SoundClock(sound(codec).clockRate);
    if (codec === 'opus') this.#openEncoder(audio);
  }

  onAccessUnit(): void {
    // Pictures go their own way.
  }

  onAudio(frame: AudioFrame): void {
    if (this.#closed || this.#codec === undefined) return;
    if (this.#codec === 'opus') {
      this.#encoder?.push(frame);
      return;
    }
    for (let from = 0; from < frame.data.length; from += MAX_G711_BYTES)
      this.#send(
        frame.data.subarray(from, from + MAX_G711_BYTES),
        frame.epoch,
        frame.decodeTime + from,
        frame.capturedAtMs + from / 8,
      );
  }

  #send(payload: Buffer, epoch: number, ticks: number, capturedAtMs: number): void {
    const stamped = this.#clock?.stamp({ epoch, ticks, capturedAtMs });
    if (!stamped) return;
    for (const listener of this.#listeners) listener.onPacket({ payload, ...stamped });
  }

  /** With each format a new one: what was in the old belongs to another epoch. */
  #openEncoder(format: AudioFormat): void {
    this.#encoder?.close();
    const { pool, stream, log } = this.#options;
    this.#encoder = pool.open({
      format,
      onPacket: ({ data, epoch, decodeTime, capturedAtMs }) =>
        this.#send(data, epoch, decodeTime, capturedAtMs),
      onFault: (why) => {
        log.warn({ ...stream.key, why }, 'the Opus encoder ended');
        this.#fail(new WebRtcError('sound_ended', 'The sound could not be made into Opus.'));
      },
    });
    if (!this.#encoder)
      this.#fail(
        new WebRtcError('sound_busy', 'As many cameras as this server makes into Opus are listened to.'),
      );
  }

  #fail(fault: WebRtcError): void {
    if (this.#closed) return;
    const listeners = [...this.#listeners];
    this.close();
    for (const listener of listeners) listener.onFault(fault);
  }
}
