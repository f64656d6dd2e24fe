/** `npm run soak -- --recording [--kills 30] [--seed 1] [--parts postgres]`: cameras are recorded while parts of the program are killed. */
import { parseArgs } from 'node:util';
import { seeded } from '../random.ts';
import type { Kill } from './judge.ts';
import { KilledSite } from './killed-site.ts';

const PARTS: readonly Kill['what'][] = ['server', 'ffmpeg', 'postgres'];

export async function recordingSoak(args: readonly string[], say: (line: string) => void): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      recording: { type: 'boolean' },
      kills: { type: 'string', default: '30' },
      cameras: { type: 'string', default: '6' },
      seed: { type: 'string', default: '1' },
      parts: { type: 'string', default: PARTS.join() },
    },
  });
  const [kills, cameras, seed] = [Number(values.kills), Number(values.cameras), Number(values.seed)];
  if (![kills, cameras, seed].every((value) => Number.isInteger(value) && value > 0))
    throw new Error('--kills, --cameras and --seed must be whole numbers above 0');
  const parts = PARTS.filter((part) => values.parts.split(',').includes(part));
  const random = seeded(seed);
  const site = await KilledSite.create({ numbered: Math.max(1, cameras - 1) });
  try {
    for (let round = 1; round <= kills; round += 1) {
      await new Promise((done) => setTimeout(done, 500 + random() * 6000));
      const what = parts[Math.floor(random() * parts.length)] ?? 'server';
      const began = Date.now();
      const isBack = await site.kill(what);
      const tookS = ((Date.now() - began) / 1000).toFixed(1);
      say(`${round}/${kills}: killed ${what}; ${isBack ? '' : 'NOT '}recording again after ${tookS} s`);
      if (!isBack) break;
    }
    await new Promise((done) => setTimeout(done, 3000));
    const { cameras: judged, faults } = await site.verdict();
    say('\ncamera   files  pictures  holes  without a picture, s  most lost before a kill, s');
    for (const { name, files, pictures, holes, lostMs } of judged) {
      const awayMs = holes.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
      say(
        [
          name.padEnd(8),
          String(files).padStart(5),
          String(pictures).padStart(9),
          String(holes.length).padStart(6),
          (awayMs / 1000).toFixed(1).padStart(21),
          (lostMs / 1000).toFixed(2).padStart(27),
        ].join(' '),
      );
    }
    const all = [...faults, ...judged.flatMap((one) => one.faults)];
    for (const fault of all) say(`FAULT ${fault}`);
    say(all.length === 0 ? 'good' : `BAD (again with --seed ${seed})`);
    return all.length === 0;
  } finally {
    await site.close();
  }
}
