import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { basisText, type DrawBasis, DrawNumbers, drawLooks } from './patrol-draw.ts';
import { type DrawHashes, verifyDraws } from './patrol-verify.ts';
import type { DrawDayDetail } from './patrols.ts';

const planId = '11111111-1111-4111-8111-111111111111';
const SECRET = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const hmacOf =
  (secret: string) =>
  (message: string): Uint8Array =>
    createHmac('sha256', Buffer.from(secret, 'hex')).update(message).digest();
const windowsOf = (hall: number, count: number) =>
  Array.from(
    { length: count },
    (_, at) => `${hall}0000000-0000-4000-8000-${String(at + 1).padStart(12, '0')}`,
  );
const basis: DrawBasis = {
  ...{ version: 1, planId, day: '2026-11-24', midnight: '2026-11-23T16:00:00.000Z' },
  ...{ draws: 4, windowsPerDraw: 3 },
  halls: [
    // Eight to noon and half past two to a quarter past five; the other one in the morning only.
    {
      hallId: '1'.repeat(8),
      open: [
        [480, 710],
        [870, 1035],
      ],
      windowIds: windowsOf(1, 5),
    },
    { hallId: '2'.repeat(8), open: [[540, 700]], windowIds: windowsOf(2, 2) },
  ],
};
const minuteOf = (dueAt: string) => (Date.parse(dueAt) - Date.parse(basis.midnight)) / 60_000;
const secretOf = (nth: number) => createHash('sha256').update(String(nth)).digest('hex');

test('the same secret and basis draw the same looks, within office hours of the windows they are at', async () => {
  const looks = await drawLooks(basis, hmacOf(SECRET));
  expect(await drawLooks(structuredClone(basis), hmacOf(SECRET))).toEqual(looks);
  expect(looks).toHaveLength(4);
  expect([...looks].sort((a, b) => a.dueAt.localeCompare(b.dueAt))).toEqual(looks);
  for (let nth = 0; nth < 60; nth += 1)
    for (const { dueAt, windowIds } of await drawLooks(basis, hmacOf(secretOf(nth)))) {
      const minute = minuteOf(dueAt);
      const open = basis.halls.filter((hall) =>
        hall.open.some(([from, to]) => minute >= from && minute < to),
      );
      expect(open.length).toBeGreaterThan(0);
      expect(windowIds).toHaveLength(3);
      expect(new Set(windowIds).size).toBe(3);
      for (const id of windowIds) expect(open.flatMap((hall) => hall.windowIds)).toContain(id);
    }
});

test('no window twice in a day until all that are open had one', async () => {
  const [hall] = basis.halls;
  const one = { ...basis, draws: 5, windowsPerDraw: 2, halls: hall ? [hall] : [] };
  for (let nth = 0; nth < 40; nth += 1) {
    const drawn = (await drawLooks(one, hmacOf(secretOf(nth)))).flatMap(({ windowIds }) => windowIds);
    expect(drawn).toHaveLength(10);
    // Five windows: ten places are two turns, but the third look begins its turn in the middle.
    expect(new Set(drawn.slice(0, 5)).size).toBe(5);
    for (const id of hall?.windowIds ?? []) {
      const times = drawn.filter((each) => each === id).length;
      expect(times).toBeGreaterThanOrEqual(1);
      expect(times).toBeLessThanOrEqual(3);
    }
  }
});

test('minutes and windows are as likely as each other', async () => {
  const minutes = new Map<number, number>();
  const windows = new Map<string, number>();
  const [hall] = basis.halls;
  const one = { ...basis, draws: 1, windowsPerDraw: 1, halls: hall ? [{ ...hall, open: [[600, 620]] }] : [] };
  const rounds = 4000;
  for (let nth = 0; nth < rounds; nth += 1)
    for (const { dueAt, windowIds } of await drawLooks(one as DrawBasis, hmacOf(secretOf(nth)))) {
      minutes.set(minuteOf(dueAt), (minutes.get(minuteOf(dueAt)) ?? 0) + 1);
      for (const id of windowIds) windows.set(id, (windows.get(id) ?? 0) + 1);
    }
  // χ² at 1 in 10,000: 19 degrees of freedom 50.8, 4 degrees 23.5. The secrets are fixed, so is the answer.
  expect(chiSquare([...minutes.values()], rounds, 20)).toBeLessThan(50.8);
  expect(chiSquare([...windows.values()], rounds, 5)).toBeLessThan(23.5);
});

function chiSquare(seen: readonly number[], of: number, kinds: number): number {
  const wanted = of / kinds;
  expect(seen).toHaveLength(kinds);
  return seen.reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
}

