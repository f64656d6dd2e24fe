import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exchangeEvent } from '../../contract/exchange.ts';
import { gdbs } from './gdbs.ts';
import type { Layout } from './layout.ts';
import { type RowContext, readBatch } from './read-batch.ts';
import { step } from './step.ts';

const HALL = '11111111-1111-4111-8111-111111111111';
const context: RowContext = {
  zone: 'Asia/Shanghai',
  regionCodes: new Set(['445200', '445202']),
  knownRegions: new Set(['445200', '445202', '445281']),
  hallIds: [HALL],
  hallId: undefined,
};
const read = (layout: Layout, table: string, row: unknown, more: Partial<RowContext> = {}) => {
  const [only] = readBatch(layout, [{ table, row }], { ...context, ...more });
  if (only === undefined) throw new Error('no row');
  const refused = only.submission.origin?.refused;
  return { ...only, refused, events: only.submission.events as Record<string, unknown>[] };
};
const sl = {
  ...{ SBLSH: '445200000012026021100001', SXBM: 'SCJG-0001', XZQHDM: '445200', SJBBH: 1 },
  ...{ SLZTDM: '1', BLRXM: '李四', SLHZH: 'SL-1', SLSJ: '2026-02-11 15:20:00' },
};

test('every table of each layout gives events that the interface takes, with a key, a version and its own time', () => {
  const samples: [Layout, string, Record<string, unknown>][] = [
    [gdbs, 'SB', { SBSJ: '2026-02-11 15:20:00', SQRMC: '张三' }],
    [gdbs, 'WSYSL', { YSLZTDM: '3', BJBZSM: '缺身份证明', YSLSJ: '2026-02-11 15:20:00' }],
    [gdbs, 'SL', sl],
    [gdbs, 'SPCL', { SPHJDM: '2', SPHJZTDM: '1', JSSJ: '2026-02-11 9:00', SPSJ: '2026-02-11 15:20:00' }],
    [gdbs, 'BJGZ', { XH: '1', BJGZYY: '缺材料', BJGZSJ: '2026-02-11 15:20:00' }],
    [gdbs, 'BJSL', { XH: '1', BJSJ: '2026-02-11 15:20:00' }],
    [gdbs, 'TBCXSQ', { XH: '1', TBCXZL: 'B', TBCXKSRQ: '2026-02-11 15:20:00', TBCXSX: '10', TBCXSXDW: 'G' }],
    [gdbs, 'TBCXSQ', { XH: '2', TBCXZL: 'A', TBCXKSRQ: '2026-02-11 15:20:00', TBCXSX: 5, TBCXSXDW: 'G' }],
    [gdbs, 'TBCXJG', { XH: '1', TBCXJSRQ: '2026-02-11 15:20:00' }],
    [gdbs, 'BJ', { BJJGDM: '0', ZJBH: 'JY1', SFJE: '10.50', BJSJ: '2026-02-11 15:20:00' }],
    [gdbs, 'LQDJ', { LQFS: '窗口领取', LQSJ: '2026-02-11 15:20:00' }],
    [step, 'BASICINFO', { APPROVALTYPE: '02', OCCURTIME: '2026-02-11 15:20:00', APPLICANT: '张三' }],
    [
      step,
      'PROC',
      {
        ...{ SN: 1, NODENAME: '审核', NODESTATE: '02', NODERESULT: '1' },
        ...{ NODESTARTTIME: '2026-02-11 09:00:00', NODEENDTIME: '2026-02-11 15:20:00' },
      },
    ],
    [
      step,
      'SPECIALNODE',
      { SN: 1, NODERESULT: '2', NODESTARTTIME: '2026-02-11 09:00:00', NODEENDTIME: '2026-02-12 09:00:00' },
    ],
    [step, 'DONE', { DONERESULT: '0', OCCURTIME: '2026-02-11 15:20:00' }],
  ];
  for (const [layout, table, own] of samples) {
    const row =
      layout === gdbs
        ? { SBLSH: 'C1', SXBM: 'M1', XZQHDM: '445200', ...own }
        : { PROJID: 'C1', ITEMNO: 'M1', REGION_ID: '445200', ...own };
    const { events, refused } = read(layout, table, row);
    expect([table, refused]).toEqual([table, undefined]);
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      const parsed = exchangeEvent.safeParse(event);
      expect([table, parsed.error?.issues]).toEqual([table, undefined]);
      expect(parsed.data).toMatchObject({ dataVersion: 1, recordKey: expect.stringContaining(table) });
    }
  }
  // Each table is among the samples.
  for (const layout of [gdbs, step])
    for (const { short } of layout.tables)
      expect(samples.some(([of, table]) => of === layout && table === short)).toBe(true);
});

