import { appendFile, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createTestDatabase } from '../../test/factories/database.ts';
import type { ChainFault, VerificationResult } from '../contract/audit.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { Anchors } from './anchors.ts';
import { AuditStore } from './audit.store.ts';
import { GENESIS, hashOf } from './chain.ts';
import { Trail } from './trail.ts';
import { verifyChain } from './verify-chain.ts';

const database = await createTestDatabase();
const { db } = database;
const dataDir = await mkdtemp(join(tmpdir(), 'mc-chain-'));
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
  await database.close();
});

const store = new AuditStore({ db });
let nowMs = Date.parse('2026-11-23T01:02:03.456Z');
const now = () => (nowMs += 1000);
const trail = new Trail({ store, now });
const anchors = new Anchors(dataDir);
const LENGTH = 20;

beforeAll(async () => {
  for (let n = 1; n <= LENGTH; n += 1) {
    await trail.append({
      actor: 'user:admin',
      from: '10.0.0.8',
      action: 'hall.change',
      target: `hall:${n}`,
      targetName: '市政务服务中心',
      place: { regionPath: ['445200', '440000'], hallId: String(n) },
      reason: '换了地址',
      detail: { fields: ['name', 'address'], n },
      before: { name: '甲', address: null },
      after: { name: '乙', address: '东山区“一号”\u0000\n' },
    });
    // Two heads are signed off, the last one being that of the whole.
    if (n === 8 || n === LENGTH) await anchors.sign(await store.head(), new Date(now()));
  }
  await sql`create table kept as select * from audit_row`.execute(db);
});

/** As the database's owner would: around the trigger. */
const bend = (statements: string) =>
  sql.raw(`begin; set local session_replication_role = replica; ${statements}; commit;`).execute(db);
beforeEach(() => bend('delete from audit_row; insert into audit_row select * from kept'));

const verify = (): Promise<VerificationResult> => verifyChain({ store, anchors: anchors.read(), now });
const found = async (): Promise<[ChainFault['kind'], string] | null> => {
  const { fault, ok } = await verify();
  expect(ok).toBe(fault === null);
  return fault && [fault.kind, fault.seq];
};

/** Makes the chain fit again from a row on, as somebody would who knows how it is made. */
async function chainAnew(from: number): Promise<void> {
  const rows = await store.after('0', 1000);
  let hash = GENESIS;
  for (const row of rows) {
    if (Number(row.seq) >= from) {
      const own = hashOf(row, hash);
      await bend(
        `update audit_row set prev_hash = '\\x${hash.toString('hex')}', hash = '\\x${own.toString('hex')}'
          where seq = ${row.seq}`,
      );
      hash = own;
    } else hash = row.hash;
  }
}

test('a whole trail is found whole', async () => {
  const result = await verify();
  expect(result).toMatchObject({ ok: true, rows: LENGTH, anchors: 2, fault: null });
  expect(result.head?.seq).toBe(String(LENGTH));
});

describe('one byte of any column of any row', () => {
  const columns = {
    at: "at = at + interval '1 microsecond'",
    ...Object.fromEntries(
      [
        'actor',
        'from_address',
        'action',
        'target',
        'target_name',
        'places',
        'reason',
        'detail',
        'before',
        'after',
      ].map((column) => [
        column,
        `${column} = overlay(${column} placing chr(ascii(${column}) # 1) from 1 for 1)`,
      ]),
    ),
    prev_hash: 'prev_hash = set_byte(prev_hash, 31, get_byte(prev_hash, 31) # 1)',
    hash: 'hash = set_byte(hash, 0, get_byte(hash, 0) # 128)',
    'target_name to null': 'target_name = null',
    'reason to nothing': "reason = ''",
    'before to null': 'before = null',
    'a byte moved between columns': 'action = action || left(target, 1), target = substr(target, 2)',
  };
  it.each(Object.entries(columns))('%s', async (_, change) => {
    for (const seq of [1, 7, LENGTH]) {
      await bend(`update audit_row set ${change} where seq = ${seq}`);
      expect(await found()).toEqual(['altered', String(seq)]);
      await bend('delete from audit_row; insert into audit_row select * from kept');
    }
  });

  it('seq', async () => {
    await bend('update audit_row set seq = 7 + 64 where seq = 7');
    expect(await found()).toEqual(['reordered', '7']);
  });
});

