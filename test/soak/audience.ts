/**
 * The viewers of a soak run: most speak LL-HLS, some HTTP-FLV and WHEP, and two are walls in real Chromium, one of them
 * without WebRTC. Whoever is cut off comes back by himself; nobody reloads a page.
 */
import type { Browser, Page } from 'playwright-core';
import type { LoadSite } from '../bench/load-site.ts';
import { readTiles, signIn } from '../e2e/support/wall-page.ts';
import { launchBrowser } from '../factories/browser.ts';
import { FlvViewer } from '../fakes/viewers/flv-viewer.ts';
import { HlsViewer } from '../fakes/viewers/hls-viewer.ts';
import { openWhepPage, type WhepPage } from '../fakes/viewers/whep-page.ts';

const TABS = 2;
const TILES = '4';
/** What a tile calls live may be this old. */
const STALE_MS = 12_000;

export class Audience {
  readonly #site: LoadSite;
  readonly #hls: { readonly camera: number; readonly viewer: HlsViewer }[] = [];
  readonly #flv: FlvViewer[] = [];
  #browser: Browser | undefined;
  readonly #tabs: Page[] = [];
  #whep: WhepPage | undefined;
  #whepFrames = 0;

  constructor(site: LoadSite) {
    this.#site = site;
  }

  async start(count: number, hallId: string): Promise<void> {
    const { baseUrl, username, password } = this.#site.program;
    const { headers } = this.#site.admin;
    const ids = this.#site.cameraIds;
    const url = (index: number, file: string) => `${baseUrl}/media/${ids[index % ids.length]}/main/${file}`;
    const tabs = count >= 10 ? TABS : 0;
    const others = Math.floor((count - tabs) / 6);
    const wheps = Math.floor(others / 2);
    const flvs = others - wheps;
    for (let index = 0; index < count - tabs - others; index += 1)
      this.#hls.push({
        camera: index % ids.length,
        viewer: new HlsViewer({ url: url(index, 'live.m3u8'), headers }),
      });
    for (let index = 0; index < flvs; index += 1)
      this.#flv.push(new FlvViewer(url(index, 'live.flv'), headers));
    for (const { viewer } of this.#hls) viewer.start();
    for (const viewer of this.#flv) viewer.start();
    if (tabs === 0) return;
    this.#browser = await launchBrowser();
    this.#whep = await openWhepPage(this.#browser, baseUrl, headers.cookie ?? '');
    await this.#whep.watch(
      Array.from({ length: wheps }, (_, index) => `/media/${ids[(index + flvs) % ids.length]}/main/whep`),
    );
    for (const query of ['', '?webrtc=off'].slice(0, tabs)) {
      const page = await (
        await this.#browser.newContext({ viewport: { width: 800, height: 500 } })
      ).newPage();
      await page.addInitScript(`localStorage.setItem('mc.layout', '${TILES}')`);
      await signIn(page, baseUrl, username, password);
      await page.goto(`${baseUrl}/wall/${hallId}${query}`);
      this.#tabs.push(page);
    }
  }

  /** When the newest picture was captured that any LL-HLS viewer of this camera has. */
  newestMs(camera: number): number {
    return Math.max(
      0,
      ...this.#hls.filter((one) => one.camera === camera).map(({ viewer }) => viewer.newestMs),
    );
  }

  /** One line of figures, and what a person would call wrong. */
  async report(): Promise<{ line: string; stale: number }> {
    const now = Date.now();
    const late = this.#hls.filter(({ viewer }) => now - viewer.newestMs > 10_000).length;
    const parts = this.#hls.reduce((sum, { viewer }) => sum + viewer.parts, 0);
    const flvLate = this.#flv.filter((viewer) => now - viewer.lastMs > 10_000).length;
    const frames = (await this.#whep?.frames())?.reduce((a, b) => a + b, 0) ?? 0;
    const fresh = frames - this.#whepFrames;
    this.#whepFrames = frames;
    let live = 0;
    let stale = 0;
    let tiles = 0;
    for (const page of this.#tabs)
      for (const tile of await readTiles(page)) {
        if (tile.cameraId === '') continue;
        tiles += 1;
        if (tile.state !== 'live') continue;
        live += 1;
        if (now - tile.capturedAtMs > STALE_MS) stale += 1;
      }
    const words = [
      `LL-HLS ${this.#hls.length - late}/${this.#hls.length} (${parts} parts)`,
      `FLV ${this.#flv.length - flvLate}/${this.#flv.length}`,
      `WHEP ${fresh} frames`,
      `tiles live ${live}/${tiles}${stale > 0 ? `, ${stale} STALE` : ''}`,
    ];
    return { line: words.join(', '), stale };
  }

  async close(): Promise<void> {
    for (const { viewer } of this.#hls) viewer.close();
    for (const viewer of this.#flv) viewer.close();
    await this.#browser?.close();
  }
}
