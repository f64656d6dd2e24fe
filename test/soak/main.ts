/**
 * `npm run soak`: the real program for hours, with cameras behind fault proxies, random faults from a seed and viewers
 * of every kind. A line a minute; at the end a verdict, and exit code 0 only if it is good.
 */
import { startLoadSite } from '../bench/load-site.ts';
import { machine } from '../bench/table.ts';
import { total, usage } from '../bench/usage.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { FaultProxy } from '../fakes/fault-proxy.ts';
import { startLoadCameras } from '../fakes/load/load-cameras.ts';
import { Audience } from './audience.ts';
import { BadDays } from './bad-days.ts';
import { soakOptions } from './options.ts';
import { seeded } from './random.ts';
import { recordingSoak } from './recording/main.ts';
import { type MinuteReading, memoryVerdict, recoveryTable } from './verdict.ts';
import { wallSoak } from './wall/main.ts';

/** Two cores are to hold the program, the cameras, the faults and the viewers. */
const MEDIA = { width: 640, height: 360, fps: 15, kbps: 400, gopMs: 2000 };
const MINUTE_MS = 60_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<boolean> {
  const options = soakOptions(process.argv.slice(2));
  say(`${machine()}; ${JSON.stringify(options)}`);
  const cameras = await startLoadCameras({ count: options.cameras, file: await loopMedia(MEDIA) });
  const proxies: FaultProxy[] = [];
  for (const _ of cameras.names)
    proxies.push(await FaultProxy.create({ targetPort: cameras.port, seed: options.seed + proxies.length }));
  const site = await startLoadSite(
    cameras.names.map((name, index) => proxies[index]?.through(cameras.url(name)) ?? ''),
  );
  const audience = new Audience(site);
  const days = new BadDays({
    proxies,
    newestMs: (camera) => audience.newestMs(camera),
    random: seeded(options.seed),
  });
  const readings: MinuteReading[] = [];
  let staleMinutes = 0;
  let ended: string | number | undefined;
  let died: string | number | undefined;
  void site.program.exited.then((how) => {
    ended = how;
  });
  try {
    await audience.start(options.viewers, site.hallId);
    const seen = options.cameras;
    await site.untilLive(Math.min(seen, options.viewers));
    days.start();
    const endMs = Date.now() + options.minutes * MINUTE_MS;
    for (let minute = 1; Date.now() < endMs && ended === undefined; minute += 1) {
      await new Promise((done) => setTimeout(done, Math.min(MINUTE_MS, Math.max(0, endMs - Date.now()))));
      if (ended !== undefined) break;
      const reading = await read(site.program.baseUrl, site.program.pid, minute);
      readings.push(reading);
      const { line, stale } = await audience.report();
      if (stale > 0) staleMinutes += 1;
      const over = days.injected.filter(({ endedMs }) => endedMs !== undefined);
      const recovered = over.filter(({ recoveredMs }) => recoveredMs !== undefined).length;
      say(
        `min ${minute}: PSS ${reading.pssMiB.toFixed(0)} MiB, heap ${reading.heapMiB.toFixed(0)} MiB, ` +
          `live ${await site.live()}/${options.cameras}, faults ${days.injected.length} (${recovered} of ${over.length} over recovered), ${line}`,
      );
    }
    if (ended === undefined) await days.stop();
  } finally {
    died = ended;
    await audience.close();
    if (died !== undefined) say(site.program.output().slice(-3000));
    await site.close();
    for (const proxy of proxies) await proxy.close();
    await cameras.stop();
  }
  const lost = days.injected.filter(
    ({ endedMs, recoveredMs }) => endedMs !== undefined && recoveredMs === undefined,
  );
  const memory = memoryVerdict(readings);
  say(`\n${recoveryTable(days.injected)}\n`);
  say(memory.words);
  say(lost.length === 0 ? 'every fault recovered' : `NOT RECOVERED: ${JSON.stringify(lost)}`);
  if (staleMinutes > 0)
    say(`STALE: tiles called an old picture live in ${staleMinutes} of ${readings.length} readings`);
  if (died !== undefined) say(`the program ENDED by itself: ${died}`);
  const good = memory.good && lost.length === 0 && staleMinutes === 0 && died === undefined;
  say(good ? 'good' : `BAD (again with --seed ${options.seed})`);
  return good;
}

async function read(baseUrl: string, pid: number, minute: number): Promise<MinuteReading> {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  const heap = Number(/^mc_nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1] ?? 0);
  return { minute, pssMiB: total(usage(pid).pssMiB), heapMiB: heap / 2 ** 20 };
}

const args = process.argv.slice(2);
const soak = args.includes('--recording')
  ? () => recordingSoak(args, say)
  : args.includes('--wall')
    ? () => wallSoak(args, say)
    : main;
process.exit((await soak()) ? 0 : 1);
