/**
 * A day of a hall as it truly was: who was at which place when, what was reported of it and when, and the mismatches that
 * were planted. Drawn from a seed, so that every run sees the same day. What is seen of it is somebody else's to spoil.
 */
import type { LeadKind } from '../../contract/leads.ts';
import type { Span } from '../detect/spans.ts';

export const MINUTE = 60_000;
/** A Wednesday. */
export const DAY = Date.parse('2026-11-18T00:00:00+08:00');
export const at = (hour: number, minute = 0, second = 0): number =>
  DAY + ((hour * 60 + minute) * 60 + second) * 1000;

export interface Place {
  readonly code: string;
  clerk: Span[];
  applicant: Span[];
  /** The picture cannot tell. */
  unknown: Span[];
}

/** As it is sent: `reportMs` on our clock. */
export interface Report {
  readonly reportMs: number;
  readonly source: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface Plant extends Span {
  readonly kind: LeadKind;
  readonly window: string | null;
  readonly caseNo: string | null;
  /** From when on it could have been noticed. */
  readonly ripeMs: number;
}

export interface DayScript {
  readonly places: readonly Place[];
  readonly reports: readonly Report[];
  readonly plants: readonly Plant[];
}

/** Sources of the department; the second one's clock is ahead. */
export const SOURCES = { main: 'scjg', ahead: 'scjg2', edge: 'edge' } as const;
export const AHEAD_MS = 180_000;
const SLOT = 15 * MINUTE;
/** Thirteen in the morning, fifteen in the afternoon. */
const slotMs = (slot: number): number =>
  slot < 13 ? at(8, 35) + slot * SLOT : at(13, 35) + (slot - 13) * SLOT;

export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type What =
  | 'offRecord'
  | 'stepWhileVacant'
  | 'postVacated'
  | 'longEnquiry'
  | 'pickUp'
  | 'onlineStep'
  | 'lateFeed'
  | 'twoWindows'
  | 'otherClerk'
  | 'stranger'
  | 'done'
  | 'disputed'
  | 'free';

/** By window, then slot. What is not said is as usual. */
const PLAN: Readonly<Record<string, Readonly<Record<number, What>>>> = {
  1: { 3: 'offRecord', 15: 'offRecord', 7: 'stepWhileVacant', 10: 'stranger', 20: 'done', 23: 'pickUp' },
  2: { 8: 'offRecord', 18: 'stepWhileVacant', 22: 'postVacated', 23: 'free', 20: 'free', 11: 'onlineStep' },
  3: { 5: 'offRecord', 9: 'postVacated', 10: 'free', 13: 'longEnquiry', 24: 'done' },
  4: { 10: 'offRecord', 4: 'stepWhileVacant', 17: 'postVacated', 18: 'free', 19: 'free', 14: 'pickUp' },
  5: {
    12: 'offRecord',
    6: 'stepWhileVacant',
    2: 'longEnquiry',
    19: 'twoWindows',
    8: 'pickUp',
    24: 'onlineStep',
  },
  6: { 20: 'stepWhileVacant', 3: 'postVacated', 4: 'free', 17: 'offRecord', 19: 'free' },
  7: { 18: 'offRecord', 6: 'disputed', 21: 'postVacated', 22: 'free', 20: 'otherClerk', 9: 'done' },
  8: { 9: 'stepWhileVacant', 19: 'postVacated', 20: 'free', 14: 'lateFeed' },
};
/** How long a vacated post is left, in minutes. */
const AWAY: Readonly<Record<string, number>> = { 2: 18, 3: 20, 4: 36, 6: 17, 7: 25, 8: 19 };
/** In W6 the picture cannot tell for a while in which somebody is served off the record, and then nobody is there. */
const BLIND: Readonly<Record<string, Span>> = {
  6: { fromMs: at(14, 25), toMs: at(15, 15) },
  7: { fromMs: at(10), toMs: at(10, 20) },
};

export class DayWriter {
  readonly #random: () => number;
  readonly places: Place[] = [];
  readonly reports: Report[] = [];
  readonly plants: Plant[] = [];
  #number = 0;

  readonly hallId: string;
  readonly matterCode: string;

  /** `seed`: another day with the same mismatches planted at the same quarters of an hour. */
  constructor(hallId: string, matterCode: string, seed = 20_261_118) {
    this.#random = seeded(seed);
    this.hallId = hallId;
    this.matterCode = matterCode;
  }

  write(): DayScript {
    for (const code of ['1', '2', '3', '4', '5', '6', '7', '8', '9']) this.#window(code);
    this.#records();
    this.reports.sort((a, b) => a.reportMs - b.reportMs);
    return this;
  }

  /** The same number in the same place of every run. */
  between(least: number, most: number): number {
    return least + this.#random() * (most - least);
  }

