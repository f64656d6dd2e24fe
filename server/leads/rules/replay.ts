/**
 * What rules would have found over the days before now, beside what was found and decided: nothing of it is kept. Days are
 * gone through from today backwards until the time for it is over.
 */
import type { z } from 'zod';
import type { LeadKind, LeadReplay, LeadRule, replayLeads } from '../../contract/leads.ts';
import type { Candidate } from '../candidate.ts';
import { HeldRules } from '../detect/all-rules.ts';
import { cameraDown } from '../detect/camera-down.ts';
import { adopt } from '../detect/detector.ts';
import type { EventsStore } from '../detect/events.store.ts';
import { feedFault } from '../detect/feed-fault.ts';
import type { LookAtRecords } from '../detect/look-at-records.ts';
import { lookAtWindow } from '../detect/look-at-windows.ts';
import { DAY_MS, HOUR_MS } from '../detect/rule.ts';
import { lengthOf, type Span } from '../detect/spans.ts';
import type { StandingStore } from '../detect/standing.store.ts';
import type { WindowFactsLoader } from '../detect/window-facts.ts';
import type { WindowsFactsStore } from '../detect/windows.store.ts';
import type { LeadRulesStore, PastLead } from './lead-rules.store.ts';

export interface ReplayOptions {
  readonly store: LeadRulesStore;
  readonly events: EventsStore;
  readonly windows: WindowsFactsStore;
  readonly standing: StandingStore;
  readonly loader: WindowFactsLoader;
  readonly records: LookAtRecords;
  readonly now: () => number;
}

/** A person waits for it. */
const WITHIN_MS = 8000;
const WINDOWS_AT_ONCE = 25;
const EVENTS_A_DAY = 20_000;
const ZONE_MS = 8 * HOUR_MS;

type Asked = Pick<z.output<typeof replayLeads>, 'days' | 'noRecordWindows'> & {
  readonly rules: readonly LeadRule[];
};

export async function replay(options: ReplayOptions, hallId: string, asked: Asked): Promise<LeadReplay> {
  const { now, store, windows } = options;
  const beganMs = performance.now();
  const nowMs = now();
  const rules = new HeldRules(asked.rules, asked.noRecordWindows);
  const windowIds = await windows.windowsOf(hallId);
  const found: Candidate[] = [];
  const unseen = { ofMs: 0, ms: 0 };
  const days = daysBefore(nowMs, asked.days);
  let fromMs = nowMs;
  let cut = false;
  for (const day of days) {
    const looked = await lookAtDay(options, { hallId, windowIds, rules, day, untilMs: beganMs + WITHIN_MS });
    if (looked === undefined) {
      cut = true;
      break;
    }
    found.push(...looked.candidates);
    unseen.ms += looked.unseenMs;
    unseen.ofMs += looked.openMs;
    fromMs = day.fromMs;
  }
  found.push(...(await standingOf(options, hallId, rules, { fromMs, toMs: nowMs })));
  const past = await store.past(hallId, fromMs, nowMs);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(nowMs).toISOString(),
    rules: asked.rules.map(({ kind }) => compared(kind, found, past, fromMs)),
    cut,
    unseenShare: unseen.ofMs === 0 ? 0 : Math.min(1, unseen.ms / unseen.ofMs),
  };
}

/** The newest first; each begins at midnight of the zone. */
function daysBefore(nowMs: number, count: number): Span[] {
  const today = Math.floor((nowMs + ZONE_MS) / DAY_MS);
  return Array.from({ length: count }, (_, at) => {
    const fromMs = (today - at) * DAY_MS - ZONE_MS;
    return { fromMs, toMs: Math.min(nowMs, fromMs + DAY_MS) };
  });
}

/** Undefined: there was no time for it. */
async function lookAtDay(
  options: ReplayOptions,
  asked: {
    readonly hallId: string;
    readonly windowIds: readonly string[];
    readonly rules: HeldRules;
    readonly day: Span;
    readonly untilMs: number;
  },
): Promise<{ candidates: Candidate[]; unseenMs: number; openMs: number } | undefined> {
  const { loader, events, records } = options;
  const { hallId, windowIds, rules, day, untilMs } = asked;
  const made = { candidates: [] as Candidate[], unseenMs: 0, openMs: 0 };
  for (let at = 0; at < windowIds.length; at += WINDOWS_AT_ONCE) {
    if (performance.now() > untilMs) return undefined;
    for (const facts of await loader.load(windowIds.slice(at, at + WINDOWS_AT_ONCE), day)) {
      const ofRules = { ...facts, isNoRecord: facts.isNoRecord || rules.noRecordWindows.has(facts.windowId) };
      made.candidates.push(...lookAtWindow(ofRules, rules).candidates);
      if (facts.officeHours === null) continue;
      made.openMs += lengthOf(facts.officeHours);
      made.unseenMs += unseenIn(facts.seen, facts.officeHours);
    }
  }
  const offsets = await events.offsets();
  const received = await events.receivedInHall(hallId, day.fromMs, day.toMs, EVENTS_A_DAY, offsets);
  if (performance.now() > untilMs) return undefined;
  if (received.length > 0) made.candidates.push(...(await records.at(received, async () => rules)));
  return made;
}

const unseenIn = (seen: readonly (Span & { readonly state: string })[], hours: readonly Span[]): number =>
  seen
    .filter((one) => one.state === 'unknown')
    .reduce(
      (sum, one) =>
        sum +
        hours.reduce(
          (all, span) => all + Math.max(0, Math.min(one.toMs, span.toMs) - Math.max(one.fromMs, span.fromMs)),
          0,
        ),
      0,
    );

async function standingOf(
  { standing, now }: ReplayOptions,
  hallId: string,
  rules: HeldRules,
  { fromMs, toMs }: Span,
): Promise<Candidate[]> {
  const nowMs = now();
  const [ofFeeds, ofCameras] = [rules.of('feedFault'), rules.of('cameraDown')];
  const alarms = ofFeeds === undefined ? [] : await standing.alarms(fromMs, toMs, nowMs);
  const outages =
    ofCameras === undefined
      ? []
      : await standing.outages(fromMs, toMs, { nowMs, aroundMs: 4 * HOUR_MS, hallId });
  return [
    ...alarms
      .filter((one) => one.hallId === hallId)
      .flatMap((one) => (ofFeeds === undefined ? [] : feedFault(one, ofFeeds))),
    ...outages.flatMap((one) => (ofCameras === undefined ? [] : cameraDown(one, ofCameras))),
  ];
}

function compared(
  kind: LeadKind,
  found: readonly Candidate[],
  past: readonly PastLead[],
  fromMs: number,
): LeadReplay['rules'][number] {
  const then = past.filter((one) => one.kind === kind);
  const wanted = found.filter((one) => one.kind === kind);
  const known = then.map((one) => ({ ...one, strength: 0, reasons: [], facts: {}, explained: false }));
  const subjects = new Set(adopt(wanted, known).map((one) => one.subjectKey));
  const matched = then.filter((one) => subjects.has(one.subjectKey));
  const lost = then.filter((one) => !subjects.has(one.subjectKey) && one.fromMs >= fromMs);
  const count = (leads: readonly PastLead[], ...states: readonly string[]) =>
    leads.filter((one) => states.includes(one.state)).length;
  return {
    ...{ kind, would: subjects.size, unseen: subjects.size - matched.length },
    ...{ confirmed: count(matched, 'confirmed'), dismissed: count(matched, 'dismissed') },
    ...{ open: count(matched, 'new', 'watched'), lost: lost.length, lostConfirmed: count(lost, 'confirmed') },
  };
}
