/**
 * `npm run bench [-- latency overlay first-picture cost] [-- --write]`: measures and prints a table; `--write` also
 * puts it into docs/benchmarks.md.
 */
import { writeFile } from 'node:fs/promises';
import { benchCost } from './cost.ts';
import { benchFirstPicture } from './first-picture.ts';
import { benchLatency } from './latency.ts';
import { benchOverlay } from './overlay.ts';
import { type Site, startSite } from './site.ts';
import { type Measure, machine, table } from './table.ts';

const ON_SITE: Readonly<Record<string, (site: Site) => Promise<Measure[]>>> = {
  latency: benchLatency,
  overlay: benchOverlay,
  'first-picture': benchFirstPicture,
};
const NAMES = [...Object.keys(ON_SITE), 'cost'];

async function main(): Promise<void> {
  const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const unknown = asked.filter((word) => !NAMES.includes(word));
  if (unknown.length > 0)
    throw new Error(`no such bench: ${unknown.join(', ')}; there are ${NAMES.join(', ')}`);
  const wanted = asked.length > 0 ? asked : NAMES;
  const measures: Measure[] = [];
  if (wanted.some((name) => name in ON_SITE)) {
    const site = await startSite();
    try {
      for (const name of wanted) {
        const bench = ON_SITE[name];
        if (bench === undefined) continue;
        console.log(`measuring ${name} …`);
        measures.push(...(await bench(site)));
      }
    } finally {
      await site.close();
    }
  }
  if (wanted.includes('cost')) {
    console.log('measuring cost (about three minutes) …');
    measures.push(...(await benchCost()));
  }
  const text = `${machine()}, ${new Date().toISOString().slice(0, 10)}\n\n${table(measures)}\n`;
  console.log(`\n${text}`);
  if (process.argv.includes('--write')) await writeFile('docs/benchmarks.md', page(text));
}

function page(text: string): string {
  return `# Benchmarks

Made by \`npm run bench -- --write\`; the figures of the last run. Machines are noisy: compare within one run only.
The browser is headless Chromium decoding in software on the same machine as the server and the fake cameras, so
latencies hold its decoding too. Cameras: 15 frames a second, GOP 2 s (drawn, latency) and 25 frames a second,
1.5 Mbit/s, GOP 2 s (looped file, cost). What each line is, is told at the head of the file in \`test/bench/\`
that measures it.

${text}`;
}

await main();
