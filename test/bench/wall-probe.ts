/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Runs in the page from before it begins: counts each tile's pictures, whatever way they come, and times paints. */

export interface TileCount {
  readonly cameraId: string;
  readonly state: string;
  /** `webrtc`, `ll-hls`, `hls` or `keyframes`; empty while there is none. */
  readonly protocol: string;
  /** Pictures put on screen so far, over every element the tile ever had. */
  readonly pictures: number;
  readonly dropped: number;
  /** Of what is on screen, on the server's clock; NaN while there is none. */
  readonly capturedAtMs: number;
}

export interface WallProbe {
  counts(): TileCount[];
  /** Since the page began: when every tile had a picture, ms; NaN while one has none. */
  allPicturesMs(tiles: number): number;
  /** Resolves with the wall clock at which another version of the status at `selector` was painted. */
  changed(selector: string, withinMs: number): Promise<number>;
}

interface Sums {
  pictures: number;
  dropped: number;
}

const byTile = new Map<string, Sums>();
const seen = new WeakMap<HTMLVideoElement, Sums>();
const stills = new WeakMap<HTMLElement, string>();
const firstAt = new Map<string, number>();

function tiles(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-testid="tile"]')];
}

/** What each video added since it was last looked at; and each new picture of a tile that shows keyframes. */
function look(): void {
  for (const tile of tiles()) {
    const id = tile.dataset.cameraId ?? '';
    const sums = byTile.get(id) ?? { pictures: 0, dropped: 0 };
    byTile.set(id, sums);
    for (const video of tile.querySelectorAll('video')) {
      const quality = video.getVideoPlaybackQuality();
      const before = seen.get(video) ?? { pictures: 0, dropped: 0 };
      const now = { pictures: quality.totalVideoFrames, dropped: quality.droppedVideoFrames };
      sums.pictures += Math.max(0, now.pictures - before.pictures);
      sums.dropped += Math.max(0, now.dropped - before.dropped);
      seen.set(video, now);
    }
    const still = tile.querySelector<HTMLCanvasElement>('canvas[data-captured-at]');
    const at = still?.dataset.capturedAt;
    if (at !== undefined && stills.get(tile) !== at) {
      stills.set(tile, at);
      if (tile.dataset.protocol === 'keyframes') sums.pictures += 1;
    }
    const visible = at !== undefined || sums.pictures > 0;
    if (visible && !firstAt.has(id)) firstAt.set(id, performance.now());
  }
}

const frame = () => new Promise<number>((done) => requestAnimationFrame(done));

const probe: WallProbe = {
  counts: () => {
    look();
    return tiles().map((tile) => {
      const id = tile.dataset.cameraId ?? '';
      return {
        cameraId: id,
        state: tile.dataset.state ?? '',
        protocol: tile.dataset.protocol ?? '',
        ...(byTile.get(id) ?? { pictures: 0, dropped: 0 }),
        capturedAtMs: Number(tile.dataset.capturedAt ?? Number.NaN),
      };
    });
  },
  allPicturesMs: (count) => (firstAt.size < count ? Number.NaN : Math.max(...firstAt.values())),
  changed: async (selector, withinMs) => {
    const until = performance.now() + withinMs;
    const version = () => document.querySelector<HTMLElement>(selector)?.dataset.version;
    const before = version();
    while (performance.now() < until) {
      await frame();
      if (version() === before) continue;
      // The frame callback runs before the paint of what it sees: the next one is the first after it.
      await frame();
      return performance.timeOrigin + performance.now();
    }
    throw new Error(`${selector} was not changed within ${withinMs} ms`);
  },
};
Object.assign(globalThis, { mcWall: probe });
// Often enough that a first picture is timed to a tenth of a second, and no element comes and goes unseen.
setInterval(look, 100);