describe('EX_GDBS_SL', () => {
  test('accepted: who, when on the region’s clocks, receipt, and an id that is the same when it is sent again', () => {
    const first = read(gdbs, 'EX_GDBS_SL', sl);
    expect(first.events).toEqual([
      {
        ...{ type: 'stage', stage: 'accepted', caseNo: sl.SBLSH, matterCode: 'SCJG-0001', clerk: '李四' },
        ...{ receiptNo: 'SL-1', dataVersion: 1, occurredAt: '2026-02-11T07:20:00.000Z' },
        ...{ eventId: `gdbs/SL/${sl.SBLSH}/1`, recordKey: `SL/${sl.SBLSH}` },
      },
    ]);
    expect(first.submission.origin?.columns).toMatchObject({
      occurredAt: 'SLSJ',
      caseNo: 'SBLSH',
      clerk: 'BLRXM',
    });
    expect(read(gdbs, 'sl', sl).events).toEqual(first.events);
    const again = read(gdbs, 'SL', { ...sl, SJBBH: '2', SLSJ: '2026-02-11 15:21:00' }).events[0];
    expect(again).toMatchObject({
      recordKey: `SL/${sl.SBLSH}`,
      dataVersion: 2,
      eventId: `gdbs/SL/${sl.SBLSH}/2`,
    });
  });

  test('refused: the reason, or none where a placeholder stands', () => {
    expect(read(gdbs, 'SL', { ...sl, SLZTDM: '2', BSLYY: '不属本局' }).events[0]).toMatchObject({
      ...{ type: 'refused', reason: '不属本局' },
    });
    expect(read(gdbs, 'SL', { ...sl, SLZTDM: '2', BSLYY: '无' }).events[0]).not.toHaveProperty('reason');
  });

  test.each([
    ['SLSJ', undefined, 'missing_value'],
    ['SLSJ', '-', 'missing_value'],
    ['SLSJ', '2026-02-11', 'ambiguous_time'],
    ['SLSJ', '2026-02-31 10:00:00', 'invalid_time'],
    ['SLZTDM', '7', 'unknown_code'],
    ['SBLSH', 'x'.repeat(65), 'too_long'],
    ['SBLSH', 4.45e30, 'invalid_value'],
    ['SJBBH', '0', 'invalid_value'],
    ['SJBBH', '1.5', 'invalid_value'],
    ['BLRXM', { name: '李四' }, 'invalid_value'],
    ['XZQHDM', '440999', 'unknown_region'],
    ['XZQHDM', '445281', 'region_of_other_department'],
  ])('%s: %j is refused by its own name as %s', (field, value, code) => {
    const { refused, events, key } = read(gdbs, 'SL', { ...sl, [field]: value });
    expect(refused).toMatchObject({ field, code });
    expect(refused?.message).toMatch(/accepted|needed|at most|expected|digits|registered|below/);
    // What it may be known by, and nothing else, goes with it.
    expect(Object.keys(events[0] ?? {})).toEqual(['eventId', 'caseNo']);
    if (field !== 'SBLSH') expect(key).toBe(sl.SBLSH);
  });

  test('an unknown code is told with the accepted ones', () => {
    expect(read(gdbs, 'SL', { ...sl, SLZTDM: '7' }).refused?.message).toContain('1 受理、2 不受理');
  });

  test('regions are the department’s own and below, with or without zeros at the end', () => {
    for (const XZQHDM of ['445200', '445202', '445200000000', 445202])
      expect(read(gdbs, 'SL', { ...sl, XZQHDM }).refused).toBeUndefined();
  });

  test('a window is of the row’s hall, the batch’s, or the only one; else it is asked for', () => {
    const row = { ...sl, YWCKDM: '3' };
    expect(read(gdbs, 'SL', row).events[0]).toMatchObject({ windowCode: '3', hallId: HALL });
    const two = [HALL, '22222222-2222-4222-8222-222222222222'];
    expect(read(gdbs, 'SL', row, { hallIds: two }).refused).toMatchObject({
      code: 'unknown_hall',
      field: 'YWCKDM',
    });
    expect(read(gdbs, 'SL', row, { hallIds: two, hallId: HALL }).events[0]).toMatchObject({ hallId: HALL });
    expect(read(gdbs, 'SL', { ...row, BJDTBM: HALL }, { hallIds: two }).events[0]).toMatchObject({
      hallId: HALL,
    });
    expect(read(gdbs, 'SL', { ...sl, BJDTBM: HALL }).events[0]).not.toHaveProperty('hallId');
  });

  test('the window’s clerk speaks where the row names nobody else', () => {
    expect(read(gdbs, 'SL', { ...sl, CKFWRYZJXM: '赵六' }).events[0]).toMatchObject({ clerk: '李四' });
    expect(read(gdbs, 'SL', { ...sl, BLRXM: '', CKFWRYZJXM: '赵六' }).events[0]).toMatchObject({
      clerk: '赵六',
    });
  });

  test('small letters are the same columns; the same one twice is a fault', () => {
    const small = Object.fromEntries(Object.entries(sl).map(([name, value]) => [name.toLowerCase(), value]));
    expect(read(gdbs, 'SL', small).events).toEqual(read(gdbs, 'SL', sl).events);
    expect(read(gdbs, 'SL', { ...sl, slsj: '2026-02-11 15:20:00' }).refused).toMatchObject({ field: 'SLSJ' });
  });
});

