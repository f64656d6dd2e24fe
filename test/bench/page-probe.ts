/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Runs in the page: reads clocks out of pixels and times what appears. Bundled by `site.ts`. */
import { burntClockRegion, readBurntClock } from '../fakes/cameras/burnt-clock.ts';

export interface LatencySample {
  /** From the camera's burnt-in clock to the frame being handed to the screen, ms. */
  readonly latencyMs: number;
  /** What the player says of the frame's capture, less the burnt-in clock, ms; NaN between its readings. */
  readonly alignmentMs: number;
}

export interface PageProbe {
  latency(forMs: number): Promise<LatencySample[]>;
  /** Resolves with the wall clock at which `text` was painted within `selector`. */
  painted(selector: string, text: string, withinMs: number): Promise<number>;
  /** Clicks `selector` and watches the pictures that were not there before. */
  firstPicture(selector: string, withinMs: number): Promise<FirstPicture>;
}

/** From the click, ms; NaN for what never came. */
export interface FirstPicture {
  readonly pictureMs: number;
  /** A picture that is at most `CURRENT_MS` old when it is seen, by the clock burnt into it. */
  readonly currentMs: number;
  /** The first frame that a video element decoded. */
  readonly videoMs: number;
}

const CURRENT_MS = 500;

const wallClock = () => performance.timeOrigin + performance.now();
const frame = () => new Promise<number>((done) => requestAnimationFrame(done));

type Drawable = HTMLImageElement | HTMLVideoElement | HTMLCanvasElement;

const scratch = new OffscreenCanvas(1, 1);

/** The wall clock in a picture of this size, ms; undefined where it cannot be read. */
function clockIn(picture: Drawable, width: number, height: number): number | undefined {
  if (width === 0 || height === 0) return undefined;
  const region = burntClockRegion(width, height);
  scratch.width = region.width;
  scratch.height = region.height;
  const context = scratch.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  const { x, y, width: w, height: h } = region;
  context.drawImage(picture, x, y, w, h, 0, 0, w, h);
  return readBurntClock(context.getImageData(0, 0, w, h), region, { width, height });
}

async function latency(forMs: number): Promise<LatencySample[]> {
  const tile = document.querySelector<HTMLElement>('[data-testid="tile"]');
  const video = tile?.querySelector('video');
  if (tile === null || video === null || video === undefined) throw new Error('no tile with a video');
  const samples: LatencySample[] = [];
  const until = performance.now() + forMs;
  let told = tile.dataset.capturedAt;
  while (performance.now() < until) {
    const now = await new Promise<number>((done) => video.requestVideoFrameCallback((at) => done(at)));
    const burntMs = clockIn(video, video.videoWidth, video.videoHeight);
    if (burntMs === undefined) continue;
    const fresh = tile.dataset.capturedAt !== told;
    told = tile.dataset.capturedAt;
    samples.push({
      latencyMs: performance.timeOrigin + now - burntMs,
      alignmentMs: fresh ? Number(told) - burntMs : Number.NaN,
    });
  }
  return samples;
}

async function painted(selector: string, text: string, withinMs: number): Promise<number> {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    await frame();
    if (document.querySelector(selector)?.textContent?.includes(text)) {
      // The frame callback runs before the paint of what it sees: the next one is the first after it.
      await frame();
      return wallClock();
    }
  }
  throw new Error(`${text} was not painted within ${withinMs} ms`);
}

async function firstPicture(selector: string, withinMs: number): Promise<FirstPicture> {
  const target = document.querySelector<HTMLElement>(selector);
  if (target === null) throw new Error(`nothing at ${selector}`);
  const known = new Set<Element>(document.querySelectorAll('img, video, canvas'));
  const from = performance.now();
  target.click();
  let [pictureMs, currentMs, videoMs] = [Number.NaN, Number.NaN, Number.NaN];
  while (performance.now() - from < withinMs && (Number.isNaN(videoMs) || Number.isNaN(currentMs))) {
    await frame();
    for (const element of document.querySelectorAll<Drawable>('img, video, canvas')) {
      if (known.has(element)) continue;
      const { width, height, shown } = sizeOf(element);
      if (!shown) continue;
      const at = performance.now() - from;
      const burntMs = clockIn(element, width, height);
      // A canvas that nothing was drawn into yet has a size, too: its clock tells.
      if (element instanceof HTMLCanvasElement && burntMs === undefined) continue;
      if (Number.isNaN(pictureMs)) pictureMs = at;
      if (Number.isNaN(currentMs) && burntMs !== undefined && wallClock() - burntMs <= CURRENT_MS)
        currentMs = at;
      if (Number.isNaN(videoMs) && element instanceof HTMLVideoElement) videoMs = at;
    }
  }
  return { pictureMs, currentMs, videoMs };
}

function sizeOf(element: Drawable): { width: number; height: number; shown: boolean } {
  if (element instanceof HTMLImageElement)
    return { width: element.naturalWidth, height: element.naturalHeight, shown: element.complete };
  if (element instanceof HTMLVideoElement) {
    const shown = element.getVideoPlaybackQuality().totalVideoFrames > 0;
    return { width: element.videoWidth, height: element.videoHeight, shown };
  }
  return { width: element.width, height: element.height, shown: true };
}

const probe: PageProbe = { latency, painted, firstPicture };
Object.assign(globalThis, { mcBench: probe });
