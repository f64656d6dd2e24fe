/** What a person chose to be rung for, applied to one thing that happened. Pure. */
import type { Attention, AttentionKind } from '../../../../server/contract/duty.ts';
import type { RingSound } from './attention-sound.ts';

export interface Ring {
  /** A word in the corner of the page; not of what a person wants neither heard nor seen. */
  readonly shown: boolean;
  /** Undefined: it makes no sound now. */
  readonly sound: RingSound | undefined;
  readonly desktop: boolean;
  /** Sounds again until somebody takes the thing on. */
  readonly repeat: boolean;
}

export const SILENT: Ring = { shown: false, sound: undefined, desktop: false, repeat: false };

/** `minute`: of the day, where the person sits. In quiet hours only what is urgent rings; the rest is shown. */
export function decideRing(kind: AttentionKind, { rules, quiet }: Attention, minute: number): Ring {
  const rule = rules.find((each) => each.kind === kind);
  if (rule === undefined || (rule.sound === 'none' && !rule.desktop)) return SILENT;
  if (isQuiet(quiet, minute) && rule.sound !== 'urgent') return { ...SILENT, shown: true };
  const sound = rule.sound === 'none' ? undefined : rule.sound;
  return { shown: true, sound, desktop: rule.desktop, repeat: rule.repeat && sound !== undefined };
}

/** `from` after `to` goes over midnight; both the same: never. */
export function isQuiet(quiet: Attention['quiet'], minute: number): boolean {
  if (quiet === null || quiet.from === quiet.to) return false;
  return quiet.from < quiet.to
    ? minute >= quiet.from && minute < quiet.to
    : minute >= quiet.from || minute < quiet.to;
}

export const minuteOfDay = (at: Date): number => at.getHours() * 60 + at.getMinutes();