const COLUMNS =
  'at, actor, from_address, action, target, target_name, places, reason, detail, before, after, prev_hash, hash';
const shift = (from: number, by: number) =>
  `update audit_row set seq = -seq - ${by} where seq >= ${from}; update audit_row set seq = -seq where seq < 0`;

describe('rows', () => {
  it.each([
    ['the first deleted', 'delete from audit_row where seq = 1', ['missing', '1']],
    ['one deleted', 'delete from audit_row where seq = 7', ['missing', '7']],
    ['several deleted', 'delete from audit_row where seq between 7 and 9', ['missing', '7']],
    [
      'one deleted, the others moved up',
      `delete from audit_row where seq = 7; ${shift(8, -1)}`,
      ['missing', '7'],
    ],
    ['the last deleted', `delete from audit_row where seq = ${LENGTH}`, ['truncated', `${LENGTH}`]],
    ['the end cut off', 'delete from audit_row where seq > 11', ['truncated', '12']],
    ['all deleted', 'delete from audit_row', ['truncated', '1']],
    [
      'two swapped',
      'update audit_row set seq = -7 where seq = 7; update audit_row set seq = 7 where seq = 8; update audit_row set seq = 8 where seq = -7',
      ['reordered', '7'],
    ],
    ['one moved to the end', `update audit_row set seq = ${LENGTH + 1} where seq = 7`, ['reordered', '7']],
    [
      'one copied in between',
      `${shift(7, 1)}; insert into audit_row (seq, ${COLUMNS}) select 7, ${COLUMNS} from audit_row where seq = 3`,
      ['inserted', '7'],
    ],
  ])('%s', async (_, change, fault) => {
    await bend('alter table audit_row drop constraint if exists audit_row_seq_check');
    await bend(change);
    expect(await found()).toEqual(fault);
  });

  it('one put in that fits the row before it', async () => {
    await bend('alter table audit_row drop constraint if exists audit_row_seq_check');
    await bend(shift(7, 1));
    const [sixth] = await store.after('5', 1);
    if (!sixth) throw new Error('no row');
    const forged = { ...sixth, seq: '7', actor: 'user:eve' };
    const hash = hashOf(forged, sixth.hash).toString('hex');
    await bend(`insert into audit_row (seq, at, actor, from_address, action, target, places, reason, target_name,
        detail, before, after, prev_hash, hash)
      select 7, at, 'user:eve', from_address, action, target, places, reason, target_name, detail, before, after,
        hash, '\\x${hash}' from audit_row where seq = 6`);
    expect(await found()).toEqual(['inserted', '7']);
  });

  it('one written anew with a hash that fits', async () => {
    await bend("update audit_row set actor = 'user:eve' where seq = 7");
    const [row] = await store.after('6', 1);
    if (!row) throw new Error('no row');
    await bend(`update audit_row set hash = '\\x${hashOf(row, row.prevHash).toString('hex')}' where seq = 7`);
    expect(await found()).toEqual(['rewritten', '7']);
  });

  it.each([
    [3, '1'],
    [12, '9'],
  ])('all written anew from #%i: found by what was signed off', async (from, seq) => {
    await bend(`update audit_row set actor = 'user:eve' where seq = ${from}`);
    await chainAnew(from);
    expect(await found()).toEqual(['rewritten', seq]);
  });
});

