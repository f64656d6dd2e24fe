/** One camera's day as its pictures show it: who is where by the day's script, drawn, looked at by the judge that ships. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { at, type DayScript, MINUTE, type Place, seeded } from '../../server/leads/testing/day-script.ts';
import { CameraJudge, type OccupancyListener, type WatchedCamera } from '../../streams/occupancy/index.ts';
import { drawnPictures } from '../../streams/occupancy/testing/drawn-hours.ts';

export interface CameraDayOptions {
  readonly camera: WatchedCamera;
  /** From the left. */
  readonly windows: readonly Place[];
  readonly plants: DayScript['plants'];
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
  readonly folder: string;
  readonly listener: OccupancyListener;
}

interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
  /** No picture at all, or a cloth over the lens. */
  readonly kind: 'gone' | 'covered';
}

/** As `CameraEye` has it. */
const BLIND_AFTER_MS = 10_000;
const CLOTH = 70;

export class CameraDay {
  readonly outages: readonly Outage[];
  readonly #options: CameraDayOptions;
  readonly #judge: CameraJudge;
  #pictures: AsyncGenerator<Buffer, void, undefined> | undefined;
  #seenMs: number;
  #isBlind = false;

  constructor(options: CameraDayOptions) {
    this.#options = options;
    this.#judge = new CameraJudge(options.camera.places);
    this.#seenMs = options.fromMs;
    this.outages = outagesOf(options);
  }

  async start(): Promise<void> {
    const { windows, fromMs, toMs, seed, folder } = this.#options;
    const seconds = (toMs - fromMs) / 1000;
    const file = join(folder, `script-${seed}.json`);
    const second = (ms: number): number => Math.round((ms - fromMs) / 1000);
    const slots = [0, 1].map((slot) =>
      (['clerk', 'applicant'] as const).flatMap((kind) =>
        (windows[slot]?.[kind] ?? [])
          .map((span) => [kind, second(span.fromMs), second(span.toMs)] as const)
          .filter(([, from]) => from < seconds),
      ),
    );
    await writeFile(file, JSON.stringify(slots));
    this.#pictures = drawnPictures({ seed, seconds }, ['--script', file]);
  }

  /** To be called for each second in turn. */
  async second(ms: number): Promise<void> {
    const { camera, listener } = this.#options;
    const { cameraId } = camera;
    const next = await this.#pictures?.next();
    if (next?.value === undefined) throw new Error('the drawn day is over too soon');
    const outage = this.outages.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
    if (outage?.kind === 'gone') {
      if (this.#isBlind || ms - this.#seenMs < BLIND_AFTER_MS) return;
      this.#isBlind = true;
      this.#judge.lost();
      listener.onBlind({ cameraId, sinceMs: this.#seenMs, cause: 'offline' });
      return;
    }
    this.#isBlind = false;
    this.#seenMs = ms;
    const grey = next.value;
    // Noise stays: a cloth is not the same in every picture.
    if (outage?.kind === 'covered')
      for (let index = 0; index < grey.length; index += 1) grey[index] = CLOTH + ((grey[index] ?? 0) & 3);
    listener.onReading({ cameraId, atMs: ms, places: this.#judge.judge(grey, ms) });
  }

  async close(): Promise<void> {
    await this.#pictures?.return();
  }
}

/** Those of the script, and some short ones beside what was planted to be seen. */
function outagesOf({ windows, plants, seed, fromMs, toMs }: CameraDayOptions): Outage[] {
  const random = seeded(seed * 7 + 1);
  const made: Outage[] = windows.flatMap((one) =>
    one.unknown.map((span) => ({
      ...span,
      kind: one.code === '7' ? ('covered' as const) : ('gone' as const),
    })),
  );
  const codes = new Set(windows.map((one) => one.code));
  const mine = [...plants.filter((one) => one.window !== null && codes.has(one.window)), ...made];
  for (let tries = 0; tries < 40 && made.length < 4; tries += 1) {
    const beginMs = fromMs + Math.floor((random() * (toMs - fromMs)) / 1000) * 1000;
    const one = { fromMs: beginMs, toMs: beginMs + Math.round(20 + random() * 160) * 1000 };
    const isFree = mine.every(
      (span) => span.toMs + 5 * MINUTE < one.fromMs || span.fromMs - 5 * MINUTE > one.toMs,
    );
    if (isFree && one.fromMs > at(8, 45))
      made.push({ ...one, kind: made.length % 2 === 0 ? 'gone' : 'covered' });
  }
  return made;
}
