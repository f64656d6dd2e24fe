/** What people do about findings: ordered, answered, accepted. Each step with who, when and why. */
import type { WorkingClocks } from '../calendar/index.ts';
import { FINDING_ORDER_DAYS, type FindingKind } from '../contract/findings.ts';
import { AppError, invalid, notFound } from '../platform/errors.ts';
import { nextTellingMs, untilMs } from './deadlines.ts';
import type { FindingNotices } from './finding-notices.ts';
import type { FindingChange, FindingWritesStore, LockedFinding } from './finding-writes.store.ts';
import type { FindingsStore } from './findings.store.ts';
import { type Held, NEEDS_REASON, type PersonAction, transition, WHO } from './states.ts';

export interface FollowUpOptions {
  readonly writes: FindingWritesStore;
  readonly reads: Pick<FindingsStore, 'get'>;
  /** Of files uploaded to a finding: those that go with a step; answers how many of them there were. */
  readonly attach: (
    findingId: string,
    seq: number,
    files: readonly string[],
    byId: string,
  ) => Promise<number>;
  readonly clocks: WorkingClocks;
  readonly notices: FindingNotices;
  /** Once it stands. */
  readonly changed: (findingId: string) => void;
  readonly now: () => number;
}

type By = { readonly id: string; readonly name: string };

export interface Doing {
  readonly findingId: string;
  readonly action: PersonAction;
  /** As it was when it was decided on. */
  readonly version: number;
  readonly reason?: string | undefined;
  readonly days?: number | undefined;
  readonly files?: readonly string[];
  readonly by: By;
}

/** Everything here within a unit of work. */
export class FollowUp {
  readonly #options: FollowUpOptions;

  constructor(options: FollowUpOptions) {
    this.#options = options;
  }

  /** `holds`: whether whoever asks may do such a thing at the finding's place. */
  async do(doing: Doing, holds: (who: keyof Held, finding: LockedFinding) => Promise<boolean>) {
    const { action, reason, days, files = [] } = doing;
    const finding = await this.#lock(doing.findingId, doing.version, action);
    if (!(await holds(WHO[action], finding))) throw notAllowed(action);
    if (NEEDS_REASON.has(action) && reason === undefined)
      throw invalid([{ field: 'body.reason', message: `is needed to ${action}` }]);
    if (days !== undefined && action !== 'order' && action !== 'send_back')
      throw invalid([{ field: 'body.days', message: 'only of order and send_back' }]);
    if (files.length > 0 && action !== 'reply')
      throw invalid([{ field: 'body.files', message: 'only of reply' }]);
    await this.#apply(finding, doing);
  }

  /** Ordered by whoever noted it in the same breath (a lead that was confirmed so). */
  async order(findingId: string, days: number, reason: string, by: By): Promise<void> {
    const finding = await this.#options.writes.lock(findingId);
    if (finding === undefined) throw notFound('finding');
    await this.#apply(finding, { findingId, action: 'order', version: finding.version, reason, days, by });
  }

  async change(
    findingId: string,
    version: number,
    fields: { readonly kind?: FindingKind | undefined; readonly text?: string | undefined },
    by: By,
  ): Promise<void> {
    const { writes, now, changed } = this.#options;
    const finding = await this.#lock(findingId, version, 'change');
    if (finding.notedBy !== by.id) throw notAllowed('change');
    const at = new Date(now());
    const { kind, text } = fields;
    await writes.change(
      findingId,
      { ...(kind !== undefined && { kind }), ...(text !== undefined && { text }) },
      at,
    );
    const detail = kind !== undefined && kind !== finding.kind ? { from: finding.kind, to: kind } : {};
    await writes.addStep({ findingId, action: 'change', by, reason: null, detail }, at);
    changed(findingId);
  }

  async #lock(findingId: string, version: number, action: PersonAction | 'change'): Promise<LockedFinding> {
    const { writes, now } = this.#options;
    const finding = await writes.lock(findingId);
    if (finding === undefined) throw notFound('finding');
    const context = { version: String(finding.version), state: finding.state };
    if (finding.version !== version)
      throw new AppError(409, 'finding_changed', `Somebody was faster: it is ${finding.state} now.`, {
        context,
      });
    if (transition(momentOf(finding), action, now()) === undefined)
      throw new AppError(
        409,
        'finding_not_possible',
        `A finding that is ${finding.state} cannot take: ${action}.`,
        {
          context,
        },
      );
    return finding;
  }

  async #apply(finding: LockedFinding, { action, reason, days, files = [], by }: Doing): Promise<void> {
    const { writes, reads, clocks, changed, now } = this.#options;
    const nowMs = now();
    const at = new Date(nowMs);
    const state = transition(momentOf(finding), action, nowMs);
    if (state === undefined) throw new Error(`a finding that is ${finding.state} cannot take: ${action}`);
    const change: { -readonly [K in keyof FindingChange]: FindingChange[K] } = { state };
    const detail: Record<string, unknown> = {};
    if (action === 'order' || action === 'send_back') {
      const clock = await clocks.of({ hallId: finding.hallId, regionCode: finding.regionCode });
      const until = untilMs(clock, nowMs, days ?? FINDING_ORDER_DAYS);
      change.orderUntil = new Date(until);
      change.actAt = new Date(nextTellingMs(clock, until, 0) ?? until + 1);
      change.told = 0;
      change.overdue = false;
      detail.until = new Date(until).toISOString();
    } else if (action !== 'restore') change.actAt = null;
    if (state === 'rectified' || state === 'closed' || state === 'withdrawn') change.endedAt = at;
    if (action === 'restore') change.endedAt = null;
    await writes.change(finding.id, change, at);
    const step = { findingId: finding.id, action, by, reason: reason ?? null, detail };
    const seq = await writes.addStep(step, at);
    await this.#attach(finding.id, seq, files, by.id);
    const row = await reads.get(finding.id, { everywhere: true });
    if (row !== undefined) await this.#tell(row, action, `step:${seq}`, reason ?? null);
    changed(finding.id);
  }

  async #attach(findingId: string, seq: number, files: readonly string[], byId: string): Promise<void> {
    const wanted = [...new Set(files)];
    if (wanted.length === 0) return;
    if ((await this.#options.attach(findingId, seq, wanted, byId)) === wanted.length) return;
    throw new AppError(422, 'unknown_file', 'Some of these files were not uploaded to this finding.', {
      faults: [{ field: 'body.files', message: 'must be uploaded to this finding by whoever answers' }],
    });
  }

  async #tell(
    finding: Parameters<FindingNotices['toDepartment']>[0],
    action: PersonAction,
    key: string,
    reason: string | null,
  ): Promise<void> {
    const { notices } = this.#options;
    if (action === 'order') await notices.toDepartment(finding, 'findingOrdered', key, { reason });
    if (action === 'send_back') await notices.toDepartment(finding, 'findingSentBack', key, { reason });
    if (action === 'reply') await notices.toDeciders(finding, 'findingReplied', key, { reason });
  }
}

const momentOf = ({ state, notedAt, endedAt }: LockedFinding) => ({
  ...{ state, notedAtMs: notedAt.getTime(), endedAtMs: endedAt?.getTime() ?? null },
});

/** He sees the finding: that it is there is no secret from him. */
const notAllowed = (action: string) =>
  new AppError(403, 'not_yours', `This finding is not for you to ${action}.`);
