/**
 * What draws attention by ear, synthesised: `soft` is one tone, `bell` two, `urgent` three rising ones with an edge.
 * A browser makes no sound before the page was touched; `isReady` says whether it would.
 */
import type { AttentionRule } from '../../../../server/contract/duty.ts';

export type RingSound = Exclude<AttentionRule['sound'], 'none'>;

interface Tone {
  readonly hz: number;
  readonly atMs: number;
  readonly forMs: number;
}

interface Motif {
  readonly shape: OscillatorType;
  readonly gain: number;
  readonly tones: readonly Tone[];
}

export const motifs: Readonly<Record<RingSound, Motif>> = {
  soft: { shape: 'sine', gain: 0.5, tones: [{ hz: 523, atMs: 0, forMs: 180 }] },
  bell: {
    shape: 'sine',
    gain: 0.8,
    tones: [
      { hz: 659, atMs: 0, forMs: 160 },
      { hz: 659, atMs: 220, forMs: 220 },
    ],
  },
  urgent: {
    shape: 'triangle',
    gain: 1,
    tones: [
      { hz: 587, atMs: 0, forMs: 130 },
      { hz: 784, atMs: 160, forMs: 130 },
      { hz: 1047, atMs: 320, forMs: 340 },
    ],
  },
};

/** So long after one sound there is no other that is not more urgent: many things at once are one sound. */
const PAUSE_MS = 1500;
const URGENCY: Readonly<Record<RingSound, number>> = { soft: 0, bell: 1, urgent: 2 };
/** Rises and falls, so that it does not click. */
const EDGE_S = 0.015;

export class AttentionSound {
  #context: AudioContext | undefined;
  #quietUntilMs = 0;
  #last: RingSound = 'soft';

  /** It would be heard. */
  get isReady(): boolean {
    return this.#context?.state === 'running';
  }

  /** At a gesture: the browser lets us from then on. */
  async wake(): Promise<boolean> {
    if (typeof AudioContext === 'undefined') return false;
    this.#context ??= new AudioContext();
    if (this.#context.state !== 'running') await this.#context.resume();
    return this.isReady;
  }

  /** `volume` 0 … 1. False: the browser does not let us, or it sounded just now. */
  play(sound: RingSound, volume: number): boolean {
    const context = this.#context;
    const nowMs = performance.now();
    if (context === undefined || !this.isReady) return false;
    if (nowMs < this.#quietUntilMs && URGENCY[sound] <= URGENCY[this.#last]) return false;
    this.#last = sound;
    this.#quietUntilMs = nowMs + PAUSE_MS;
    const { shape, gain, tones } = motifs[sound];
    for (const { hz, atMs, forMs } of tones) {
      const start = context.currentTime + atMs / 1000;
      const end = start + forMs / 1000;
      const tone = context.createOscillator();
      const loudness = context.createGain();
      tone.type = shape;
      tone.frequency.value = hz;
      loudness.gain.setValueAtTime(0, start);
      // Loudness is heard by its square.
      loudness.gain.linearRampToValueAtTime(volume * volume * gain, start + EDGE_S);
      loudness.gain.setValueAtTime(volume * volume * gain, end - EDGE_S);
      loudness.gain.linearRampToValueAtTime(0, end);
      tone.connect(loudness).connect(context.destination);
      tone.start(start);
      tone.stop(end);
    }
    return true;
  }

  close(): void {
    void this.#context?.close();
    this.#context = undefined;
  }
}
