/** All of one department's events in the order it sends them: windows and back office woven together. Pure. */
import { cycleAt, type ScenarioWindow } from '../demo/scenario.ts';
import { eventsOfSlot, SLOT_MS, slotAt } from './office-events.ts';
import type { DepartmentPart, TimedEvent } from './record.ts';
import { eventsOfCycle } from './visit-events.ts';

export class Timeline {
  readonly #part: DepartmentPart;
  readonly #windows: readonly ScenarioWindow[];

  constructor(part: DepartmentPart) {
    this.#part = part;
    const { windows } = part.department;
    this.#windows = part.scenario.windows.filter((window) => windows.includes(window.number));
  }

  /** What is to be sent after `afterMs`, up to and with `untilMs`. */
  between(afterMs: number, untilMs: number): TimedEvent[] {
    const all = [
      ...this.#windows.flatMap((window) => this.#ofWindow(window, afterMs, untilMs)),
      ...this.#ofOffice(afterMs, untilMs),
    ];
    return all
      .filter(({ sendAtMs }) => sendAtMs > afterMs && sendAtMs <= untilMs)
      .sort((a, b) => a.sendAtMs - b.sendAtMs);
  }

  /**
   * What a server must have been told for its overlays to be right at `nowMs`, whatever it knows: each window's
   * cycle before and its present one so far. Known events are answered `duplicate`.
   */
  catchUp(nowMs: number): TimedEvent[] {
    const { scenario } = this.#part;
    const ofWindows = this.#windows.flatMap((window) => {
      // Nothing is told of some cycles: the one before those.
      const silent = scenario.mismatches.filter((one) => one.window === window.number);
      const cycles = 1 + Math.max(0, ...silent.map((one) => one.cycles));
      const before = cycleAt(scenario, window, nowMs).startMs - cycles * window.periodMs;
      return this.#ofWindow(window, before, nowMs);
    });
    const office = this.#ofOffice(nowMs - 2 * SLOT_MS, nowMs);
    return [...ofWindows, ...office]
      .filter(({ sendAtMs }) => sendAtMs <= nowMs)
      .sort((a, b) => a.sendAtMs - b.sendAtMs);
  }

  /** Every event of the cycles that touch the time between: some lie outside it. */
  #ofWindow(window: ScenarioWindow, afterMs: number, untilMs: number): TimedEvent[] {
    const found: TimedEvent[] = [];
    // A cycle's last event may lie on its end, which is the next one's start; of one that is told late much later.
    const mine = this.#part.scenario.mismatches.filter((one) => one.window === window.number);
    const lateMs = Math.max(0, ...mine.map((one) => one.lateMs));
    for (let atMs = afterMs - lateMs; ; ) {
      const cycle = cycleAt(this.#part.scenario, window, atMs);
      if (cycle.endMs >= afterMs || cycle.mismatch === 'late')
        found.push(...eventsOfCycle(this.#part, window, cycle));
      atMs = cycle.endMs;
      if (atMs > untilMs) return found;
    }
  }

  #ofOffice(afterMs: number, untilMs: number): TimedEvent[] {
    const found: TimedEvent[] = [];
    const last = slotAt(this.#part, untilMs);
    for (let slot = slotAt(this.#part, afterMs); slot <= last; slot++)
      found.push(...eventsOfSlot(this.#part, slot));
    return found;
  }
}