test('what would make the first numbers likelier is left out, and the next is taken', async () => {
  const asked: string[] = [];
  const given = [0xffffffff, 0xfffffffe, 7];
  const numbers = new DrawNumbers({
    ...{ planId, day: '2026-11-24' },
    hmac: (message) => {
      asked.push(message);
      const bytes = new Uint8Array(32);
      new DataView(bytes.buffer).setUint32(0, given[asked.length - 1] ?? 0);
      return bytes;
    },
  });
  // 2³² − 1 and 2³² − 2 do not fit into whole hundreds.
  expect(await numbers.below(100)).toBe(7);
  expect(asked).toEqual([0, 1, 2].map((counter) => `${planId}|2026-11-24|${counter}`));
});

test('another secret, another basis or another day draws something else', async () => {
  const looks = JSON.stringify(await drawLooks(basis, hmacOf(SECRET)));
  const others: [DrawBasis, string][] = [
    [basis, secretOf(1)],
    [{ ...basis, day: '2026-11-25' }, SECRET],
    [{ ...basis, planId: '22222222-2222-4222-8222-222222222222' }, SECRET],
    [{ ...basis, halls: [...basis.halls].reverse() }, SECRET],
  ];
  for (const [one, secret] of others) {
    expect(JSON.stringify(await drawLooks(one, hmacOf(secret)))).not.toBe(looks);
  }
});

test('few minutes or windows draw as many as there are', async () => {
  const [hall] = basis.halls;
  const few = {
    ...{ ...basis, draws: 10, windowsPerDraw: 50 },
    halls: hall ? [{ ...hall, open: [[600, 603] as [number, number]] }] : [],
  };
  const looks = await drawLooks(few, hmacOf(SECRET));
  expect(looks.map(({ dueAt }) => minuteOf(dueAt))).toEqual([600, 601, 602]);
  for (const { windowIds } of looks) expect(new Set(windowIds).size).toBe(5);
  expect(await drawLooks({ ...basis, halls: [] }, hmacOf(SECRET))).toEqual([]);
});

test('a basis has one spelling, whatever order its fields were kept in', () => {
  const shuffled = Object.fromEntries(Object.entries(basis).reverse()) as unknown as DrawBasis;
  expect(basisText(shuffled)).toBe(basisText(basis));
  expect(basisText({ ...basis, draws: 5 })).not.toBe(basisText(basis));
});

const hashes: DrawHashes = {
  sha256: (data) => createHash('sha256').update(data).digest('hex'),
  hmacUnder: (key) => (message) => createHmac('sha256', key).update(message).digest(),
};

test('a true day is found true, and one that was tampered with is not, whatever was', async () => {
  const rounds = (await drawLooks(basis, hmacOf(SECRET))).map(({ dueAt, windowIds }, nth) => ({
    ...{ dueAt, windowIds: [...windowIds], id: String(nth), state: 'done' as const },
  }));
  const commitment = await hashes.sha256(Buffer.from(SECRET, 'hex'));
  const basisHash = await hashes.sha256(Buffer.from(basisText(basis)));
  const plan = { planId, planName: '市中心巡查', basis, basisHash, rounds };
  const told: DrawDayDetail = {
    ...{ day: basis.day, secret: SECRET, commitment, committedAt: '2026-11-22T01:00:00.000Z' },
    ...{ frozenAt: basis.midnight, revealedAt: '2026-11-24T16:00:00.000Z', plans: [plan] },
  };
  const verdict = await verifyDraws(told, hashes);
  expect(verdict).toMatchObject({ right: true, secretRight: true, plans: [{ missing: [], others: [] }] });
  expect(await verifyDraws({ ...told, secret: null }, hashes)).toBeUndefined();
  const of = async (changed: Partial<typeof plan>) =>
    (await verifyDraws({ ...told, plans: [{ ...plan, ...changed }] }, hashes))?.plans[0];
  const [first] = rounds;
  expect(await verifyDraws({ ...told, secret: secretOf(1) }, hashes)).toMatchObject({
    ...{ right: false, secretRight: false },
  });
  expect(await verifyDraws({ ...told, secret: 'nothing' }, hashes)).toMatchObject({ secretRight: false });
  const late = { ...told, committedAt: basis.midnight };
  expect(await verifyDraws(late, hashes)).toMatchObject({ right: false, plans: [{ inTime: false }] });
  expect(await of({ basis: { ...basis, draws: 3 } })).toMatchObject({ basisRight: false });
  expect(await of({ rounds: rounds.slice(1) })).toMatchObject({
    missing: [{ dueAt: first?.dueAt }],
    others: [],
  });
  const moved = rounds.map((one, nth) => (nth === 0 ? { ...one, dueAt: '2026-11-24T02:22:00.000Z' } : one));
  expect(await of({ rounds: moved })).toMatchObject({ missing: [{}], others: [{}] });
  const others = rounds.map((one) => ({ ...one, windowIds: [...one.windowIds].reverse() }));
  expect((await of({ rounds: others }))?.others).toHaveLength(4);
});
