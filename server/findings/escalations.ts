/**
 * Orders nobody answered in time: marked, and one after the other in line is told. Each telling stands with the next
 * instant in one transaction, so that it happens once whatever is restarted.
 */
import type { WorkingClocks } from '../calendar/index.ts';
import { again } from '../platform/db/again.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import { LINE, nextTellingMs } from './deadlines.ts';
import type { FindingNotices } from './finding-notices.ts';
import type { FindingWritesStore, LockedFinding } from './finding-writes.store.ts';
import type { FindingsStore } from './findings.store.ts';

export interface EscalationsOptions {
  readonly writes: FindingWritesStore;
  readonly reads: Pick<FindingsStore, 'get'>;
  readonly clocks: WorkingClocks;
  readonly notices: FindingNotices;
  readonly changed: (findingId: string) => void;
  readonly now: () => number;
  readonly log: Logger;
  readonly everyMs?: number;
}

const EVERY_MS = 20_000;
const AT_ONCE = 50;

export class Escalations {
  readonly #options: EscalationsOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<number> | undefined;

  constructor(options: EscalationsOptions) {
    this.#options = options;
  }

  start(): void {
    const { log, everyMs = EVERY_MS } = this.#options;
    const look = () =>
      this.run().catch((error) => log.warn({ err: error }, 'overdue findings were not looked at'));
    this.#timer ??= setInterval(look, everyMs).unref();
    void look();
  }

  /** What is due now; answers how many were gone through. */
  run(): Promise<number> {
    this.#running ??= this.#all().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    // Whoever asked for the look was told.
    await this.#running?.catch(() => undefined);
  }

  async #all(): Promise<number> {
    const { writes, now } = this.#options;
    let gone = 0;
    for (;;) {
      const some = await again(() =>
        inUnitOfWork(async () => {
          const rows = await writes.takeDue(new Date(now()), AT_ONCE);
          for (const row of rows) await this.#act(row);
          return rows.length;
        }),
      );
      gone += some;
      if (some < AT_ONCE) return gone;
    }
  }

  async #act(finding: LockedFinding): Promise<void> {
    const { writes, reads, clocks, notices, changed, now } = this.#options;
    const { id, state, orderUntil, told } = finding;
    const at = new Date(now());
    const next = LINE[told];
    const row = await reads.get(id, { everywhere: true });
    if (state !== 'ordered' || orderUntil === null || next === undefined || row === undefined) {
      await writes.change(id, { actAt: null }, at);
      return;
    }
    const key = `due:${orderUntil.toISOString()}`;
    if (told === 0) await notices.toDepartment(row, 'findingDue', `${key}:department`);
    const isLast = next.to === 'supervisor';
    const reach = isLast
      ? await notices.toDeciders(row, 'findingEscalated', `${key}:${next.to}`)
      : await notices.tell(row, told === 0 ? 'findingDue' : 'findingEscalated', `${key}:${next.to}`, {
          ...{ kind: 'step', role: next.to, handler: null },
        });
    const reached = isLast ? 'supervisor' : (reach?.reached ?? null);
    const detail = { until: orderUntil.toISOString(), to: next.to, reached, names: reach?.names ?? [] };
    await writes.addStep(
      { findingId: id, action: 'escalate', by: null, reason: 'order_overdue', detail },
      at,
    );
    const clock = await clocks.of({ hallId: finding.hallId, regionCode: finding.regionCode });
    const nextMs = nextTellingMs(clock, orderUntil.getTime(), told + 1);
    await writes.change(
      id,
      { overdue: true, told: told + 1, actAt: nextMs === null ? null : new Date(nextMs) },
      at,
    );
    changed(id);
  }
}