  sourceOf = (code: string): string => (code === '5' || code === '6' ? SOURCES.ahead : SOURCES.main);
  clerkOf = (code: string): string => `柜员${code}`;
  caseNo(): string {
    this.#number += 1;
    return `N-${this.#number}`;
  }

  /** Its own clock is in what it says. */
  report(source: string, atMs: number, reportMs: number, event: Record<string, unknown>): void {
    const aheadMs = source === SOURCES.ahead ? AHEAD_MS : 0;
    this.reports.push({
      ...{ reportMs, source },
      event: {
        ...{ eventId: `e-${this.reports.length}`, occurredAt: new Date(atMs + aheadMs).toISOString() },
        ...event,
      },
    });
  }

  soon = (atMs: number): number => atMs + this.between(2000, 60_000);

  plant(kind: LeadKind, window: string | null, span: Span, more: Partial<Plant> = {}): void {
    this.plants.push({ kind, window, caseNo: null, ripeMs: span.toMs, ...span, ...more });
  }

  #window(code: string): void {
    const place: Place = {
      code,
      clerk: [
        { fromMs: at(8, 27), toMs: at(12, 2) },
        { fromMs: at(13, 27), toMs: at(17, 32) },
      ],
      applicant: [],
      unknown: BLIND[code] === undefined ? [] : [BLIND[code]],
    };
    this.places.push(place);
    if (code === '8') {
      // On no roster: it is open as reported.
      for (const [hour, minute, type] of [
        [8, 30, 'opened'],
        [12, 0, 'closed'],
        [13, 30, 'opened'],
        [17, 30, 'closed'],
      ] as const)
        this.#atWindow(code, at(hour, minute), this.soon(at(hour, minute)), { type });
    }
    if (code === '2') this.#leave(place, { fromMs: at(10, 15), toMs: at(10, 35) });
    for (let slot = 0; slot < 28; slot += 1) {
      if (code === '9') this.#enquiryDesk(place, slot);
      else this.#slot(place, slot, PLAN[code]?.[slot] ?? this.#usual(code, slot));
    }
    if (code === '6') {
      // For longer than anybody may be away; it cannot be told.
      this.#leave(place, { fromMs: at(14, 50), toMs: at(15, 12) });
    }
  }

