/**
 * Whether somebody may be shown a camera's footage of a time, by which viewing, and that the trail is told of it.
 * Asked anew at every request: rights that changed, sessions that ended and viewings that are over show nothing more.
 */
import type { Profile } from '../../streams/index.ts';
import { LIVE_BUFFER_MS, type Viewing } from '../contract/playback.ts';
import type { LookRequest, Looks, MayListen } from '../live/index.ts';
import type { PlaceFinder } from '../places/index.ts';
import { AppError, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import { type FootagePlaces, holdingFor } from './footage-places.ts';
import type { ViewingsService } from './viewings.service.ts';

/** A playlist that was asked for at the far end of the live buffer is played on for a while. */
const BUFFER_SLACK_MS = 90_000;

export interface FootageRightsOptions {
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofCamera'>;
  readonly places: FootagePlaces;
  readonly viewings: Pick<ViewingsService, 'covering' | 'overlapping'>;
  readonly looks: Pick<Looks, 'begin'>;
  readonly mayListen: MayListen;
  readonly now: () => number;
}

export interface FootageAsked {
  readonly actor: Actor;
  readonly cameraId: string;
  readonly profile: Profile;
  readonly fromMs: number;
  readonly toMs: number;
}

/** `buffer`: of the last minutes, by `live:view`; else by a viewing, of which `range` covers what was asked. */
export type FootageGrant = { readonly place: Place } & (
  | { readonly way: 'buffer' }
  | {
      readonly way: 'viewing';
      readonly viewing: Viewing;
      readonly range: { readonly fromMs: number; readonly toMs: number };
    }
);

export class FootageRights {
  readonly #options: FootageRightsOptions;

  constructor(options: FootageRightsOptions) {
    this.#options = options;
  }

  /** @throws not_found where the asker may not see it, as where there is none; purpose_required where he has not said why */
  async require(asked: FootageAsked): Promise<FootageGrant> {
    const { viewings, places, now } = this.#options;
    const { actor, cameraId } = asked;
    const fromMs = Math.min(asked.fromMs, now());
    const toMs = Math.max(fromMs, Math.min(asked.toMs, now()));
    if (actor.kind === 'user') {
      const covering = await viewings.covering(actor, { cameraId, fromMs, toMs });
      if (covering) {
        const { range } = covering;
        // The margin belongs to what was asked for: it is no other time.
        const within = (ms: number) => Math.min(Math.max(ms, range.fromMs), range.toMs);
        const holding = holdingFor(covering.viewing.subject);
        const place = await places.ofAll(actor, cameraId, [within(fromMs), within(toMs)], holding);
        if (place) return { way: 'viewing', place, ...covering };
      }
    }
    const buffer = await this.#buffer(actor, cameraId, fromMs);
    if (buffer) return { way: 'buffer', place: buffer };
    if (await places.ofAll(actor, cameraId, [fromMs, toMs]))
      throw new AppError(403, 'purpose_required', 'Say why you look at this footage first.');
    throw notFound('recording');
  }

  /** Whether any of a file may be seen: its head tells of no picture. */
  async requireSome(asked: FootageAsked): Promise<FootageGrant> {
    const { fromMs, toMs } = asked;
    const tries = [
      { fromMs, toMs: fromMs },
      { fromMs: toMs, toMs },
    ];
    // A viewing within the file, which neither of its ends is in.
    const covered = await this.#options.viewings.overlapping(asked.actor, asked);
    if (covered) tries.unshift({ fromMs: covered.fromMs, toMs: covered.toMs });
    let refusal: unknown;
    for (const one of tries)
      try {
        return await this.require({ ...asked, ...one });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refusal = refusal instanceof AppError && refusal.status === 403 ? refusal : error;
      }
    throw refusal;
  }

  /** Of each of these times, whether it may be seen with what was granted: placements change within a range. */
  async allowed(
    { actor, cameraId }: FootageAsked,
    grant: FootageGrant,
    times: readonly { readonly fromMs: number; readonly toMs: number }[],
  ): Promise<boolean[]> {
    if (grant.way === 'buffer') return times.map(() => true);
    const { places } = this.#options;
    const holding = holdingFor(grant.viewing.subject);
    return Promise.all(
      times.map(
        async ({ fromMs, toMs }) =>
          (await places.ofAll(actor, cameraId, [fromMs, toMs], holding)) !== undefined,
      ),
    );
  }

  /** Also heard: `live:listen` there, and the hall's word on sound. */
  hears(actor: Actor, cameraId: string): Promise<boolean> {
    return this.#options.mayListen(actor, cameraId);
  }

  /** A picture is about to be shown: that is in the trail when it resolves, and must not be shown where it throws. */
  async look(
    { actor, cameraId, profile }: FootageAsked,
    grant: FootageGrant,
    { from, way, sound }: { from: string; way: string; sound: boolean },
  ): Promise<() => void> {
    const request: LookRequest = {
      ...{ actor, from, key: { cameraId, profile }, place: grant.place },
      ...(grant.way === 'buffer' ? { way: 'buffer' } : underViewing(grant, cameraId, way)),
      ...(grant.way === 'viewing' && sound && { detail: { ...detailOf(grant, cameraId), sound } }),
    };
    return this.#options.looks.begin('view', request);
  }

  async #buffer(actor: Actor, cameraId: string, fromMs: number): Promise<Place | undefined> {
    const { now, finder, gate } = this.#options;
    if (fromMs < now() - LIVE_BUFFER_MS - BUFFER_SLACK_MS) return undefined;
    const place = await finder.ofCamera(cameraId);
    return place && (await gate.permits(actor, 'live:view', place)) ? place : undefined;
  }
}

type ByViewing = Extract<FootageGrant, { way: 'viewing' }>;

function underViewing(grant: ByViewing, cameraId: string, way: string) {
  const { viewing } = grant;
  return {
    ...{ of: 'recording' as const, under: viewing.id, way, reason: viewing.purpose },
    detail: detailOf(grant, cameraId),
  };
}

function detailOf({ viewing }: ByViewing, cameraId: string): Record<string, unknown> {
  const { subject } = viewing;
  const { kind: _, ...named } = subject;
  const about = subject.kind === 'range' ? {} : named;
  const own = viewing.cameras.filter((one) => one.cameraId === cameraId);
  return {
    ...about,
    viewing: viewing.id,
    from: own[0]?.from,
    to: own.at(-1)?.to,
    cameras: [...new Set(viewing.cameras.map((one) => one.cameraId))].slice(0, CAMERAS_TOLD),
  };
}

const CAMERAS_TOLD = 64;
