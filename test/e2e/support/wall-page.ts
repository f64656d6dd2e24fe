/** The wall as a test reads it: what each tile says of itself, and whether its video really decodes. */
import type { Page } from 'playwright-core';
import { until } from './until.ts';

export interface TileReading {
  readonly cameraId: string;
  readonly state: string;
  readonly protocol: string;
  readonly capturedAtMs: number;
  /** Frames decoded so far (0 without a video element). */
  readonly frames: number;
  readonly currentTime: number;
}

export async function signIn(page: Page, baseUrl: string, username: string, password: string): Promise<void> {
  await page.goto(baseUrl);
  await page.getByTestId('sign-in-username').fill(username);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('sign-in-submit').waitFor({ state: 'detached' });
}

export function readTiles(page: Page): Promise<TileReading[]> {
  return page.getByTestId('tile').evaluateAll((tiles) =>
    (tiles as unknown as { dataset: Record<string, string>; querySelector(s: string): unknown }[]).map(
      (tile) => {
        const video = tile.querySelector('video') as {
          currentTime: number;
          getVideoPlaybackQuality(): { totalVideoFrames: number };
        } | null;
        return {
          cameraId: tile.dataset.cameraId ?? '',
          state: tile.dataset.state ?? '',
          protocol: tile.dataset.protocol ?? '',
          capturedAtMs: Number(tile.dataset.capturedAt ?? 0),
          frames: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
          currentTime: video?.currentTime ?? 0,
        };
      },
    ),
  );
}

/** Every tile live over `protocol`, at least `count` of them. */
export function untilAllLive(page: Page, protocol: string, count: number, withinMs = 40_000) {
  return until(
    `${count} tiles live over ${protocol}`,
    async () => {
      const tiles = (await readTiles(page)).filter((tile) => tile.cameraId !== '');
      const good = tiles.every((tile) => tile.state === 'live' && tile.protocol === protocol);
      return tiles.length >= count && good && tiles;
    },
    withinMs,
  );
}

/** How many frames each tile decoded in `ms`, and how far its clocks went. */
export async function progress(page: Page, ms: number) {
  const before = await readTiles(page);
  await page.waitForTimeout(ms);
  const after = await readTiles(page);
  return after
    .filter((tile) => tile.cameraId !== '')
    .map((tile) => {
      const first = before.find((other) => other.cameraId === tile.cameraId);
      return {
        cameraId: tile.cameraId,
        frames: tile.frames - (first?.frames ?? 0),
        seconds: tile.currentTime - (first?.currentTime ?? 0),
        capturedMs: tile.capturedAtMs - (first?.capturedAtMs ?? 0),
      };
    });
}
