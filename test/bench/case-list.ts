/**
 * Case lists among millions (`--cases=2000000`; without it at 20,000 and 200,000): from the request to its whole answer,
 * over HTTP on this machine, rights, clocks and JSON included, as people of every reach ask.
 */

import { caseSizes } from './case-seed.ts';
import { type CaseSite, startCaseSite } from './case-site.ts';
import type { BenchOptions } from './options.ts';
import { type Measure, quantile } from './table.ts';

const TARGET = 'p95 ≤ 100 ms';
const q = (text: string): string => encodeURIComponent(text);

export async function benchCases({ quick, cases }: BenchOptions): Promise<Measure[]> {
  const sizes = cases === undefined ? (quick ? [20_000] : [20_000, 200_000]) : [cases];
  const measures: Measure[] = [];
  for (const size of sizes) {
    const site = await startCaseSite(size);
    try {
      measures.push(...(await measureAt(site, size, quick)));
    } finally {
      await site.close();
    }
  }
  return measures;
}

async function measureAt(site: CaseSite, size: number, quick: boolean): Promise<Measure[]> {
  const name = size.toLocaleString('en-US');
  const measures: Measure[] = [
    { what: `${name}: writing them, s`, unit: 's', samples: [site.seededMs / 1000] },
  ];
  for (const { what, bytes } of await caseSizes(site.db))
    if (bytes > 2 ** 20) measures.push({ what: `${name}: ${what}`, unit: 'MB', samples: [bytes / 2 ** 20] });
  const lists: readonly (readonly [string, string])[] = [
    ['open by deadline', 'state=open'],
    ['over', 'state=over'],
    ['near', 'state=near'],
    ['suspended', 'state=suspended'],
    ['all, newest', ''],
    ['completed', 'state=completed'],
    ['refused', 'state=refused'],
    ['by acceptance', 'sort=accepted'],
    ['open, in approval, red', 'state=open&stage=approval&card=red'],
    ['any card', 'card=any'],
    ['of a matter', `matterId=${site.matterId}`],
    ['of a department', `departmentId=${site.departmentId}`],
    ['of a county', 'regionCode=445281&state=open'],
    ['of a hall', `hallId=${site.hallId}`],
    ['q number begins', 'q=4452202501'],
    ['q number ends', `q=${String(size - 3).padStart(8, '0')}`],
    ['q matter', `q=${q('食品')}`],
    ['q finds nothing', 'q=zzzz'],
  ];
  for (const { who, api } of site.askers) {
    const all: number[] = [];
    const ask = async (path: string): Promise<number> => {
      const beganMs = performance.now();
      const answer = await api.fetch(path);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} as ${who}: ${answer.status}`);
      return performance.now() - beganMs;
    };
    const measured = async (what: string, path: string): Promise<void> => {
      const samples = await times(() => ask(path), quick ? 8 : 30);
      all.push(...samples);
      measures.push({ what: `${name}: ${what} (${who})`, unit: 'ms', samples, target: met(samples) });
    };
    for (const [what, filters] of lists) await measured(what, `/api/v1/cases?limit=50&${filters}`);
    const { nextCursor } = await api.get<{ nextCursor: string | null }>('/api/v1/cases?limit=500');
    if (nextCursor !== null) await measured('a later page', `/api/v1/cases?limit=50&cursor=${nextCursor}`);
    const lists95 = met(all);
    measures.push({
      what: `${name}: all lists together (${who})`,
      unit: 'ms',
      samples: all,
      target: lists95,
    });
    await measured('counts by state', '/api/v1/cases/counts');
    // Some are written as of a second hall without an event there: such a one is listed and cannot be read.
    const { items } = await api.get<{ items: { id: string }[] }>('/api/v1/cases?limit=20');
    for (const { id } of items)
      if ((await api.fetch(`/api/v1/cases/${id}`)).ok) {
        await measured('one case', `/api/v1/cases/${id}`);
        break;
      }
  }
  return measures;
}

async function times(ask: () => Promise<number>, n: number): Promise<number[]> {
  await ask();
  const samples: number[] = [];
  for (let at = 0; at < n; at += 1) samples.push(await ask());
  return samples;
}

const met = (samples: readonly number[]): string =>
  `${TARGET}: ${quantile(samples, 0.95) <= 100 ? 'met' : 'missed'}`;
