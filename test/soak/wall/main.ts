/**
 * `npm run soak -- --wall [--minutes 60 --cameras 16]`: a wall of live tiles in one tab of Chromium, with events coming
 * in at its windows. A line a minute; at the end a verdict, and exit code 0 only if it is good.
 */
import { parseArgs } from 'node:util';
import { machine } from '../../bench/table.ts';
import type { TileCount } from '../../bench/wall-probe.ts';
import { residentMiB, startWallSite, WALL_MEDIA, type WallSite } from '../../bench/wall-site.ts';
import { descendants } from '../../e2e/support/processes.ts';
import { until } from '../../e2e/support/until.ts';
import { type TileMinute, type WallMinute, wallVerdict } from './judge.ts';

const MINUTE_MS = 60_000;
const ALL_LIVE_MS = 90_000;
/** Another step of some case somewhere on the wall. */
const EVENT_EVERY_MS = 1500;
const STAGES = ['received', 'accepted', 'handling', 'review', 'approval', 'completed'];

export async function wallSoak(args: readonly string[], say: (line: string) => void): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      wall: { type: 'boolean' },
      minutes: { type: 'string', default: '60' },
      cameras: { type: 'string', default: '16' },
    },
  });
  const minutes = atLeastOne('--minutes', values.minutes);
  const cameras = atLeastOne('--cameras', values.cameras);
  say(`${machine()}; a wall of ${cameras} for ${minutes} min, ${JSON.stringify(WALL_MEDIA)}`);
  const site = await startWallSite({ cameras, layout: layoutFor(cameras) });
  const readings: WallMinute[] = [];
  const events = new Events(site, say);
  try {
    await site.open();
    await until(
      'every tile to be live',
      async () => {
        const tiles = await counts(site);
        return tiles.length >= cameras && tiles.every(({ state }) => state === 'live');
      },
      ALL_LIVE_MS,
    );
    events.start();
    let before = await counts(site);
    for (let minute = 1; minute <= minutes; minute += 1) {
      const beganMs = performance.now();
      await new Promise((done) => setTimeout(done, MINUTE_MS));
      const after = await counts(site);
      const reading = await read(site, minute, performance.now() - beganMs, before, after);
      before = after;
      readings.push(reading);
      say(lineOf(reading, events.sent));
    }
  } finally {
    await events.stop();
    await site.close();
  }
  const { good, lines } = wallVerdict(readings, { tiles: cameras, ...WALL_MEDIA });
  for (const line of lines) say(line);
  say(good ? 'good' : 'BAD');
  return good;
}

function counts(site: WallSite): Promise<TileCount[]> {
  return site.page.evaluate('mcWall.counts()') as Promise<TileCount[]>;
}

async function read(
  site: WallSite,
  minute: number,
  ms: number,
  before: readonly TileCount[],
  after: readonly TileCount[],
): Promise<WallMinute> {
  const tiles: TileMinute[] = after.map((tile) => ({
    cameraId: tile.cameraId,
    state: tile.state,
    protocol: tile.protocol,
    pictures: tile.pictures - (before.find(({ cameraId }) => cameraId === tile.cameraId)?.pictures ?? 0),
  }));
  const { heapMiB, nodes, listeners } = await site.cost();
  const server = [site.program.pid, ...descendants(site.program.pid).map(({ pid }) => pid)];
  return {
    ...{ minute, ms, tiles, heapMiB, nodes, listeners },
    rendererMiB: site.rendererMiB(),
    serverMiB: server.reduce((sum, pid) => sum + residentMiB(pid), 0),
  };
}

function lineOf(reading: WallMinute, events: number): string {
  const { minute, tiles, heapMiB, rendererMiB, serverMiB, nodes, listeners } = reading;
  const pictures = tiles.map((tile) => tile.pictures);
  const live = tiles.filter(({ state }) => state === 'live').length;
  const sparse = tiles.filter(({ protocol }) => protocol === 'keyframes').length;
  return (
    `min ${minute}: live ${live}/${tiles.length}${sparse > 0 ? ` (${sparse} by keyframes)` : ''}, ` +
    `pictures a tile ${Math.min(...pictures)}–${Math.max(...pictures)}, heap ${heapMiB.toFixed(1)} MiB, ` +
    `renderer ${rendererMiB.toFixed(0)} MiB, server ${serverMiB.toFixed(0)} MiB, ` +
    `${nodes} nodes, ${listeners} listeners, ${events} events`
  );
}

/** The wall's smallest layout that shows them all. */
function layoutFor(cameras: number): number {
  const layout = [1, 4, 9, 16, 25, 36, 64].find((each) => each >= cameras);
  if (layout === undefined) throw new Error('--cameras: a wall holds at most 64');
  return layout;
}

function atLeastOne(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number of at least 1`);
  return value;
}

/** Cases that go through their stages, window after window. */
class Events {
  readonly #site: WallSite;
  readonly #say: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #under: Promise<void> = Promise.resolve();
  sent = 0;
  #failed = 0;

  constructor(site: WallSite, say: (line: string) => void) {
    this.#site = site;
    this.#say = say;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#under = this.#under.then(() => this.#next());
    }, EVENT_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#under;
  }

  async #next(): Promise<void> {
    const windows = this.#site.city.windows.length;
    const round = Math.floor(this.sent / windows);
    const window = this.sent % windows;
    const stage = STAGES[round % STAGES.length] ?? 'received';
    this.sent += 1;
    try {
      await this.#site.report(window, `S${Math.floor(round / STAGES.length)}-${window}`, stage);
    } catch (error) {
      this.#failed += 1;
      if (this.#failed < 5) this.#say(`an event was refused: ${String(error)}`);
    }
  }
}
