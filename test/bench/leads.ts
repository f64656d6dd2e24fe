/**
 * Days of a hall with mismatches planted in them, from drawn pictures and reports to leads: the judge that ships, spans as
 * they are kept, rules as they are shipped, the detector at its own pace, in simulated time. Truth is the script that both
 * pictures and reports are drawn from. Seeds are not those anything was tuned on (the planted day's is 20261118; 71 and 72 showed a fault of the judge).
 */
import type { LeadKind } from '../../server/contract/leads.ts';
import { at, MINUTE, type Plant } from '../../server/leads/testing/day-script.ts';
import { drawnCodes, type FoundLead, type LivedDay, liveDay } from './leads-day.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

/** One seed a day. */
const SEEDS = [73];
const OF_PICTURE: readonly LeadKind[] = ['offRecord', 'stepWhileVacant', 'postVacated'];
/** An edge of evidence that is this far from the truth shows what it is to show. */
const EDGE_MS = 30_000;
const WORKING_DAY_MS = 8 * 60 * MINUTE;

export async function benchLeads({ quick }: BenchOptions): Promise<Measure[]> {
  const days: Judged[] = [];
  for (const seed of SEEDS) {
    console.log(`  day ${seed} …`);
    days.push(judged(await liveDay(seed, quick ? at(9, 20) : at(20, 40))));
  }
  const kinds = [...new Set(days.flatMap((one) => [...one.plants, ...one.wrong].map(({ kind }) => kind)))];
  const windowDays = days.reduce((sum, one) => sum + one.windowDays, 0);
  return [
    ...kinds
      .filter((kind) => days.some((one) => one.of(kind).length > 0))
      .flatMap((kind) => ofKind(days, kind)),
    {
      what: 'found of all that were planted',
      samples: [percent(days.flatMap((one) => one.plants.map((plant) => one.found.has(plant))))],
      unit: '%',
    },
    ...kinds.map((kind) => ({
      what: `false leads a window-day, ${kind}`,
      samples: [
        days.reduce((sum, one) => sum + one.wrong.filter((lead) => lead.kind === kind).length, 0) /
          windowDays,
      ],
      unit: '',
    })),
    {
      what: 'raised, and taken back when a late record came, a window-day',
      samples: [days.reduce((sum, one) => sum + one.takenBack, 0) / windowDays],
      unit: '',
    },
    {
      what: 'kept as vacant for 20 s or more while somebody was there, a window-day',
      samples: [days.reduce((sum, one) => sum + one.falseVacancies, 0) / windowDays],
      unit: '',
    },
  ];
}

interface Judged {
  readonly plants: readonly Plant[];
  readonly found: ReadonlyMap<Plant, FoundLead>;
  readonly wrong: readonly FoundLead[];
  readonly takenBack: number;
  readonly falseVacancies: number;
  readonly windowDays: number;
  of(kind: LeadKind): readonly Plant[];
}

function ofKind(days: readonly Judged[], kind: LeadKind): Measure[] {
  const all = days.flatMap((one) => one.of(kind).map((plant) => ({ plant, lead: one.found.get(plant) })));
  const noticed = all.flatMap(({ plant, lead }) => (lead ? [{ plant, lead }] : []));
  return [
    { what: `${kind}: found of ${all.length} planted`, samples: [noticed.length], unit: '' },
    {
      what: '… minutes from when it is one to its lead',
      samples: noticed.map(({ plant, lead }) => (lead.raisedMs - plant.ripeMs) / MINUTE),
      unit: 'min',
    },
    ...(OF_PICTURE.includes(kind)
      ? [
          {
            what: '… evidence that shows it, of those found',
            samples: [percent(noticed.map(({ plant, lead }) => isShown(plant, lead)))],
            unit: '%',
          },
        ]
      : []),
  ];
}

const percent = (are: readonly boolean[]): number =>
  (100 * are.filter(Boolean).length) / Math.max(1, are.length);