describe('what was signed off', () => {
  const file = join(dataDir, 'audit/anchors.log');
  const withFile = async (change: (text: string) => string) => {
    const text = await readFile(file, 'utf8');
    await writeFile(file, change(text));
    const fault = await found();
    await writeFile(file, text);
    return fault?.[0];
  };

  it('is itself protected: a line changed, taken out, put in', async () => {
    expect(await withFile((text) => text.replace(' 8 ', ' 9 '))).toBe('anchors');
    expect(await withFile((text) => text.split('\n').slice(1).join('\n'))).toBe('anchors');
    expect(await withFile((text) => `${text}${text}`)).toBe('anchors');
    expect(await withFile((text) => `${text}nonsense\n`)).toBe('anchors');
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('goes on after a restart, and after a line that a crash cut off; the same head is not signed twice', async () => {
    const text = await readFile(file, 'utf8');
    const again = new Anchors(dataDir);
    expect(await again.sign(await store.head(), new Date(now()))).toBe(false);
    await writeFile(file, `${text}2026-11-23T01:0`);
    await trail.append({ actor: 'user:admin', from: '', action: 'hall.change', target: 'hall:1' });
    expect(await new Anchors(dataDir).sign(await store.head(), new Date(now()))).toBe(true);
    expect(await verify()).toMatchObject({ ok: true, anchors: 3, rows: LENGTH + 1 });
    await writeFile(file, text);
  });
});

describe('appending', () => {
  it('fifty at once, alone and in units of work, some undone: an unbroken chain without gaps', async () => {
    const append = (n: number) =>
      trail.append({ actor: 'user:admin', from: '::1', action: 'window.change', target: `window:${n}` });
    const inUnit = (n: number) =>
      inUnitOfWork(async () => {
        await db
          .insertInto('setting')
          .values({ key: `k${n}`, value: '' })
          .execute();
        await append(n);
        if (n % 5 === 0) throw new Error('undone');
      });
    const made = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? append(n) : inUnit(n))),
    );
    const stood = made.filter(({ status }) => status === 'fulfilled').length;
    expect(stood).toBe(45);
    expect(await verify()).toMatchObject({ ok: true, rows: LENGTH + stood });
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from setting`.execute(db);
    expect(rows[0]?.n).toBe(20);
  });

  it('keeps what PostgreSQL cannot as what it can, and the chain whole', async () => {
    await trail.append({ actor: 'nobody:a\0b\ud800', from: '', action: 'session.refuse', target: 'session' });
    const { ok, fault } = await verify();
    expect({ ok, fault }).toEqual({ ok: true, fault: null });
  });

  it('undoes the change where the row cannot be written', async () => {
    await sql`alter table audit_row add constraint never check (target <> 'hall:refused')`.execute(db);
    const unit = inUnitOfWork(async () => {
      await db.insertInto('setting').values({ key: 'refused', value: '' }).execute();
      await trail.append({ actor: 'user:admin', from: '', action: 'hall.change', target: 'hall:refused' });
    });
    await expect(unit).rejects.toThrow(/never/);
    await sql`alter table audit_row drop constraint never`.execute(db);
    const kept = await db.selectFrom('setting').select('key').where('key', '=', 'refused').execute();
    expect(kept).toEqual([]);
  });
});

test('a head that could not be written whole is written whole the next time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mc-anchors-'));
  const file = join(folder, 'audit/anchors.log');
  const own = new Anchors(folder);
  const head = (seq: string) => ({ seq, hash: GENESIS });
  try {
    expect(await own.sign(head('1'), new Date(now()))).toBe(true);
    // The disk is full, and has taken half of the line.
    await rename(file, `${file}.kept`);
    await symlink('/dev/full', file);
    await expect(own.sign(head('2'), new Date(now()))).rejects.toThrow('ENOSPC');
    await rename(`${file}.kept`, file);
    await appendFile(file, '2026-11-23T01:02:03.456Z 2 00');
    expect(await own.sign(head('3'), new Date(now()))).toBe(true);
    const read: string[] = [];
    for await (const { seq } of own.read()) read.push(seq);
    expect(read).toEqual(['1', '3']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
