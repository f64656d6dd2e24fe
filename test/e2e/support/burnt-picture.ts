/** The clock burnt into the picture that a playback or a tile shows just now, read from its pixels. */
import type { Locator } from 'playwright-core';
import { burntClockRegion, readBurntClock } from '../../fakes/cameras/burnt-clock.ts';

export interface BurntReading {
  /** In ms since the epoch, when the camera took what is on screen. */
  readonly burntMs: number;
  /** What the page says it shows (`data-shown-at`, `data-at`), read in the same task. */
  readonly saidMs: number;
}

/** Undefined while nothing that can be read is shown. `box` holds the picture and, or within, what is said of it. */
export async function readBurnt(box: Locator, said = 'shownAt'): Promise<BurntReading | undefined> {
  const shot = await box.evaluate((element: Element, field: string) => {
    const canvas = element.querySelector('canvas.mc-clip-still') as HTMLCanvasElement | null;
    const video = element.querySelector('video.mc-clip-video') as HTMLVideoElement | null;
    const source = canvas !== null && !canvas.hidden ? canvas : video;
    if (source === null) return undefined;
    const [width, height] =
      source instanceof HTMLVideoElement
        ? [source.videoWidth, source.videoHeight]
        : [source.width, source.height];
    if (width === 0 || height === 0) return undefined;
    const copy = new OffscreenCanvas(width, height);
    const context = copy.getContext('2d');
    context?.drawImage(source, 0, 0);
    const x = Math.floor((51 * width) / 80);
    const y = Math.floor((42 * height) / 45);
    const bytes = context?.getImageData(x, y, width - x, height - y).data ?? new Uint8ClampedArray();
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192)
      text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return {
      width,
      height,
      pixels: btoa(text),
      saidMs: Number((element as HTMLElement).dataset[field] ?? Number.NaN),
    };
  }, said);
  if (shot === undefined) return undefined;
  const region = burntClockRegion(shot.width, shot.height);
  const data = Buffer.from(shot.pixels, 'base64');
  const burntMs = readBurntClock({ data, width: region.width, height: region.height }, region, shot);
  return burntMs === undefined ? undefined : { burntMs, saidMs: shot.saidMs };
}
