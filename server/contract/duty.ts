/** 值班台: what happened since I last sat here, what is open, and what is handed over. */
import { z } from 'zod';
import { id, instant, listOf, listQuery } from './common.ts';

export const dutyItemKind = z.enum(['card', 'lead', 'alarm', 'finding', 'round', 'feed', 'handover']);
export type DutyItemKind = z.infer<typeof dutyItemKind>;
/** Something that happened, or waits. */
export const dutyItem = z.object({
  kind: dutyItemKind,
  id: z.string(),
  at: instant,
  /** Red card, offline hall: what does not wait. */
  urgent: z.boolean(),
  /** What its words are made of: `level`, `caseNo`, `hallName`, `leadKind`, `fault` …; never anything of an applicant. */
  values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  /** A path of ours. */
  link: z.string(),
  /** Who took it; null: nobody. */
  takenBy: z.string().nullable(),
});
export type DutyItem = z.infer<typeof dutyItem>;

export const dutyShift = z.object({
  id,
  userId: id,
  userName: z.string(),
  begunAt: instant,
  endedAt: instant.nullable(),
  /** What is handed to whoever sits here next; Markdown is not interpreted. */
  note: z.string().nullable(),
});
export type DutyShift = z.infer<typeof dutyShift>;
export const dutyShifts = listOf(dutyShift);
/** Mine that goes on; null: I do not sit at the desk. */
export const ownDutyShift = z.object({ shift: dutyShift.nullable() });
export const dutyShiftsQuery = listQuery.omit({ q: true });
/** A shift that nobody ended is over after so long. */
export const DUTY_MOST_MS = 16 * 3_600_000;
/** Nothing older than this is told again to whoever sits down. */
export const DUTY_BACK_MS = 7 * 86_400_000;
/** Of `items` and of `open`. */
export const DUTY_ITEMS_MOST = 100;

export const dutyDesk = z.object({
  /** Mine that goes on; null: I have not sat down. */
  shift: dutyShift.nullable(),
  /** Since when things are told. */
  since: instant,
  /** I left the desk then; else it is a day, or as far back as is told. */
  leftThen: z.boolean(),
  happened: z.array(z.object({ kind: dutyItemKind, n: z.number().int(), urgent: z.number().int() })),
  items: z.array(dutyItem),
  /** What waits for me or for anybody here, the oldest urgent first. */
  open: z.array(dutyItem),
  handovers: z.array(dutyShift),
});
export type DutyDesk = z.infer<typeof dutyDesk>;
export const endDuty = z.object({ note: z.string().trim().max(4000, 'at most 4000 characters').default('') });

/** What draws attention: a sound, a word on the desktop. Of one's own, by kind. */
export const attentionKind = z.enum([
  'redCard',
  'yellowCard',
  'warning',
  'lead',
  'postVacated',
  'cameraDown',
  'feedSilent',
  'roundDue',
  'unattended',
]);
export type AttentionKind = z.infer<typeof attentionKind>;
export const attentionRule = z.object({
  kind: attentionKind,
  sound: z.enum(['none', 'soft', 'bell', 'urgent']),
  desktop: z.boolean(),
  /** Rings again until somebody takes it on. */
  repeat: z.boolean(),
});
export type AttentionRule = z.infer<typeof attentionRule>;
/** What rings where nothing was chosen. */
export const USUAL_ATTENTION: readonly AttentionRule[] = [
  { kind: 'redCard', sound: 'urgent', desktop: true, repeat: true },
  { kind: 'yellowCard', sound: 'bell', desktop: true, repeat: false },
  { kind: 'warning', sound: 'none', desktop: false, repeat: false },
  { kind: 'lead', sound: 'soft', desktop: true, repeat: false },
  { kind: 'postVacated', sound: 'bell', desktop: true, repeat: false },
  { kind: 'cameraDown', sound: 'soft', desktop: true, repeat: false },
  { kind: 'feedSilent', sound: 'soft', desktop: true, repeat: false },
  { kind: 'roundDue', sound: 'soft', desktop: true, repeat: false },
  { kind: 'unattended', sound: 'urgent', desktop: true, repeat: true },
];
const minuteOfDay = z.number().int().min(0).max(1439);
export const attention = z.object({
  rules: z.array(attentionRule).max(attentionKind.options.length),
  volume: z.number().min(0).max(1),
  /** Minutes of the day in which only `urgent` sounds. */
  quiet: z.object({ from: minuteOfDay, to: minuteOfDay }).nullable(),
});
export type Attention = z.infer<typeof attention>;
