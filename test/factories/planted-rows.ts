/** A sender's rows with faults planted among them and remembered: what each is to be answered, row by row. Seeded. */

/** mulberry32: the same seed, the same rows, on any machine. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Row = Record<string, unknown>;

export interface PlantedRow {
  readonly row: unknown;
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  readonly code?: string;
  readonly field?: string;
}

export interface SenderThings {
  readonly source: string;
  readonly matterCode: string;
  readonly otherMatterCode: string;
  readonly hallId: string;
  readonly windowCode: string;
  /** In the same hall, of another department. */
  readonly foreignWindowCode: string;
}

interface Fault {
  readonly code: string;
  readonly field: string;
  readonly spoil: (row: Row, things: SenderThings) => unknown;
}

const fault = (code: string, field: string, spoil: Fault['spoil']): Fault => ({ code, field, spoil });
const invalid = (field: string, value: unknown) =>
  fault('invalid_event', field, (row) => ({ ...row, [field]: value }));
const without = (field: string) => invalid(field, undefined);
const at = (ms: number) => new Date(ms).toISOString();

/** More kinds than the thirty that were asked for. */
export const FAULTS: readonly Fault[] = [
  invalid('type', 'dance'),
  invalid('eventId', ''),
  without('eventId'),
  invalid('eventId', 'x'.repeat(101)),
  without('occurredAt'),
  invalid('occurredAt', '昨天'),
  invalid('occurredAt', '2026-11-23 09:00:00'),
  invalid('occurredAt', '2026-02-30T09:00:00+08:00'),
  fault('occurred_in_future', 'occurredAt', (row) => ({ ...row, occurredAt: at(Date.now() + 86_400_000) })),
  fault('occurred_too_early', 'occurredAt', (row) => ({ ...row, occurredAt: at(0) })),
  without('caseNo'),
  invalid('caseNo', 4711),
  invalid('caseNo', 'C'.repeat(65)),
  fault('unknown_matter', 'matterCode', (row) => ({ ...row, matterCode: 'no such' })),
  fault('case_of_other_matter', 'matterCode', (row, things) => ({
    ...row,
    matterCode: things.otherMatterCode,
  })),
  invalid('stage', 'lost'),
  without('stage'),
  invalid('kind', 'quick'),
  invalid('applicant', '张'.repeat(51)),
  invalid('clerk', '李'.repeat(51)),
  invalid('remark', '长'.repeat(501)),
  invalid('remark', 'a\u0000b'),
  fault('invalid_event', 'hallId', (row) => ({ ...row, hallId: 'hall 1', windowCode: '1' })),
  fault('invalid_event', 'hallId', (row) => ({ ...row, hallId: undefined, windowCode: '1' })),
  fault('invalid_event', 'windowCode', (row, things) => ({
    ...{ ...row, hallId: things.hallId },
    windowCode: undefined,
  })),
  fault('unknown_window', 'windowCode', (row, things) => ({
    ...{ ...row, hallId: things.hallId },
    windowCode: 'none',
  })),
  fault('window_of_other_department', 'windowCode', (row, things) => ({
    ...{ ...row, hallId: things.hallId },
    windowCode: things.foreignWindowCode,
  })),
  invalid('fee', -1),
  invalid('fee', 0.001),
  invalid('outcome', 'perhaps'),
  invalid('result', 'perhaps'),
  invalid('dataVersion', 0),
  invalid('filledBy', 'ghost'),
  fault('invalid_event', 'applied.unit', (row) => ({
    ...{ ...row, type: 'specialProcedure' },
    applied: { value: 3, unit: 'fortnight' },
  })),
  fault('invalid_event', 'days', (row) => ({ ...row, type: 'extended', days: 0 })),
  fault('matter_secret', 'secrecy', (row) => ({
    ...row,
    caseNo: `secret ${row.eventId}`,
    secrecy: 'secret',
  })),
  fault('invalid_event', '', () => 'no row at all'),
];

const STEPS = ['received', 'accepted', 'handling', 'review', 'approval', 'completed'];

/**
 * `total` rows: `faults` spoiled ones and `duplicates` that came before among good ones of cases that all end completed.
 * Of every twentieth case the end comes first and waits.
 */
export function plantedRows(
  things: SenderThings,
  { total, faults, duplicates, seed }: Readonly<Record<'total' | 'faults' | 'duplicates' | 'seed', number>>,
): { readonly rows: PlantedRow[]; readonly cases: number } {
  const random = seeded(seed);
  const { source, matterCode, hallId, windowCode } = things;
  const beganMs = Date.now() - 30 * 86_400_000;
  const good: Row[] = [];
  let cases = 0;
  const wanted = total - faults - duplicates;
  while (good.length < wanted) {
    const caseNo = `${source}-${cases}`;
    const steps = STEPS.map((stage, step) => ({
      ...{ type: 'stage', eventId: `${caseNo}-${step}`, caseNo, stage, clerk: '李梅' },
      occurredAt: at(beganMs + cases * 60_000 + step * 1000),
      ...(step < 2 && { matterCode, applicant: '欧阳娜娜' }),
      ...(step < 2 && cases % 3 === 0 && { hallId, windowCode }),
    }));
    const first = cases % 20 === 0 ? steps.splice(5, 1) : [];
    good.push(...[...first, ...steps].slice(0, wanted - good.length));
    cases += 1;
  }
  const rows: PlantedRow[] = good.map((row) => ({ row, status: 'accepted' }));
  const somewhere = () => 100 + Math.floor(random() * (rows.length - 100));
  /** What was accepted just before it: of a case that was begun, whether or not its first row is the one that waits. */
  const begunBefore = (place: number): Row => {
    const before = rows.slice(place - 40, place - 20).find((one) => one.status === 'accepted');
    return (before?.row ?? {}) as Row;
  };
  for (let nth = 0; nth < faults; nth += 1) {
    const { code, field, spoil } = FAULTS[nth % FAULTS.length] as Fault;
    const place = somewhere();
    const row = { ...begunBefore(place), eventId: `${source}-fault-${nth}`, stage: 'handling', matterCode };
    rows.splice(place, 0, { row: spoil(row, things), status: 'rejected', code, field });
  }
  for (let nth = 0; nth < duplicates; nth += 1) {
    const place = somewhere();
    rows.splice(place, 0, { row: begunBefore(place), status: 'duplicate' });
  }
  return { rows, cases };
}
