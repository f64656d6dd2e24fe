/** What every rule is made of: its fields with their bounds, and what it answers. Rules are pure functions over facts. */
import type { BenignCause, LeadKind, LeadRuleField } from '../../contract/leads.ts';
import type { Candidate } from '../candidate.ts';

/** By name, each with its unit in it (`absentMinutes`); a switch is 0 or 1. */
export type RuleFields = Readonly<Record<string, Omit<LeadRuleField, 'name'>>>;
export type ValuesOf<F extends RuleFields> = { readonly [K in keyof F]: number };

export const field = (usual: number, least: number, most: number, step = 1): Omit<LeadRuleField, 'name'> => ({
  usual,
  least,
  most,
  step,
});

/** A time in which what looked like a lead is accounted for, and by what. */
export interface Excused {
  readonly kind: LeadKind;
  readonly windowId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause: BenignCause;
}

export interface Found {
  readonly candidates: readonly Candidate[];
  readonly excused: readonly Excused[];
}

export const NOTHING: Found = { candidates: [], excused: [] };
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const iso = (ms: number): string => new Date(ms).toISOString();
/** Reasons that say something; those of no points are left out. */
export const reasonsOf = (points: Readonly<Record<string, number>>): Candidate['reasons'] =>
  Object.entries(points).flatMap(([what, value]) => (value === 0 ? [] : [{ what, points: value }]));
