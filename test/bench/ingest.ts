/**
 * Events into the exchange of the real program with the PostgreSQL it brings, over HTTP, from four departments' systems
 * at once: new cases and further steps of known ones, two in seven at a window. What is answered is on disk (fsync).
 * The senders run on the same machine; their bodies are made before the clock starts.
 */
import type { Token } from '../../server/contract/access.ts';
import type { ExchangeAnswer, ExchangeEventInput } from '../../server/contract/exchange.ts';
import type { Department, Hall } from '../../server/contract/places.ts';
import { startProgram } from '../e2e/support/program.ts';
import { ApiClient } from '../factories/api-client.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';
import { total, usage } from './usage.ts';

const SOURCES = 4;
const MATTERS = 5;
const WINDOWS = 8;
/** Cases that are begun together; each block is a step further in the next. */
const BLOCK = 40;
const STEPS = ['handling', 'review', 'approval', 'completed'] as const;
const DAY_MS = 24 * 3_600_000;

interface Sender {
  readonly source: string;
  readonly token: string;
  readonly hallId: string;
}

export async function benchIngest({ quick, windows }: BenchOptions): Promise<Measure[]> {
  const program = await startProgram({ env: { MC_RECORDING: 'false' } });
  try {
    const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
    const senders = await registerSenders(admin);
    const streams = senders.map((sender) => eventsOf(sender));
    const measures: Measure[] = [];
    const runs = [
      { size: 100, senders: SOURCES, inFlight: 1, batches: quick ? 20 : 100 },
      { size: 1000, senders: SOURCES, inFlight: 1, batches: quick ? 3 : 12 },
      { size: 100, senders: 1, inFlight: 8, batches: quick ? 40 : 200 },
      { size: 1000, senders: 1, inFlight: 1, batches: quick ? 4 : 20 },
    ];
    // Code is compiled and caches are filled before anything counts.
    await send(program.baseUrl, senders, streams, { size: 100, inFlight: 1, batches: 10 });
    for (const run of runs) {
      const rates: number[] = [];
      const answers: number[] = [];
      const cpu: number[] = [];
      for (let at = 0; at < windows; at += 1) {
        const of = senders.slice(0, run.senders);
        const before = total(usage(program.pid).cpuSeconds);
        const { eventsPerSecond, answerMs } = await send(program.baseUrl, of, streams, run);
        const used = total(usage(program.pid).cpuSeconds) - before;
        cpu.push((used * 1e6) / (run.senders * run.batches * run.size));
        rates.push(eventsPerSecond);
        answers.push(...answerMs);
      }
      const who = run.senders === 1 ? `one source, ${run.inFlight} at once` : `${run.senders} sources`;
      measures.push(
        {
          ...{ what: `batches of ${run.size}, ${who}`, unit: 'events/s', samples: rates },
          ...(run.senders > 1 && { target: '≥ 5,000/s' }),
        },
        { what: 'of it: a batch, sent to answered', unit: 'ms', samples: answers },
        { what: 'of it: processor time an event, PostgreSQL with it', unit: 'µs', samples: cpu },
      );
    }
    return measures;
  } finally {
    await program.dispose();
  }
}

async function send(
  baseUrl: string,
  senders: readonly Sender[],
  streams: readonly Iterator<ExchangeEventInput>[],
  run: { readonly size: number; readonly inFlight: number; readonly batches: number },
): Promise<{ eventsPerSecond: number; answerMs: number[] }> {
  const bodies = senders.map((_, at) =>
    Array.from({ length: run.batches }, () =>
      JSON.stringify({ events: Array.from({ length: run.size }, () => streams[at]?.next().value) }),
    ),
  );
  const answerMs: number[] = [];
  const beganMs = performance.now();
  await Promise.all(
    senders.flatMap((sender, at) => {
      const queue = bodies[at] ?? [];
      return Array.from({ length: run.inFlight }, async () => {
        for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
          const sentMs = performance.now();
          const response = await fetch(`${baseUrl}/api/v1/exchange/events`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${sender.token}` },
            body,
          });
          const answer = (await response.json()) as ExchangeAnswer;
          if (answer.accepted !== run.size) throw new Error(`not all were taken: ${JSON.stringify(answer)}`);
          answerMs.push(performance.now() - sentMs);
        }
      });
    }),
  );
  const seconds = (performance.now() - beganMs) / 1000;
  return { eventsPerSecond: (senders.length * run.batches * run.size) / seconds, answerMs };
}

async function registerSenders(admin: ApiClient): Promise<Sender[]> {
  await admin.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province' });
  await admin.post('/api/v1/regions', {
    ...{ code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' },
  });
  const hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '政务服务中心' });
  const senders: Sender[] = [];
  for (let at = 0; at < SOURCES; at += 1) {
    const department = await admin.post<Department>('/api/v1/departments', {
      ...{ regionCode: '445200', name: `第${at}局` },
    });
    for (let window = 0; window < WINDOWS; window += 1)
      await admin.post(`/api/v1/halls/${hall.id}/windows`, {
        ...{ departmentId: department.id, code: `${at}${window}`, name: `${at}${window}号窗口` },
      });
    for (let matter = 0; matter < MATTERS; matter += 1)
      await admin.post('/api/v1/matters', {
        ...{ departmentId: department.id, code: `M${matter}`, name: `事项${matter}` },
        promisedLimit: { value: 5 + matter, unit: 'workingDay' },
        statutoryLimit: { value: 20, unit: 'workingDay' },
      });
    const source = `s${at}`;
    const token = await admin.post<Token & { secret: string }>('/api/v1/tokens', {
      ...{ name: source, source, departmentId: department.id },
    });
    senders.push({ source, token: token.secret, hallId: hall.id });
  }
  return senders;
}

/** Without end: a block of cases is received and accepted, those of the blocks before go a step further each. */
function* eventsOf({ source, hallId }: Sender): Generator<ExchangeEventInput, never> {
  const { length } = STEPS;
  const beganMs = Date.now() - DAY_MS;
  let serial = 0;
  const base = (caseNo: string) => {
    serial += 1;
    return {
      ...{ eventId: `${source}-${serial}`, caseNo, clerk: '李梅' },
      occurredAt: new Date(beganMs + serial * 10).toISOString(),
    };
  };
  const window = () => ({ hallId, windowCode: `${source.slice(1)}${serial % WINDOWS}` });
  for (let block = 0; ; block += 1) {
    for (let at = 0; at < BLOCK; at += 1) {
      const caseNo = `${source}-${block}-${at}`;
      const matterCode = `M${at % MATTERS}`;
      const stage = { type: 'stage', matterCode } as const;
      yield { ...stage, ...base(caseNo), ...window(), stage: 'received', applicant: '欧阳娜娜' };
      yield { ...{ type: 'called', ticket: `T${serial}` }, ...base(caseNo), ...window() };
      yield { ...stage, ...base(caseNo), stage: 'accepted', receiptNo: `R${serial}` };
      for (let back = 1; back <= Math.min(length, block); back += 1)
        yield {
          ...{ ...stage, stage: STEPS[back - 1] ?? 'completed' },
          ...base(`${source}-${block - back}-${at}`),
          ...(back === length && { outcome: 'certificate', certificateNo: `Z${serial}`, fee: 20 }),
        };
    }
  }
}
