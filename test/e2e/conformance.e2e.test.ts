import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bed, startBed } from '../conformance/bed.ts';
import { CAMERAS, ON_SCREEN } from '../conformance/cameras.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { registerCity } from '../factories/city.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { readTiles, signIn, type TileReading } from './support/wall-page.ts';

/** Odd cameras on one wall in real Chromium: each plays, or says in words why not. Never black, never stale as live. */
let bed: Bed;
let program: Program;
let browser: Browser;
let page: Page;
const ids = new Map<string, string>();

beforeAll(async () => {
  const shown = new Set(ON_SCREEN.map(({ name }) => name));
  bed = await startBed(CAMERAS.filter(({ name }) => shown.has(name)));
  // More than one camera needs an encoder, and each is to be seen here.
  program = await startProgram({ env: { MC_TRANSCODE_SLOTS: '3' } });
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const city = await registerCity(
    admin,
    ON_SCREEN.map(({ name }) => {
      const { url = '', username, password } = bed.addresses.get(name) ?? {};
      const credentials =
        username !== undefined && password !== undefined ? { credentials: { username, password } } : {};
      return { name, mainUrl: url, windows: [], ...credentials };
    }),
  );
  for (const camera of city.cameras) ids.set(camera.name, camera.id);
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await signIn(page, program.baseUrl, program.username, program.password);
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await bed?.close();
});

const tileOf = async (name: string) =>
  (await readTiles(page)).find((tile) => tile.cameraId === ids.get(name));

/** The tiles as they were read lately: all of them are watched at once, whichever a test is about. */
const lately: { readonly atMs: number; readonly tiles: readonly TileReading[] }[] = [];

/** It decoded more than five frames within two seconds. */
async function moves(name: string): Promise<boolean> {
  const tiles = await readTiles(page);
  const atMs = performance.now();
  const framesIn = (all: readonly TileReading[]) =>
    all.find((tile) => tile.cameraId === ids.get(name))?.frames ?? Number.NaN;
  while ((lately[0]?.atMs ?? atMs) < atMs - 2000) lately.shift();
  lately.push({ atMs, tiles });
  return lately.some((before) => framesIn(tiles) - framesIn(before.tiles) > 5);
}

test.each(ON_SCREEN.filter(({ gets }) => gets === 'pictures'))('$name plays', async ({ name }) => {
  await until(`${name} to be live`, async () => (await tileOf(name))?.state === 'live', 60_000).catch(
    async (cause: unknown) => {
      const tile = page.locator(`[data-testid="tile"][data-camera-id="${ids.get(name)}"]`);
      throw new Error(`${name} tells: ${await tile.textContent()}`, { cause });
    },
  );
  await until(`${name} to move`, () => moves(name), 30_000);
});

test.each(ON_SCREEN.filter(({ gets }) => gets === 'words'))(
  '$name says why it does not play',
  async ({ name }) => {
    const tile = page.locator(`[data-testid="tile"][data-camera-id="${ids.get(name)}"]`);
    await until(
      `${name} to be told as not live`,
      async () => !['live', 'connecting'].includes((await tileOf(name))?.state ?? 'connecting'),
      60_000,
    );
    const words = (await tile.textContent()) ?? '';
    expect(words.replace(name, '').trim().length).toBeGreaterThan(3);
  },
);
