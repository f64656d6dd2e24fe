/** What a hold may follow. Slices that come later (complaints, leads) add theirs; the rest of holds need not know them. */
import type { HoldKind } from '../contract/holds.ts';
import type { NoticePlace } from '../contract/notices.ts';
import { AppError } from '../platform/errors.ts';
import type { Place } from '../platform/http/route.ts';
import type { HeldRange } from './grow-ranges.ts';

export type FollowedKind = Exclude<HoldKind, 'range'>;

export interface FollowedNow {
  /** Its footage as far as it is known now: from the first call to the last step, as it goes on. */
  readonly ranges: readonly HeldRange[];
  /** Nothing more is to come of it, and nothing about it is in dispute. */
  readonly ended: boolean;
  /** When it should be looked at again though nobody reported anything. */
  readonly lookAtMs: number;
  /** How new what is known of its case is; looked at again as soon as that moves. */
  readonly seenAt: Date | null;
  /** Whose supervisors are told that it ended. */
  readonly place: NoticePlace;
  /** So many end every day that nobody is told of each: they are found among the holds that wait. */
  readonly endsQuietly?: true;
}

export interface FollowedSubject {
  /** Undefined: there is none. `place`: where permissions to set or release a hold on it are asked. */
  find(id: string): Promise<
    | {
        readonly title: string;
        readonly caseId: string | null;
        readonly place: Place;
      }
    | undefined
  >;
  /** Undefined: it is gone, and what is held of it stays as it is. */
  look(id: string, nowMs: number): Promise<FollowedNow | undefined>;
}

export class HoldSubjects {
  readonly #subjects = new Map<FollowedKind, FollowedSubject>();

  add(kind: FollowedKind, subject: FollowedSubject): this {
    this.#subjects.set(kind, subject);
    return this;
  }

  /** @throws subject_not_followed where nothing of that kind can be followed here. */
  of(kind: FollowedKind): FollowedSubject {
    const subject = this.#subjects.get(kind);
    if (subject !== undefined) return subject;
    const accepted = ['range', ...this.#subjects.keys()].join(', ');
    throw new AppError(422, 'subject_not_followed', `A hold cannot follow a ${kind} here.`, {
      faults: [{ field: 'body.subject.kind', message: `must be one of: ${accepted}` }],
      context: { accepted },
    });
  }
}