test('a step with its beginning is two facts; without it, one, and the beginning is not invented', () => {
  const row = {
    SBLSH: 'C1',
    SXBM: 'M1',
    XZQHDM: '445200',
    SPHJDM: '1',
    SPHJZTDM: '2',
    SPSJ: '2026-02-11 15:20:00',
  };
  const [only, ...none] = read(gdbs, 'SPCL', row).events;
  expect(none).toEqual([]);
  expect(only).toMatchObject({
    stage: 'handling',
    result: 'disagreed',
    occurredAt: '2026-02-11T07:20:00.000Z',
  });
  const both = read(gdbs, 'SPCL', { ...row, JSSJ: '2026-02-10 09:00:00' }).events;
  expect(both.map(({ occurredAt, result }) => [occurredAt, result])).toEqual([
    ['2026-02-10T01:00:00.000Z', undefined],
    ['2026-02-11T07:20:00.000Z', 'disagreed'],
  ]);
  expect(new Set(both.map(({ eventId }) => eventId)).size).toBe(2);
});

test('an extension is by working days and has some; other procedures may have none prescribed', () => {
  const row = {
    SBLSH: 'C1',
    XZQHDM: '445200',
    XH: '1',
    TBCXKSRQ: '2026-02-11 15:20:00',
    TBCXSX: '5',
    TBCXSXDW: 'G',
  };
  expect(read(gdbs, 'TBCXSQ', { ...row, TBCXZL: 'A' }).events[0]).toMatchObject({
    type: 'extended',
    days: 5,
  });
  expect(read(gdbs, 'TBCXSQ', { ...row, TBCXZL: 'A', TBCXSXDW: 'Z' }).refused).toMatchObject({
    field: 'TBCXSXDW',
  });
  expect(read(gdbs, 'TBCXSQ', { ...row, TBCXZL: 'A', TBCXSX: '0' }).refused).toMatchObject({
    field: 'TBCXSX',
  });
  const [open] = read(gdbs, 'TBCXSQ', { ...row, TBCXZL: 'B', TBCXSX: 0 }).events;
  expect(open).toMatchObject({ type: 'specialProcedure', no: '1' });
  expect(open).not.toHaveProperty('applied');
});

