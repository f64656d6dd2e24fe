/**
 * `npm run bench [-- NAME …] [-- --write] [-- --quick]`: measures and prints tables; `--write` also puts them into
 * docs/benchmarks.md; `--quick` takes short windows, to see that it works.
 */
import { loadavg } from 'node:os';
import { benchAlerts } from './alerts.ts';
import { benchCases } from './case-list.ts';
import { benchCost } from './cost.ts';
import { benchDiagnosis } from './diagnosis.ts';
import { benchEvidence } from './evidence.ts';
import { benchFirstPicture } from './first-picture.ts';
import { benchFootage } from './footage.ts';
import { benchImports } from './imports.ts';
import { benchIngest } from './ingest.ts';
import { benchJump } from './jump.ts';
import { benchLatency } from './latency.ts';
import { benchLeads } from './leads.ts';
import { benchOccupancy } from './occupancy.ts';
import { benchOccupancyCost } from './occupancy-cost.ts';
import { type BenchOptions, benchOptions } from './options.ts';
import { benchOverlay } from './overlay.ts';
import { type Section, writePage } from './page.ts';
import { benchPermission } from './permission.ts';
import { benchRecording } from './recording.ts';
import { benchRecovery } from './recovery.ts';
import { benchReevaluate } from './reevaluate.ts';
import { benchRegistry } from './registry.ts';
import { type Site, startSite } from './site.ts';
import { type Measure, machine, table } from './table.ts';
import { benchViewers } from './viewers.ts';
import { benchWall } from './wall.ts';

interface Bench {
  readonly title: string;
  readonly run: (options: BenchOptions) => Promise<Measure[]>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  latency: { title: 'Camera to screen', run: onSite(benchLatency) },
  overlay: { title: 'Event to overlay', run: onSite(benchOverlay) },
  'first-picture': { title: 'First picture', run: benchFirstPicture },
  cost: { title: 'Cost a camera', run: benchCost },
  viewers: { title: 'Cost a viewer', run: benchViewers },
  wall: { title: 'Walls of 16 and 64', run: benchWall },
  recording: { title: 'Recording', run: benchRecording },
  jump: { title: 'Jumps in a recorded day', run: benchJump },
  evidence: { title: 'Evidence packages', run: benchEvidence },
  diagnosis: { title: 'Looking at pictures', run: benchDiagnosis },
  occupancy: { title: 'Is anybody there', run: benchOccupancy },
  'occupancy-cost': { title: 'What looking whether anybody is there costs', run: benchOccupancyCost },
  leads: { title: 'From pictures and reports to leads', run: benchLeads },
  recovery: { title: 'After bad times', run: benchRecovery },
  ingest: { title: 'Events into the exchange', run: benchIngest },
  alerts: { title: 'Event to card', run: benchAlerts },
  reevaluate: { title: 'All open cases looked at anew', run: benchReevaluate },
  cases: { title: 'Case lists among millions', run: benchCases },
  footage: { title: 'What is recorded, at a year of 200 cameras', run: benchFootage },
  imports: { title: 'Import of 2,000 cameras', run: benchImports },
  permission: { title: 'Asking for a permission', run: benchPermission },
  registry: { title: 'Lists and search of a big city', run: benchRegistry },
};

function onSite(bench: (site: Site) => Promise<Measure[]>): Bench['run'] {
  return async () => {
    const site = await startSite();
    try {
      return await bench(site);
    } finally {
      await site.close();
    }
  };
}

const CASES = /^--cases=(\d{1,9})$/;

async function main(): Promise<void> {
  const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith('--')));
  const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const names = Object.keys(BENCHES);
  const unknown = [
    ...asked.filter((word) => !names.includes(word)),
    ...[...flags].filter((flag) => !['--write', '--quick'].includes(flag) && !CASES.test(flag)),
  ];
  if (unknown.length > 0)
    throw new Error(
      `no such bench or flag: ${unknown.join(', ')}; there are ${names.join(', ')}, --write, --quick, --cases=N`,
    );
  const cases = [...flags].map((flag) => CASES.exec(flag)?.[1]).find((n) => n !== undefined);
  const options = benchOptions(flags.has('--quick'), cases === undefined ? undefined : Number(cases));
  const sections: Section[] = [];
  for (const name of asked.length > 0 ? asked : names) {
    const bench = BENCHES[name];
    if (!bench) continue;
    const load = loadavg()[0]?.toFixed(1) ?? '?';
    console.log(`measuring ${name} …`);
    const beganMs = performance.now();
    const measures = await bench.run(options);
    const took = `${Math.round((performance.now() - beganMs) / 1000)} s`;
    const when = new Date().toISOString().slice(0, 16).replace('T', ' ');
    const text = `${machine()}; ${when} UTC, ${took}; load before it ${load}.\n\n${table(measures)}`;
    sections.push({ name, title: bench.title, text });
    console.log(`\n${bench.title}: ${text}\n`);
    // After each, so that a long run that ends early has not run for nothing.
    if (flags.has('--write')) await writePage(sections, names);
  }
}

await main();
