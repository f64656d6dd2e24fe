/**
 * Keyframes of many cameras through one decoder: one after the other, of each camera only the newest. By WebCodecs, and
 * on a page that may not use it (plain http from another machine) through a hidden video, as first pictures are.
 */
import { codecString } from '../gop/codec-string.ts';
import { createGopDecoder } from '../gop/create-decoder.ts';
import type { DecodedPicture } from '../gop/gop-decoder.ts';
import { GopReader, type GopSample } from '../gop/gop-reader.ts';
import type { GopTrack } from '../gop/gop-track.ts';
import { webCodecsHere } from '../gop/webcodecs-decoder.ts';

export interface CodedKeyframe {
  /** Fragmented MP4 with one picture. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** RFC 6381. */
  readonly codec: string;
}

type Given = (picture: Pick<DecodedPicture, 'source' | 'width' | 'height'>) => void;

interface Asked {
  readonly keyframe: CodedKeyframe;
  /** The picture is good during the call. */
  readonly onPicture: Given;
}

export class KeyframeDecoder {
  readonly #asked = new Map<string, Asked>();
  #busy = false;
  #decoder: VideoDecoder | undefined;
  #configured: string | undefined;
  #output: ((frame: VideoFrame) => void) | undefined;
  #closed = false;

  /** What `name` still waits for is replaced. */
  decode(name: string, keyframe: CodedKeyframe, onPicture: Given): void {
    if (this.#closed) return;
    this.#asked.set(name, { keyframe, onPicture });
    if (!this.#busy) void this.#run();
  }

  forget(name: string): void {
    this.#asked.delete(name);
  }

  /** How many wait: more than there are cameras a second is more than this machine can do. */
  get waiting(): number {
    return this.#asked.size;
  }

  close(): void {
    this.#closed = true;
    this.#asked.clear();
    this.#letGo();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const next = this.#asked.entries().next().value;
      if (next === undefined) break;
      const [name, { keyframe, onPicture }] = next;
      this.#asked.delete(name);
      try {
        await this.#one(keyframe, onPicture);
      } catch {
        // A picture that cannot be decoded: the next one may well be; a camera of which none can says frozen.
        this.#letGo();
      }
    }
    this.#busy = false;
  }

  async #one({ body, codec }: CodedKeyframe, onPicture: Given): Promise<void> {
    const reader = new GopReader();
    const samples = reader.push(body);
    const { track } = reader;
    const sample = samples[0];
    const known = track && codecString(codec, track);
    if (track === undefined || sample === undefined || known === undefined) return;
    if (webCodecsHere()) await this.#kept(track, known, sample, onPicture);
    else await once(track, known, body, samples, reader.newestUs, onPicture);
  }

  async #kept(track: GopTrack, codec: string, sample: GopSample, onPicture: Given): Promise<void> {
    const decoder = this.#ready(track, codec);
    this.#output = (frame) => {
      if (!this.#closed) onPicture({ source: frame, width: frame.displayWidth, height: frame.displayHeight });
    };
    decoder.decode(new EncodedVideoChunk({ type: 'key', data: sample.data, timestamp: 0 }));
    await decoder.flush();
  }

  /** Most cameras of a hall are of one make: what they have in common is set up once. */
  #ready(track: GopTrack, codec: string): VideoDecoder {
    const configured = `${codec} ${track.description.join()}`;
    if (this.#decoder?.state !== 'configured' || this.#configured !== configured) {
      this.#letGo();
      this.#decoder = new VideoDecoder({
        output: (frame) => {
          this.#output?.(frame);
          frame.close();
        },
        error: () => undefined,
      });
      this.#decoder.configure({ codec, description: track.description, optimizeForLatency: true });
      this.#configured = configured;
    }
    return this.#decoder;
  }

  #letGo(): void {
    if (this.#decoder !== undefined && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = undefined;
    this.#configured = undefined;
  }
}

async function once(
  track: GopTrack,
  codec: string,
  body: Uint8Array<ArrayBuffer>,
  samples: readonly GopSample[],
  newestUs: number,
  onPicture: Given,
): Promise<void> {
  const decoder = createGopDecoder({
    track,
    codec,
    onPicture: (picture) => {
      onPicture(picture);
      picture.close();
    },
  });
  try {
    decoder.bytes(body);
    decoder.samples(samples);
    await decoder.finish(newestUs);
  } finally {
    decoder.close();
  }
}
