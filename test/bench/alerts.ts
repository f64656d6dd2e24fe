/**
 * From an event's leaving its sender to the card in the hands of who follows, over a socket, while 500 events a second
 * come in: on the whole program with its own PostgreSQL. One event in twenty tells of a case that is late already.
 * The first two seconds do not count: code is compiled and caches are filled.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Token } from '../../server/contract/access.ts';
import type { AlertMessage } from '../../server/contract/alerts.ts';
import type { Department, Hall } from '../../server/contract/places.ts';
import { startProgram } from '../e2e/support/program.ts';
import { ApiClient } from '../factories/api-client.ts';
import type { BenchOptions } from './options.ts';
import { type Measure, quantile } from './table.ts';

const PER_SECOND = 500;
const EVERY_MS = 100;
const BATCH = (PER_SECOND * EVERY_MS) / 1000;
const LATE_EVERY = 20;
const LATE_MS = 15 * 86_400_000;
const AFTER_MS = 10_000;
const WARM_MS = 2000;

export async function benchAlerts({ windowMs, windows }: BenchOptions): Promise<Measure[]> {
  const program = await startProgram({ env: { MC_RECORDING: 'false' } });
  try {
    const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
    const sender = await registerSender(admin);
    const socket = io(program.baseUrl, { transports: ['websocket'], extraHeaders: admin.headers });
    const sentAt = new Map<string, number>();
    const tookMs: number[] = [];
    let countsFromMs = Number.POSITIVE_INFINITY;
    socket.on('alerts:card', ({ alert, isNews }: AlertMessage) => {
      const sent = sentAt.get(alert.caseNo);
      if (!isNews || alert.level !== 'yellow' || sent === undefined) return;
      if (sent >= countsFromMs) tookMs.push(performance.now() - sent);
      sentAt.delete(alert.caseNo);
    });
    await new Promise((resolve, reject) => {
      socket.once('connect_error', reject);
      socket.once('connect', () => socket.emit('alerts:follow', { since: null }, resolve));
    });

    const machine = ApiClient.withToken(program.baseUrl, sender.token);
    let serial = 0;
    let asked = 0;
    const under = new Set<Promise<unknown>>();
    const batch = () => {
      const now = Date.now();
      const events = Array.from({ length: BATCH }, () => {
        serial += 1;
        const isLate = serial % LATE_EVERY === 0;
        const caseNo = `c${serial}`;
        if (isLate) {
          sentAt.set(caseNo, performance.now());
          asked += 1;
        }
        return {
          ...{ type: 'stage', eventId: `e${serial}`, caseNo, matterCode: 'M-1', stage: 'accepted' },
          ...{ receiptNo: `R${serial}`, clerk: '李梅', hallId: sender.hallId, windowCode: `W${serial % 8}` },
          occurredAt: new Date(now - (isLate ? LATE_MS : 1000)).toISOString(),
        };
      });
      const sent = machine.post('/api/v1/exchange/events', { events }).finally(() => under.delete(sent));
      under.add(sent);
    };
    countsFromMs = performance.now() + WARM_MS;
    const endMs = countsFromMs + windowMs * windows;
    for (let nextMs = performance.now(); nextMs < endMs; nextMs += EVERY_MS) {
      await sleep(Math.max(0, nextMs - performance.now()));
      batch();
    }
    await Promise.all(under);
    for (const overMs = performance.now() + AFTER_MS; sentAt.size > 0 && performance.now() < overMs; )
      await sleep(50);
    socket.close();
    if (sentAt.size > 0) throw new Error(`${sentAt.size} of ${asked} cards did not come`);
    return [
      { what: `event sent → card received, at ${PER_SECOND} events/s`, unit: 'ms', samples: tookMs },
      { what: 'of it the 99th percentile', unit: 'ms', samples: [quantile(tookMs, 0.99)], target: '≤ 1 s' },
    ];
  } finally {
    await program.dispose();
  }
}

async function registerSender(admin: ApiClient): Promise<{ token: string; hallId: string }> {
  await admin.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province' });
  await admin.post('/api/v1/regions', {
    ...{ code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' },
  });
  const hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '政务服务中心' });
  const department = await admin.post<Department>('/api/v1/departments', {
    ...{ regionCode: '445200', name: '市场监督管理局' },
  });
  for (let window = 0; window < 8; window += 1)
    await admin.post(`/api/v1/halls/${hall.id}/windows`, {
      ...{ departmentId: department.id, code: `W${window}`, name: `${window}号窗口` },
    });
  await admin.post('/api/v1/matters', {
    ...{ departmentId: department.id, code: 'M-1', name: '食品经营许可' },
    promisedLimit: { value: 5, unit: 'workingDay' },
    statutoryLimit: { value: 20, unit: 'workingDay' },
  });
  const token = await admin.post<Token & { secret: string }>('/api/v1/tokens', {
    ...{ name: 'bench', source: 'bench', departmentId: department.id },
  });
  return { token: token.secret, hallId: hall.id };
}
