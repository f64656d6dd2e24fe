/**
 * What OpenCV's background subtraction (MOG2) makes of the same pictures: the share of each zone that is foreground. Here
 * to be compared with; what is shipped is `CameraJudge`.
 */
import { createRequire } from 'node:module';
import { GREY_HEIGHT, GREY_WIDTH } from '../../streams/analysis/index.ts';
import type { PlaceReading, Presence, WatchedPlace, Zone } from '../../streams/occupancy/index.ts';

interface Mat {
  readonly data: Uint8Array;
  delete(): void;
}
interface OpenCv {
  readonly CV_8UC1: number;
  readonly Mat: new (rows: number, columns: number, type: number) => Mat;
  readonly BackgroundSubtractorMOG2: new (
    history: number,
    threshold: number,
    shadows: boolean,
  ) => {
    apply(picture: Mat, mask: Mat, rate: number): void;
    delete(): void;
  };
  onRuntimeInitialized?: () => void;
}

/** In a box: what the package gives looks like a promise of itself, and to await that never ends. */
export async function openCv(): Promise<{ readonly cv: OpenCv }> {
  const cv = createRequire(import.meta.url)('@techstark/opencv-js') as OpenCv;
  if (!cv.Mat)
    await new Promise<void>((done) => {
      cv.onRuntimeInitialized = done;
    });
  return { cv };
}

/** Foreground for so much of a zone is somebody; so many pictures in a row. */
const MANY = 0.25;
const IN_A_ROW = 3;

export class Mog2Judge {
  readonly #picture: Mat;
  readonly #mask: Mat;
  readonly #subtractor: InstanceType<OpenCv['BackgroundSubtractorMOG2']>;
  readonly #rate: number;
  readonly #places: readonly { readonly key: string; readonly clerk: Side; readonly applicant: Side }[];

  /** `historyS`: after so long still somebody is background. */
  constructor(cv: OpenCv, places: readonly WatchedPlace[], historyS: number) {
    this.#picture = new cv.Mat(GREY_HEIGHT, GREY_WIDTH, cv.CV_8UC1);
    this.#mask = new cv.Mat(GREY_HEIGHT, GREY_WIDTH, cv.CV_8UC1);
    this.#subtractor = new cv.BackgroundSubtractorMOG2(historyS, 16, false);
    this.#rate = 1 / historyS;
    this.#places = places.map(({ key, clerk, applicant }) => ({
      ...{ key, clerk: new Side(clerk), applicant: new Side(applicant ?? clerk) },
    }));
  }

  judge(grey: Uint8Array): PlaceReading[] {
    this.#picture.data.set(grey);
    this.#subtractor.apply(this.#picture, this.#mask, this.#rate);
    return this.#places.map(({ key, clerk, applicant }) => ({
      ...{
        key,
        clerk: clerk.judge(this.#mask.data),
        applicant: applicant.judge(this.#mask.data),
        activity: 0,
      },
    }));
  }

  close(): void {
    for (const one of [this.#picture, this.#mask, this.#subtractor]) one.delete();
  }
}

class Side {
  readonly #pixels: number[] = [];
  #presence: Presence = 'no';
  #row = 0;

  /** The zone's bounding box: those drawn are all but boxes. */
  constructor(zone: Zone) {
    const xs = zone.map(({ x }) => x * GREY_WIDTH);
    const ys = zone.map(({ y }) => y * GREY_HEIGHT);
    for (let y = Math.round(Math.min(...ys)); y < Math.max(...ys); y += 1)
      for (let x = Math.round(Math.min(...xs)); x < Math.max(...xs); x += 1)
        this.#pixels.push(y * GREY_WIDTH + x);
  }

  judge(mask: Uint8Array): Presence {
    let count = 0;
    for (const pixel of this.#pixels) if (mask[pixel]) count += 1;
    const next: Presence = count / this.#pixels.length > MANY ? 'yes' : 'no';
    this.#row = next === this.#presence ? 0 : this.#row + 1;
    if (this.#row >= IN_A_ROW) {
      this.#presence = next;
      this.#row = 0;
    }
    return this.#presence;
  }
}
