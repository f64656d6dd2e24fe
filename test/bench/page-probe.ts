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
  /** Clicks `selector`; how long until any new picture, and until the first decoded video frame. */
  firstPicture(selector: string, withinMs: number): Promise<{ pictureMs: number; videoMs: number }>;
}

const wallClock = () => performance.timeOrigin + performance.now();
const frame = () => new Promise<number>((done) => requestAnimationFrame(done));

async function latency(forMs: number): Promise<LatencySample[]> {
  const tile = document.querySelector<HTMLElement>('[data-testid="tile"]');
  const video = tile?.querySelector('video');
  if (tile === null || video === null || video === undefined) throw new Error('no tile with a video');
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  const samples: LatencySample[] = [];
  const until = performance.now() + forMs;
  let told = tile.dataset.capturedAt;
  while (performance.now() < until) {
    const now = await new Promise<number>((done) => video.requestVideoFrameCallback((at) => done(at)));
    const { videoWidth: width, videoHeight: height } = video;
    const region = burntClockRegion(width, height);
    canvas.width = region.width;
    canvas.height = region.height;
    context.drawImage(
      video,
      region.x,
      region.y,
      region.width,
      region.height,
      0,
      0,
      region.width,
      region.height,
    );
    const pixels = context.getImageData(0, 0, region.width, region.height);
    const burntMs = readBurntClock(pixels, region, { width, height });
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

async function firstPicture(selector: string, withinMs: number) {
  const target = document.querySelector<HTMLElement>(selector);
  if (target === null) throw new Error(`nothing at ${selector}`);
  const known = new Set<Element>(document.querySelectorAll('img, video'));
  const from = performance.now();
  target.click();
  let pictureMs = Number.NaN;
  while (performance.now() - from < withinMs) {
    await frame();
    for (const element of document.querySelectorAll('img, video')) {
      if (known.has(element)) continue;
      const at = performance.now() - from;
      if (element instanceof HTMLImageElement && element.complete && element.naturalWidth > 0)
        pictureMs = Number.isNaN(pictureMs) ? at : pictureMs;
      if (element instanceof HTMLVideoElement && element.getVideoPlaybackQuality().totalVideoFrames > 0)
        return { pictureMs: Number.isNaN(pictureMs) ? at : pictureMs, videoMs: at };
    }
  }
  return { pictureMs, videoMs: Number.NaN };
}

const probe: PageProbe = { latency, painted, firstPicture };
Object.assign(globalThis, { mcBench: probe });