test('step: a node that is to do has begun and no more; the same code means other things in other tables', () => {
  const row = { PROJID: 'C1', REGION_ID: '445200', SN: '3', NODESTARTTIME: '2026-02-11 09:00:00' };
  const begun = read(step, 'PROC', {
    ...row,
    NODENAME: '承办',
    NODESTATE: '1',
    NODEENDTIME: row.NODESTARTTIME,
  });
  expect(begun.events).toHaveLength(1);
  expect(begun.events[0]).toMatchObject({ stage: 'handling' });
  const waits = read(step, 'PROC', { ...row, NODENAME: '受理', NODESTATE: '1' });
  expect(waits.events[0]).toMatchObject({ stage: 'received' });
  const done = { ...row, NODENAME: '承办', NODESTATE: '2', NODERESULT: '1' };
  expect(read(step, 'PROC', done).refused).toMatchObject({ field: 'NODEENDTIME', code: 'missing_value' });
  // What was told when it began is the same fact when it is told again with its end.
  const ended = read(step, 'PROC', { ...done, NODEENDTIME: '2026-02-12 09:00:00' });
  expect(ended.events[0]?.eventId).toBe(begun.events[0]?.eventId);
  expect(ended.events[1]).toMatchObject({ stage: 'handling', result: 'agreed' });
  expect(read(step, 'SPECIALNODE', { ...row, NODERESULT: '1' }).events[0]).toMatchObject({
    type: 'correctionAsked',
  });
  expect(read(step, 'PROC', { ...done, NODENAME: '现场踏勘' }).refused).toMatchObject({
    ...{ field: 'NODENAME', code: 'unknown_code' },
  });
});

test('a special node whose end is its start goes on', () => {
  const row = {
    PROJID: 'C1',
    REGION_ID: '445200',
    SN: '1',
    NODERESULT: '4',
    NODESTARTTIME: '2026-02-11 09:00:00',
  };
  expect(read(step, 'SPECIALNODE', { ...row, NODEENDTIME: row.NODESTARTTIME }).events).toHaveLength(1);
  const ended = read(step, 'SPECIALNODE', { ...row, NODEENDTIME: '2026-02-13 09:00:00' }).events;
  expect(ended.map(({ type }) => type)).toEqual(['specialProcedure', 'specialProcedureEnded']);
});

test('of a secret row, and of every row of its case, nothing goes on but its number', () => {
  const rows = [
    { table: 'SL', row: { ...sl, BZ: '内部' } },
    { table: 'SPCL', row: { SBLSH: sl.SBLSH, SFSM: '1', SPYJ: '机密意见' } },
    { table: 'SL', row: { ...sl, SBLSH: 'C2' } },
  ];
  const read = readBatch(gdbs, rows, context);
  const secret = { events: [{ secrecy: 'secret', caseNo: sl.SBLSH }] };
  expect(read.map(({ submission }) => submission).slice(0, 2)).toEqual([secret, secret]);
  expect(read[2]?.submission.origin?.refused).toBeUndefined();
});

test('an unknown table and what is no row are told', () => {
  expect(read(gdbs, 'EX_GDBS_XX', sl).refused).toMatchObject({ code: 'unknown_table', field: 'table' });
  for (const row of [null, 'x', 7, []])
    expect(read(gdbs, 'SL', row).refused).toMatchObject({ code: 'invalid_row' });
});

test('ids fit whatever the case number, and different facts have different ones', () => {
  const long = (SPBZH: string) =>
    read(gdbs, 'SPCL', {
      ...{ SBLSH: 'x'.repeat(64), SXBM: 'M1', XZQHDM: '445200', SPHJDM: '1', SPBZH },
      ...{ SPSJ: '2026-02-11 15:20:00' },
    }).events[0];
  const [a, b] = [long('1234567890123456'), long('1234567890123457')];
  for (const one of [a, b])
    for (const id of [one?.eventId, one?.recordKey]) expect(String(id).length).toBeLessThanOrEqual(100);
  expect(a?.eventId).not.toBe(b?.eventId);
});

test('whatever a row holds, it is read or refused by a column of its table', () => {
  const names = gdbs.tables.flatMap(({ columns }) => columns.map(({ name }) => name));
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.constantFrom(null, undefined, true, {}, '1', 'A'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...gdbs.tables.map(({ short }) => short)),
      fc.dictionary(fc.constantFrom(...names), value),
      (table, row) => {
        const { events, refused, submission } = read(gdbs, table, { ...sl, SBSJ: sl.SLSJ, ...row });
        if (refused === undefined) expect(submission.origin === undefined || events.length > 0).toBe(true);
        else
          expect(gdbs.tables.some(({ columns }) => columns.some(({ name }) => name === refused.field))).toBe(
            true,
          );
      },
    ),
    { numRuns: 300 },
  );
});
