/**
 * Lists and search over a city of 10,000 windows and 5,000 cameras: from the request to its whole answer, over HTTP
 * on this machine, rights and JSON included, one question after the other.
 */
import type { BenchOptions } from './options.ts';
import { startRegistrySite } from './registry-site.ts';
import { type Measure, quantile } from './table.ts';

const TARGET = 'p95 ≤ 50 ms';

const SEARCHES = [
  'scj',
  'jysscjdglj',
  '市监局',
  '窗口',
  '普宁 a05',
  '10.0.3.7',
  '445281',
  'qiyekaiban',
  'zzzz',
];
const q = (text: string): string => encodeURIComponent(text);

export async function benchRegistry({ quick }: BenchOptions): Promise<Measure[]> {
  const site = await startRegistrySite();
  const lists: readonly (readonly [string, string])[] = [
    ['windows, first page by hall', '/api/v1/windows?limit=100'],
    ['windows, first page by name, newest', '/api/v1/windows?limit=100&sort=created&order=desc'],
    ['windows of a county, unseen', '/api/v1/windows?limit=100&regionCode=445281&placed=no&sort=code'],
    ['windows, q 企业', `/api/v1/windows?limit=100&q=${q('企业')}`],
    ['windows, q qykb', '/api/v1/windows?limit=100&q=qykb'],
    ['windows, 500 a page', '/api/v1/windows?limit=500'],
    ['cameras, first page by hall', '/api/v1/cameras?limit=100'],
    ['cameras of a county, by name', '/api/v1/cameras?limit=100&regionCode=445281&sort=name'],
    ['cameras, q 10.0.3', '/api/v1/cameras?limit=100&q=10.0.3'],
    ['cameras, 500 a page', '/api/v1/cameras?limit=500'],
    ['halls', '/api/v1/halls?limit=500'],
    ['tree', '/api/v1/registry/tree'],
  ];
  try {
    const measures: Measure[] = [
      { what: 'writing the city with its keys', unit: 'ms', samples: [site.seededMs] },
      { what: 'pinyin of all its names', unit: 'ms', samples: [site.keysMs] },
    ];
    for (const { who, api } of site.askers) {
      const ask = async (path: string): Promise<number> => {
        const beganMs = performance.now();
        const answer = await api.fetch(path);
        await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`${path} as ${who}: ${answer.status}`);
        return performance.now() - beganMs;
      };
      for (const [what, path] of lists)
        measures.push(measured(`${what} (${who})`, await times(() => ask(path), quick ? 10 : 40)));
      const cursor = (await api.get<{ nextCursor: string | null }>('/api/v1/windows?limit=500')).nextCursor;
      if (cursor !== null)
        measures.push(
          measured(
            `windows, a later page (${who})`,
            await times(() => ask(`/api/v1/windows?limit=100&cursor=${cursor}`), quick ? 10 : 40),
          ),
        );
      const searches: number[] = [];
      for (const text of SEARCHES)
        searches.push(...(await times(() => ask(`/api/v1/search?q=${q(text)}`), quick ? 5 : 20)));
      measures.push(measured(`search, ${SEARCHES.length} questions (${who})`, searches));
    }
    return measures;
  } finally {
    await site.close();
  }
}

async function times(once: () => Promise<number>, count: number): Promise<number[]> {
  await once();
  const samples: number[] = [];
  while (samples.length < count) samples.push(await once());
  return samples;
}

function measured(what: string, samples: number[]): Measure {
  console.log(
    `  ${what}: median ${quantile(samples, 0.5).toFixed(1)}, p95 ${quantile(samples, 0.95).toFixed(1)} ms`,
  );
  return { what, unit: 'ms', samples, target: TARGET };
}
