/** What other slices hand in to have people told of something, and what they get to know of it. */

import type { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import type { NoticeKind, NoticePlace, NoticeValues } from '../contract/notices.ts';
import type { recipientRole } from '../contract/rules.ts';

export type RecipientRole = z.infer<typeof recipientRole>;

/** Who had a case in hand, for the step `handler`: the matter's responsible person of that stage before the clerk. */
export interface HandlerOf {
  readonly responsibleUserId: string | null;
  readonly responsibleName: string | null;
  /** As reported: a name or a staff number. */
  readonly clerk: string | null;
}

export type Recipients =
  | { readonly kind: 'users'; readonly userIds: readonly string[] }
  /** Whoever holds it at the place, or above. */
  | { readonly kind: 'holders'; readonly permission: Permission }
  /** One step of an escalation: where nobody is found, the next in line is told, and that is recorded. */
  | { readonly kind: 'step'; readonly role: RecipientRole; readonly handler: HandlerOf | null };

export interface NewNotice {
  readonly kind: NoticeKind;
  /** What the words are made of (`contract/notice-words.ts`); instants as ISO text. Never anything of an applicant. */
  readonly values: NoticeValues;
  /** A path of ours: `/alerts/<id>`. */
  readonly link: string | null;
  /** What is told: the same again tells nobody a second time. */
  readonly dedupeKey: string;
  /** `alert:<id>`, so that what was told of a thing can be shown at it. */
  readonly about: string | null;
  /** Red: goes out in quiet hours as well. */
  readonly urgent: boolean;
  readonly place: NoticePlace;
  readonly to: Recipients;
}

export interface Told {
  /** Of a step: who was reached; null: nobody at all. Of others: whoever was meant. */
  readonly reached: RecipientRole | 'admin' | null;
  readonly skipped: readonly RecipientRole[];
  readonly names: readonly string[];
}
