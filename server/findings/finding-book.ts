/** Where findings are written down: by people at a picture, by patrols, by leads. */

import type { FindingKind } from '../contract/findings.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { notFound } from '../platform/errors.ts';
import { localTime } from '../platform/zone.ts';
import type { PlacedCamera } from '../recordings/index.ts';
import type { FindingWritesStore } from './finding-writes.store.ts';
import type { FollowUp } from './follow-up.ts';
import type { FindingsPort, NewFindingOf } from './port.ts';

/** What is held and played of a finding: so much before it was seen. */
export const CLIP_MS = 30_000;

export interface FindingBookOptions {
  readonly writes: FindingWritesStore;
  readonly followUp: Pick<FollowUp, 'order'>;
  /** Which cameras looked at a window then. */
  readonly camerasOf: (windowId: string, fromMs: number, toMs: number) => Promise<readonly PlacedCamera[]>;
  /** Its footage is not purged from then on. */
  readonly hold: (findingId: string) => Promise<void>;
  /** Once it stands. */
  readonly noted: (findingId: string) => void;
  readonly now: () => number;
}

export interface Noted {
  readonly kind: FindingKind;
  readonly origin: NewFindingOf['origin'] | 'live' | 'playback';
  readonly originId: string | null;
  readonly windowId: string;
  /** Null: nothing looked at it that whoever noted it may see. */
  readonly cameraId: string | null;
  readonly caseId: string | null;
  readonly atMs: number;
  readonly clip?: { readonly fromMs: number; readonly toMs: number };
  readonly text: string;
  readonly by: { readonly id: string; readonly name: string };
}

export class FindingBook implements FindingsPort {
  readonly #options: FindingBookOptions;

  constructor(options: FindingBookOptions) {
    this.#options = options;
  }

  /** Of a patrol or a lead; where no camera is named, one that looked at the window then. */
  async note(finding: NewFindingOf): Promise<string> {
    const { cameraId, windowId, atMs, order, by } = finding;
    const [first] = cameraId === null ? await this.#options.camerasOf(windowId, atMs, atMs + 1) : [];
    const id = await this.write({ ...finding, cameraId: cameraId ?? first?.cameraId ?? null });
    if (order !== undefined) await this.#options.followUp.order(id, order.days, order.reason, by);
    return id;
  }

  /** Within the caller's unit of work. */
  async write(noted: Noted): Promise<string> {
    const { writes, hold, now, noted: tell } = this.#options;
    const { windowId, cameraId, atMs, by } = noted;
    const seenAt = new Date(atMs);
    const then = await writes.windowThen(windowId, seenAt);
    if (then === undefined) throw notFound('window');
    const at = new Date(now());
    const clip = noted.clip ?? { fromMs: atMs - CLIP_MS, toMs: atMs };
    const id = await writes.insert(
      {
        ...{ kind: noted.kind, origin: noted.origin, originId: noted.originId, windowId, ...then },
        ...{ cameraId, caseId: noted.caseId, seenAt, text: noted.text, by, at },
        clip: cameraId === null ? null : { from: new Date(clip.fromMs), to: new Date(clip.toMs) },
      },
      Number(localTime(at.getTime(), REGION_ZONE).day.slice(0, 4)),
    );
    await writes.addStep({ findingId: id, action: 'note', by, reason: null }, at);
    if (cameraId !== null) await hold(id);
    tell(id);
    return id;
  }
}
