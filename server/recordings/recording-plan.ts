/**
 * What the recorder is to record: from the cameras in use, their halls and the policies. Gone through anew when one of
 * them changes, and once a minute for what no one told.
 */
import type { Profile } from '../../streams/index.ts';
import { afterCommit, outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import type { PoliciesStore, WantedCamera } from './policies.store.ts';

export interface Wanted {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly sound: boolean;
  /** `buffer`: only while somebody watches, for ten minutes. */
  readonly mode: 'continuous' | 'buffer';
}

export interface RecordingPlanOptions {
  readonly policies: Pick<PoliciesStore, 'wanted' | 'keepDays'>;
  readonly apply: (wanted: readonly Wanted[]) => void;
  readonly log: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
  /** So long a policy of fewer days can be taken back before footage goes. */
  readonly graceMs?: number;
}

const EVERY_MS = 60_000;
/** Many changes at once, as of an import, are one. */
const GATHER_MS = 100;
const GRACE_MS = 3_600_000;
const PROFILES = ['main', 'sub'] as const;

export class RecordingPlan {
  readonly #options: RecordingPlanOptions;
  #timer: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #going: Promise<void> | undefined;
  #again = false;
  #closed = false;
  /** Cameras that are to be recorded all day, by id. */
  #cameras: ReadonlyMap<string, WantedCamera> = new Map();

  constructor(options: RecordingPlanOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.go();
    this.#timer ??= setInterval(() => void this.go(), this.#options.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#gathering);
    await this.#going;
  }

  get cameras(): ReadonlyMap<string, WantedCamera> {
    return this.#cameras;
  }

  /** Something it is made of changed; within a unit of work: once that stands. */
  nudge(): void {
    afterCommit(() => {
      this.#gathering ??= setTimeout(() => {
        this.#gathering = undefined;
        void outsideUnitOfWork(() => this.go());
      }, GATHER_MS).unref();
    });
  }

  /** Goes through it now. Never fails: what was wanted before goes on. */
  go(): Promise<void> {
    this.#again = this.#going !== undefined;
    this.#going ??= this.#go().finally(() => {
      this.#going = undefined;
    });
    return this.#going;
  }

  async #go(): Promise<void> {
    const { policies, apply, log, now, graceMs = GRACE_MS } = this.#options;
    do {
      this.#again = false;
      try {
        const cameras = await policies.wanted();
        if (this.#closed) return;
        this.#cameras = new Map(
          cameras.filter(({ continuous }) => continuous).map((one) => [one.cameraId, one]),
        );
        apply(cameras.flatMap(wantedOf));
        await policies.keepDays(new Date(now()), new Date(now() + graceMs));
      } catch (error) {
        log.warn({ err: error }, 'what is to be recorded was not looked up');
      }
    } while (this.#again && !this.#closed);
  }
}

/** Of what is not recorded, the live buffer. */
const wantedOf = ({ cameraId, profiles, continuous, sound }: WantedCamera): Wanted[] =>
  PROFILES.map((profile) => ({
    ...{ cameraId, profile, sound },
    mode: continuous && profiles.includes(profile) ? ('continuous' as const) : ('buffer' as const),
  }));
