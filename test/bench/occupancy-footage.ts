/** Is anybody there, on real footage annotated by eye. Nothing where the film is not at hand. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GREY } from '../../streams/analysis/index.ts';
import { CameraJudge } from '../../streams/occupancy/index.ts';
import type { Measure } from './table.ts';

interface Annotated {
  readonly zones: Readonly<
    Record<string, { readonly box: readonly number[]; readonly there: number[]; readonly unsure: number[] }>
  >;
}

/** Times slower than it was filmed: people walk through there, and who stays less than 4 s is left out on purpose. */
const SLOWER = 10;

/** People on a path, filmed; truth by eye (`test/fixtures/vtest-presence.json`). Nothing where the film is not at hand. */
export async function realFootage(): Promise<Measure[]> {
  const file = join(process.env.MC_SHARED_MEDIA ?? '', 'vtest.avi');
  if (!existsSync(file)) return [];
  const truth = JSON.parse(await readFile('test/fixtures/vtest-presence.json', 'utf8')) as Annotated;
  const filters = `fps=${SLOWER},${GREY.filters}`;
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-vf', filters, '-f', 'rawvideo', '-'],
    { encoding: 'buffer', maxBuffer: 2 ** 28 },
  );
  const places = Object.entries(truth.zones).map(
    ([
      key,
      {
        box: [left = 0, top = 0, right = 1, bottom = 1],
      },
    ]) => ({
      key,
      clerk: [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ],
      applicant: null,
    }),
  );
  const judge = new CameraJudge(places);
  const count = Math.floor(stdout.length / GREY.bytes);
  const hits = new Map(places.map(({ key }) => [key, { both: 0, told: 0, is: 0 }]));
  // It learns in the first two rounds.
  for (let at = 0; at < 3 * count; at += 1) {
    const frame = at % count;
    const places = judge.judge(stdout.subarray(frame * GREY.bytes, (frame + 1) * GREY.bytes), at * 1000);
    const second = Math.floor(frame / SLOWER);
    for (const { key, clerk } of at < 2 * count ? [] : places) {
      const zone = truth.zones[key];
      const hit = hits.get(key);
      if (!zone || !hit || zone.unsure.includes(second)) continue;
      const is = zone.there.includes(second);
      hit.is += Number(is);
      hit.told += Number(clerk === 'yes');
      hit.both += Number(is && clerk === 'yes');
    }
  }
  return [...hits].map(([key, { both, told, is }]) => ({
    what: `F1, real footage of walkers at a tenth of its speed; ${key}`,
    samples: [(2 * both) / (told + is)],
    unit: '',
  }));
}
