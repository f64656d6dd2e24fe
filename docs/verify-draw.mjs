#!/usr/bin/env node
// Verifies a day of random looks with nothing but Node: node verify-draw.mjs day.json   (or - for standard input).
// day.json is the answer of GET /api/v1/patrols/draws/<day>. docs/patrols.md says in words what is done here.
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const file = process.argv[2];
if (file === undefined) throw new Error('Usage: node verify-draw.mjs day.json');
const told = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
let faults = 0;
const say = (isRight, text) => {
  process.stdout.write(`${isRight ? 'right' : 'WRONG'}  ${text}\n`);
  if (!isRight) faults += 1;
};

if (typeof told.secret !== 'string')
  throw new Error(`The secret of ${told.day} is told once that day is over.`);
const secret = Buffer.from(told.secret, 'hex');
say(
  secret.length === 32 && sha256(secret) === told.commitment,
  `the secret is the one committed to: ${told.commitment}`,
);

for (const { planId, planName, basis, basisHash, rounds } of told.plans) {
  const text = JSON.stringify({
    version: basis.version,
    planId: basis.planId,
    day: basis.day,
    midnight: basis.midnight,
    draws: basis.draws,
    windowsPerDraw: basis.windowsPerDraw,
    halls: basis.halls.map(({ hallId, open, windowIds }) => ({ hallId, open, windowIds })),
  });
  say(sha256(text) === basisHash, `${planName}: what was drawn from is what was written down: ${basisHash}`);
  say(
    basis.version === 1 && basis.planId === planId && basis.day === told.day,
    `${planName}: it is of this plan and day`,
  );
  say(
    told.committedAt < basis.midnight,
    `${planName}: committed to ${told.committedAt}, before ${basis.midnight}`,
  );
  const looks = draw(basis, planId, told.day);
  const of = (all) => all.map(({ dueAt, windowIds }) => `${dueAt} ${windowIds.join(' ')}`);
  const made = new Set(of(rounds));
  const missing = of(looks).filter((one) => !made.has(one));
  const others = of(rounds).filter((one) => !of(looks).includes(one));
  for (const one of others) say(false, `${planName}: a look that was not drawn: ${one}`);
  for (const one of missing) say(false, `${planName}: drawn, but not made: ${one}`);
  if (missing.length + others.length === 0) say(true, `${planName}: ${looks.length} looks as drawn`);
}
process.exitCode = faults === 0 ? 0 : 1;

function draw({ midnight, draws, windowsPerDraw, halls }, planId, day) {
  let counter = 0;
  const below = (count) => {
    for (;;) {
      const number = createHmac('sha256', secret)
        .update(`${planId}|${day}|${counter++}`)
        .digest()
        .readUInt32BE(0);
      if (number < 2 ** 32 - (2 ** 32 % count)) return number % count;
    }
  };
  const takeFrom = (pool) => pool.splice(below(pool.length), 1)[0];
  const isOpenAt = ({ open }, minute) => open.some(([from, to]) => minute >= from && minute < to);

  const pool = [];
  for (let minute = 0; minute < 1440; minute += 1)
    if (halls.some((hall) => hall.windowIds.length > 0 && isOpenAt(hall, minute))) pool.push(minute);
  const minutes = [];
  while (minutes.length < draws && pool.length > 0) minutes.push(takeFrom(pool));
  minutes.sort((a, b) => a - b);

  const had = new Set();
  return minutes.map((minute) => {
    const open = halls.filter((hall) => isOpenAt(hall, minute)).flatMap(({ windowIds }) => windowIds);
    const windowIds = [];
    let left = open.filter((id) => !had.has(id));
    while (windowIds.length < Math.min(windowsPerDraw, open.length)) {
      if (left.length === 0) {
        for (const id of open) had.delete(id);
        left = open.filter((id) => !windowIds.includes(id));
      }
      const id = takeFrom(left);
      windowIds.push(id);
      had.add(id);
    }
    for (const id of windowIds) had.add(id);
    return { dueAt: new Date(Date.parse(midnight) + minute * 60_000).toISOString(), windowIds };
  });
}
