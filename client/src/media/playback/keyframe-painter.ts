/** Draws encoded keyframes on a canvas, the newest asked for; through WebCodecs, which a secure page has. */
import type { Keyframe } from './keyframe-reader.ts';

export type Paint = 'drawn' | 'overtaken' | 'impossible';

export class KeyframePainter {
  readonly #canvas: HTMLCanvasElement;
  #decoder: VideoDecoder | undefined;
  #configured: string | undefined;
  #track: unknown;
  #frame: VideoFrame | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #wanted = 0;
  #impossible = new Set<string>();
  #closed = false;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** One after the other; of those that wait, only the last is drawn. */
  paint(keyframe: Keyframe): Promise<Paint> {
    this.#wanted += 1;
    const mine = this.#wanted;
    const painted = this.#turn.then(() => (mine === this.#wanted ? this.#paint(keyframe) : 'overtaken'));
    // Whoever asked for this one is told; the next is drawn all the same.
    this.#turn = painted.catch(() => undefined);
    return painted;
  }

  /** A picture the server decoded. */
  draw(source: CanvasImageSource, width: number, height: number): void {
    if (width === 0 || height === 0) return;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#canvas.getContext('2d', { alpha: false })?.drawImage(source, 0, 0, width, height);
  }

  close(): void {
    this.#closed = true;
    this.#wanted += 1;
    this.#frame?.close();
    this.#frame = undefined;
    this.#letGo();
  }

  async #paint(keyframe: Keyframe): Promise<Paint> {
    if (typeof VideoDecoder !== 'function' || this.#impossible.has(keyframe.codec)) return 'impossible';
    try {
      const isReady = await this.#ready(keyframe);
      if (this.#closed) return 'overtaken';
      if (!isReady) return 'impossible';
      this.#decoder?.decode(
        new EncodedVideoChunk({
          type: 'key',
          data: keyframe.data,
          timestamp: Math.round(keyframe.atMs * 1000),
        }),
      );
      await this.#decoder?.flush();
    } catch {
      // A damaged keyframe: the decoder is of no use any more, the next picture gets another.
      this.#letGo();
      return 'overtaken';
    }
    const frame = this.#frame;
    this.#frame = undefined;
    if (frame === undefined) return 'overtaken';
    this.draw(frame, frame.displayWidth, frame.displayHeight);
    frame.close();
    return 'drawn';
  }

  async #ready({ codec, track }: Keyframe): Promise<boolean> {
    if (this.#decoder?.state === 'configured' && this.#configured === codec && this.#track === track)
      return true;
    const config = { codec, description: track.description, optimizeForLatency: true };
    const { supported } = await VideoDecoder.isConfigSupported(config);
    // Nobody would ever close what is begun now: browsers have few decoders.
    if (this.#closed) return false;
    if (supported !== true) {
      this.#impossible.add(codec);
      return false;
    }
    if (this.#decoder === undefined || this.#decoder.state === 'closed')
      this.#decoder = new VideoDecoder({
        output: (frame) => {
          this.#frame?.close();
          this.#frame = frame;
        },
        error: () => this.#letGo(),
      });
    this.#decoder.configure(config);
    this.#configured = codec;
    this.#track = track;
    return true;
  }

  #letGo(): void {
    if (this.#decoder !== undefined && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = undefined;
    this.#configured = undefined;
    this.#track = undefined;
  }
}