  #usual(code: string, slot: number): What | 'visit' | 'passer' | 'enquiry' | 'away' {
    // While the picture tells nothing at W6 the slots are scripted above; in W2's break nobody is served.
    if ((code === '6' && slot >= 16 && slot <= 19) || (code === '2' && (slot === 6 || slot === 7)))
      return 'free';
    const drawn = this.#random();
    if (drawn < 0.6) return 'visit';
    if (drawn < 0.7) return 'passer';
    if (drawn < 0.82) return 'enquiry';
    return drawn < 0.9 ? 'away' : 'free';
  }

  #slot(place: Place, slot: number, what: What | 'visit' | 'passer' | 'enquiry' | 'away'): void {
    const { code } = place;
    const fromMs = slotMs(slot) + this.between(0, 60_000);
    const visit = (minutes: number): Span => {
      const span = { fromMs, toMs: fromMs + minutes * MINUTE };
      place.applicant.push(span);
      return span;
    };
    switch (what) {
      case 'visit':
        this.#recorded(code, visit(this.between(4, 11)));
        break;
      case 'passer':
        visit(this.between(0.3, 1.2));
        break;
      case 'enquiry':
        visit(this.between(0.8, 2.5));
        break;
      case 'longEnquiry':
        visit(4);
        break;
      case 'away':
        this.#leave(place, { fromMs: fromMs + MINUTE, toMs: fromMs + this.between(4, 11) * MINUTE });
        break;
      case 'pickUp': {
        const span = visit(this.between(4, 7));
        this.#atWindow(code, span.toMs - 40_000, this.soon(span.toMs), {
          ...{
            type: 'collected',
            caseNo: this.caseNo(),
            matterCode: this.matterCode,
            clerk: this.clerkOf(code),
          },
        });
        break;
      }
      case 'onlineStep':
        this.#leave(place, { fromMs: fromMs + MINUTE, toMs: fromMs + 9 * MINUTE });
        this.report(this.sourceOf(code), fromMs + 4 * MINUTE, this.soon(fromMs + 4 * MINUTE), {
          ...{ type: 'stage', stage: 'received', caseNo: this.caseNo(), matterCode: this.matterCode },
        });
        this.#atWindow(code, fromMs + 5 * MINUTE, this.soon(fromMs + 5 * MINUTE), {
          ...{ type: 'stage', stage: 'received', caseNo: this.caseNo(), matterCode: this.matterCode },
          filledBy: 'machine',
        });
        break;
      case 'lateFeed':
        this.#recorded(code, visit(8), 25 * MINUTE);
        break;
      case 'offRecord': {
        const span = visit(this.between(5, 10));
        if (!place.unknown.some((one) => one.fromMs < span.toMs && one.toMs > span.fromMs))
          this.plant('offRecord', code, span, { ripeMs: span.fromMs + 3 * MINUTE });
        break;
      }
      case 'stepWhileVacant': {
        const span = { fromMs: fromMs + MINUTE, toMs: fromMs + this.between(8, 11) * MINUTE };
        this.#leave(place, span);
        const [stepMs, caseNo] = [(span.fromMs + span.toMs) / 2, this.caseNo()];
        this.#atWindow(code, stepMs, this.soon(stepMs), {
          ...{ type: 'stage', stage: 'accepted', caseNo, matterCode: this.matterCode, receiptNo: caseNo },
          clerk: this.clerkOf(code),
        });
        this.plant('stepWhileVacant', code, { fromMs: stepMs, toMs: stepMs + 1 }, { caseNo });
        break;
      }
      case 'postVacated': {
        const span = { fromMs, toMs: fromMs + (AWAY[code] ?? 18) * MINUTE };
        this.#leave(place, span);
        if (code === '4') place.applicant.push({ fromMs: fromMs + 10 * MINUTE, toMs: fromMs + 14 * MINUTE });
        this.plant('postVacated', code, span, { ripeMs: fromMs + 15 * MINUTE });
        break;
      }
      case 'twoWindows':
        this.#recorded(code, visit(6));
        for (const [window, seconds] of [
          ['5', 150],
          ['6', 165],
        ] as const)
          this.#step(window, fromMs + seconds * 1000, '柜员5');
        this.plant('identity', null, { fromMs: fromMs + 150_000, toMs: fromMs + 165_000 });
        break;
      case 'otherClerk':
      case 'stranger': {
        const clerk = what === 'stranger' ? '临时工' : '柜员2';
        this.#recorded(code, visit(8), undefined, clerk);
        this.plant('identity', code, { fromMs, toMs: fromMs + 8 * MINUTE });
        break;
      }
      case 'done': {
        const span = visit(9);
        this.#recorded(code, span);
        const caseNo = this.caseNo();
        for (const [stage, minutes] of [
          ['accepted', 2],
          ['completed', 7],
        ] as const)
          this.#atWindow(code, fromMs + minutes * MINUTE, this.soon(fromMs + minutes * MINUTE), {
            ...{ type: 'stage', stage, caseNo, matterCode: this.matterCode, clerk: this.clerkOf(code) },
            ...(stage === 'accepted' ? { receiptNo: caseNo } : { outcome: 'certificate' }),
          });
        const done = { fromMs: fromMs + 2 * MINUTE, toMs: fromMs + 7 * MINUTE };
        this.plant('doneThenRecorded', code, done, { caseNo });
        break;
      }
      case 'disputed':
        this.#atWindow(code, at(10, 6), this.soon(at(10, 6)), {
          ...{ type: 'stage', stage: 'handling', caseNo: 'P-card', clerk: this.clerkOf(code) },
        });
        break;
      case 'free':
        break;
    }
  }

  /** Enquiries all day long: served, and never on the record. */
  #enquiryDesk(place: Place, slot: number): void {
    const fromMs = slotMs(slot) + this.between(0, 60_000);
    place.applicant.push({ fromMs, toMs: fromMs + this.between(2, 12) * MINUTE });
  }

  #recorded(code: string, { fromMs, toMs }: Span, lateMs = 0, clerk = this.clerkOf(code)): void {
    const caseNo = this.caseNo();
    const ticket = `A${caseNo.slice(2)}`;
    const tell = (atMs: number, event: Record<string, unknown>) =>
      this.#atWindow(code, atMs, this.soon(atMs) + lateMs, { ...event, clerk });
    tell(fromMs + this.between(5000, 40_000), { type: 'started', ticket });
    tell(fromMs + this.between(60_000, 120_000), {
      ...{
        type: 'stage',
        stage: 'received',
        caseNo,
        matterCode: this.matterCode,
        applicant: `申请人${caseNo}`,
      },
    });
    tell(toMs + this.between(-30_000, 20_000), { type: 'finished', ticket });
  }

  #step(code: string, atMs: number, clerk: string): void {
    this.#atWindow(code, atMs, this.soon(atMs), {
      ...{ type: 'stage', stage: 'received', caseNo: this.caseNo(), matterCode: this.matterCode, clerk },
    });
  }

  #atWindow(code: string, atMs: number, reportMs: number, event: Record<string, unknown>): void {
    this.report(this.sourceOf(code), atMs, reportMs, { ...event, hallId: this.hallId, windowCode: code });
  }

  #leave(place: Place, away: Span): void {
    place.clerk = place.clerk.flatMap(({ fromMs, toMs }) =>
      away.toMs <= fromMs || away.fromMs >= toMs
        ? [{ fromMs, toMs }]
        : [
            { fromMs, toMs: away.fromMs },
            { fromMs: away.toMs, toMs },
          ].filter((one) => one.toMs > one.fromMs),
    );
  }

  /** What shows in the record alone. */
  #records(): void {
    const { main, ahead } = SOURCES;
    const step = (source: string, atMs: number, reportMs: number, event: Record<string, unknown>) =>
      this.report(source, atMs, reportMs, { type: 'stage', matterCode: this.matterCode, ...event });
    // Entered in the evening, by one account, for the morning.
    for (let n = 0; n < 6; n += 1)
      step(main, at(9, 10 + n * 4), at(17, 1, n * 20), {
        ...{ stage: 'accepted', caseNo: this.caseNo(), receiptNo: `L-${n}`, clerk: '柜员3' },
      });
    this.plant('backfill', null, { fromMs: at(9, 10), toMs: at(9, 30) }, { ripeMs: at(17, 2) });
    for (const [hour, clerk, daysBefore] of [
      [11, '柜员4', 1],
      [15, '柜员1', 2],
    ] as const) {
      const [caseNo, atMs] = [this.caseNo(), at(15, 5) - daysBefore * 24 * 60 * MINUTE];
      step(main, atMs, at(hour, 20), { stage: 'received', caseNo, clerk });
      this.plant('backfill', null, { fromMs: atMs, toMs: atMs + 1 }, { caseNo, ripeMs: at(hour, 20) });
    }
    for (const [code, hour, minute] of [
      ['4', 7, 10],
      ['1', 19, 30],
      ['6', 20, 15],
    ] as const) {
      const atMs = at(hour, minute);
      this.#step(code, atMs, this.clerkOf(code));
      this.plant('outOfHours', code, { fromMs: atMs, toMs: atMs + 1 });
    }
    const procedure = {
      type: 'specialProcedure',
      applied: { value: 5, unit: 'workingDay' },
      kind: '现场勘验',
    };
    this.report(main, at(10, 30), at(10, 31), {
      ...procedure,
      caseNo: 'P-near',
      approver: '王局',
      ground: '需勘验',
    });
    this.plant('clockAbuse', null, { fromMs: at(10, 30), toMs: at(10, 31) }, { caseNo: 'P-near' });
    this.report(main, at(14, 12), at(14, 13), { ...procedure, caseNo: 'P-bare' });
    this.plant('clockAbuse', null, { fromMs: at(14, 12), toMs: at(14, 13) }, { caseNo: 'P-bare' });
    this.report(main, Date.parse('2026-11-12T10:00:00+08:00'), at(11, 10), {
      ...{ type: 'specialProcedureEnded', caseNo: 'P-altered', recordKey: 'altered-end', dataVersion: 2 },
    });
    const altered = { fromMs: DAY - 9 * 24 * 60 * MINUTE, toMs: at(11, 11) };
    this.plant('clockAbuse', null, altered, { caseNo: 'P-altered', ripeMs: at(11, 11) });
    for (const [n, hour] of [
      [1, 9],
      [2, 14],
    ] as const) {
      step(main, at(hour, 31), at(hour, 32), { stage: 'completed', outcome: 'void', caseNo: `P-void-${n}` });
      const caseNo = this.caseNo();
      step(main, at(hour + 1, 40), at(hour + 1, 41), { stage: 'received', caseNo, applicant: `陈${n}平` });
      this.plant('voidAndRefile', null, { fromMs: at(hour, 31), toMs: at(hour + 1, 40) }, { caseNo });
      // As it is shown the same name, and somebody else.
      step(main, at(hour + 1, 50), at(hour + 1, 51), {
        ...{ stage: 'received', caseNo: this.caseNo(), applicant: `陈${n}安` },
      });
    }
    // Heard once in the morning, and then no more until noon.
    const heard = [at(8, 36), ...Array.from({ length: 20 }, (_, n) => at(11, 30) + n * 20 * MINUTE)];
    for (const ms of heard) step(SOURCES.edge, ms, ms + 20_000, { stage: 'received', caseNo: this.caseNo() });
    this.plant('feedFault', null, { fromMs: at(9, 6), toMs: at(11, 30) }, { ripeMs: at(9, 36) });
    // A batch of it is lost on the way: the sender's numbers skip one.
    this.report(ahead, at(15, 30), at(15, 31), { type: 'skip' });
    this.plant('feedFault', null, { fromMs: at(15, 30), toMs: at(15, 40) });
    this.plant('feedFault', null, { fromMs: at(8, 15), toMs: at(17, 30) }, { ripeMs: at(8, 15) });
    this.plant('cameraDown', '7', { fromMs: at(10), toMs: at(10, 20) });
  }
}