function isShown(plant: Plant, lead: FoundLead): boolean {
  if (plant.kind === 'stepWhileVacant') return lead.fromMs < plant.fromMs && lead.toMs > plant.fromMs;
  return Math.abs(lead.fromMs - plant.fromMs) <= EDGE_MS && Math.abs(lead.toMs - plant.toMs) <= EDGE_MS;
}

function judged(lived: LivedDay): Judged {
  const { day, leads, beganMs, endedMs } = lived;
  // What only a picture shows is planted where there is one.
  const all = day.plants.filter(
    (one) => !OF_PICTURE.includes(one.kind) || drawnCodes.includes(one.window ?? ''),
  );
  const plants = all.filter((one) => one.ripeMs + 10 * MINUTE <= Math.max(endedMs, beganMs));
  const late = endedMs >= at(17) ? all : plants;
  const { found, beside } = matched(late, day.plants, leads);
  const wrong = beside.filter((one) => one.explainedBy === null);
  for (const one of late) if (!found.has(one)) console.log(`  missed: ${told(one)}`);
  for (const [plant, lead] of found)
    if (OF_PICTURE.includes(plant.kind) && !isShown(plant, lead))
      console.log(`  evidence off: ${told(plant)}; ${told(lead)}`);
  for (const one of wrong) console.log(`  false: ${told(one)}`);
  for (const one of beside)
    if (one.explainedBy !== null) console.log(`  taken back (${one.explainedBy}): ${told(one)}`);
  const hours = (endedMs - beganMs) * drawnCodes.length;
  return {
    ...{ plants: late, found, wrong, takenBack: beside.length - wrong.length },
    ...{ falseVacancies: falseVacancies(lived), windowDays: hours / WORKING_DAY_MS },
    of: (kind) => late.filter((one) => one.kind === kind),
  };
}

const clock = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(11, 19);
const told = (one: Plant | FoundLead): string =>
  `${one.kind} ${('window' in one ? one.window : one.code) ?? one.caseNo ?? ''} ${clock(one.fromMs)}–${clock(one.toMs)}`;

const isOf = (lead: FoundLead, plant: Plant): boolean =>
  lead.kind === plant.kind &&
  (plant.window === null || lead.code === plant.window) &&
  (plant.caseNo === null || lead.caseNo === plant.caseNo) &&
  lead.fromMs - MINUTE <= plant.toMs &&
  lead.toMs + MINUTE >= plant.fromMs;

/** Each lead answers for one planted mismatch at the most. Those that can be taken for another are matched last. */
function matched(plants: readonly Plant[], all: readonly Plant[], leads: readonly FoundLead[]) {
  const left = new Set(leads);
  const found = new Map<Plant, FoundLead>();
  const most = (plant: Plant) => all.filter((one) => one.kind === plant.kind).length;
  for (const plant of [...all].sort((a, b) => most(a) - most(b) || a.toMs - a.fromMs - (b.toMs - b.fromMs))) {
    const together = (one: FoundLead) => Math.min(one.toMs, plant.toMs) - Math.max(one.fromMs, plant.fromMs);
    const [lead] = [...left].filter((one) => isOf(one, plant)).sort((a, b) => together(b) - together(a));
    if (lead === undefined) continue;
    // Found before the day was over counts for nothing, and is not false either.
    if (plants.includes(plant)) found.set(plant, lead);
    left.delete(lead);
  }
  return { found, beside: [...left] };
}

const FALSE_LEAST_MS = 20_000;

function falseVacancies({ day, spans, beganMs }: LivedDay): number {
  let count = 0;
  for (const place of day.places)
    for (const span of spans.get(place.code) ?? []) {
      if (span.state !== 'vacant') continue;
      const [fromMs, toMs] = [Math.max(beganMs, Date.parse(span.from)), Date.parse(span.to)];
      const falselyMs = place.clerk.map((one) => Math.min(toMs, one.toMs) - Math.max(fromMs, one.fromMs));
      if (falselyMs.some((ms) => ms >= FALSE_LEAST_MS)) {
        count += 1;
        console.log(`  falsely vacant: ${place.code} ${clock(fromMs)}–${clock(toMs)}`);
      }
    }
  return count;
}
