/** How leads and patrols write findings down. Called inside the caller's unit of work. */
import type { FindingKind } from '../contract/findings.ts';

export interface NewFindingOf {
  readonly kind: FindingKind;
  readonly origin: 'patrol' | 'lead';
  /** The visit, or the lead. */
  readonly originId: string;
  readonly windowId: string;
  readonly cameraId: string | null;
  readonly caseId: string | null;
  readonly atMs: number;
  /** Left out: the half minute before `atMs`. */
  readonly clip?: { readonly fromMs: number; readonly toMs: number };
  readonly text: string;
  readonly by: { readonly id: string; readonly name: string };
  /** Ordered put right at once, to be answered in so many working days. */
  readonly order?: { readonly days: number; readonly reason: string };
}

export interface FindingsPort {
  /** Answers its id. Its picture is fetched and its footage held after the commit; both survive a restart. */
  note(finding: NewFindingOf): Promise<string>;
}
