/**
 * Is anybody in this zone? Two witnesses: how far the zone looks from every view of the empty place, and whether anything
 * stirs in it. Nobody keeps as still as a chair: what has not stirred for minutes is furniture, and is learnt as a view of
 * the empty place; what stirs all the time is somebody, also before any empty place was ever seen.
 */
import type { EmptyView, EmptyViews, Likeness } from './empty-views.ts';
import type { Stir } from './stirring.ts';
import type { Presence } from './types.ts';

/** Shares of the zone that look otherwise: surely nobody below, surely somebody or something above. */
const FEW = 0.16;
const MANY = 0.3;
/** So long a look lasts before it counts: whoever passes is gone by then. */
const COMES_MS = 4000;
const GOES_MS = 2000;
/** Nothing stirred for so long, and the zone looks less filled than usual with somebody in it: he has gone. */
const PATIENCE_MS = 45_000;
/** … as filled as usual, or more. */
const LONG_PATIENCE_MS = 150_000;
const USUAL_PART = 0.8;
/** Where people come and go past: so few stirring pieces of the last minute are passers-by before what was left there. */
const PASSING = 3;
const PASSING_FOR_MS = 60_000;
/** Something that has been there for longer than this has not just come. */
const NEWS_MS = 15_000;
/** Before any empty place is known: whoever stirs all the time and then does not for so long may have gone. */
const LEAVES_MS = 8000;
/** A look that keeps still for so long may be the empty place … */
const MAY_BE_AFTER_MS = 5000;
/** … is the same one again where fewer cells differ than this … */
const SAME = 0.1;
/** … and is it once it was seen for so long in all, with next to nothing stirring in it: where no empty place is known yet, … */
const FIRST_VIEW_S = 90;
/** … where it differs from a known one by less than somebody does, … */
const ANOTHER_VIEW_S = 45;
/** … where that could be somebody small, … */
const LEFT_BEHIND_S = 100;
/** … and where somebody seems to be there. */
const FURNITURE_S = 900;
/** How often a minute somebody changes his posture who sits as still as people can: less, and it is furniture. */
const SHIFTS_A_MINUTE = 0.6;
/** Passers-by and the sun make some. */
const SHIFTS_FEW = 0.6;
/** Shifts are forgotten in so long; more than so many, and it was no empty place. */
const SHIFTS_OVER_S = 400;
const SHIFTS_MOST = 4;
/** Stirring is counted in so many pieces of so long. */
const PIECE_MS = 5000;
const PIECES = 12;
const LIVELY = 9;
export interface ZoneVerdict {
  readonly presence: Presence;
  /** 0..1 of the zone looks otherwise; undefined while no empty view is known. */
  readonly otherwise: number | undefined;
}

export interface ZoneSight {
  readonly edges: Float32Array;
  readonly stir: Stir;
  readonly atMs: number;
  /** Somebody in the neighbouring zone may hide part of this one. */
  readonly isOverlooked: boolean;
}

export interface ZoneKind {
  /** So many times as long a look must keep still to be taken for the empty place: people in small zones stir little. */
  readonly caution?: number;
  /** People pass through it all day long: that something stirs before a bag says little of somebody there. */
  readonly isPassed?: boolean;
}

export class ZoneJudge {
  readonly views: EmptyViews;
  readonly #caution: number;
  readonly #isPassed: boolean;
  /** Since when next to nothing stirred, but for what passed. */
  #quietSinceMs: number | undefined;
  /** When it looked empty last, since it is looked at. */
  #emptyAtMs: number | undefined;
  #presence: Presence = 'unknown';
  /** Of a look that differs from what is told. */
  #wantsYesSinceMs: number | undefined;
  #wantsNoSinceMs: number | undefined;
  #stirredAtMs: number | undefined;
  #lastMs: number | undefined;
  /** Of the still time that lasts. */
  #still: Float32Array | undefined;
  #stillS = 0;
  /** The share that looks otherwise with somebody surely there. */
  #usual = 0.38;
  #pieces: { readonly piece: number; stirs: boolean; stirsWithin: boolean }[] = [];
  /** The look before what stirs now began. */
  #seenBefore: EmptyView | undefined;

  constructor(views: EmptyViews, { caution = 1, isPassed = false }: ZoneKind = {}) {
    this.views = views;
    this.#caution = caution;
    this.#isPassed = isPassed;
  }

  get presence(): Presence {
    return this.#presence;
  }

  /** The picture cannot tell; what was is told no more, and what was learnt stays. */
  blind(): void {
    this.#presence = 'unknown';
    this.#wantsYesSinceMs = undefined;
    this.#wantsNoSinceMs = undefined;
    this.#still = undefined;
    this.#stirredAtMs = undefined;
    this.#lastMs = undefined;
    this.#seenBefore = undefined;
    this.#quietSinceMs = undefined;
    this.#emptyAtMs = undefined;
    this.#pieces = [];
  }

  judge(sight: ZoneSight): ZoneVerdict {
    const { atMs, stir, edges } = sight;
    const seconds = this.#lastMs === undefined ? 0 : Math.min(10, (atMs - this.#lastMs) / 1000);
    this.#lastMs = atMs;
    this.#stirredAtMs ??= atMs;
    if (stir.stirs || stir.shifted) this.#stirredAtMs = atMs;
    this.#count(sight);
    this.#keepStill(edges, stir, seconds);
    const { empty, any } = this.views.nearest(edges);
    this.#recognise(any, empty, sight, seconds);
    if (!empty) return { presence: this.#learnFirst(atMs), otherwise: undefined };
    const otherwise = sight.isOverlooked ? Math.min(empty.otherwise, empty.farOtherwise) : empty.otherwise;
    this.#decide(otherwise, atMs);
    return { presence: this.#presence, otherwise };
  }

  #decide(otherwise: number, atMs: number): void {
    const stillMs = atMs - (this.#stirredAtMs ?? atMs);
    if (this.#stirring > PASSING) this.#quietSinceMs = undefined;
    else this.#quietSinceMs ??= atMs;
    if (otherwise < FEW) {
      this.#emptyAtMs = atMs;
      this.#want('no', atMs);
      return;
    }
    const isFilled = otherwise >= Math.max(MANY, this.#usual * USUAL_PART);
    if (this.#presence === 'yes') {
      this.#wantsNoSinceMs = undefined;
      const isPassedBy =
        this.#isPassed && atMs - (this.#quietSinceMs ?? atMs) > PASSING_FOR_MS * this.#caution;
      if (isPassedBy || stillMs > (isFilled ? LONG_PATIENCE_MS : PATIENCE_MS) * this.#caution)
        this.#presence = isFilled && otherwise > 0.4 ? 'unknown' : 'no';
    } else if (otherwise >= MANY && stillMs < COMES_MS * 2) {
      // Furniture that somebody brushes against does not stir on.
      const isOld = this.#isPassed && this.#emptyAtMs !== undefined && atMs - this.#emptyAtMs > NEWS_MS;
      const isLively = this.#stirring >= (isOld ? PASSING + 2 : isFilled ? 1 : 3);
      if (isLively) this.#want('yes', atMs);
    } else {
      this.#wantsYesSinceMs = undefined;
      if (this.#presence === 'unknown' && stillMs > PATIENCE_MS && !isFilled) this.#presence = 'no';
    }
    if (this.#presence === 'yes' && this.#stirring >= LIVELY) this.#usual += (otherwise - this.#usual) * 0.03;
  }

  #want(what: 'yes' | 'no', atMs: number): void {
    if (what === 'yes') this.#wantsNoSinceMs = undefined;
    else this.#wantsYesSinceMs = undefined;
    if (this.#presence === what) return;
    if (what === 'yes') {
      this.#wantsYesSinceMs ??= atMs;
      if (atMs - this.#wantsYesSinceMs >= COMES_MS) this.#presence = 'yes';
    } else {
      this.#wantsNoSinceMs ??= atMs;
      if (atMs - this.#wantsNoSinceMs >= GOES_MS) this.#presence = 'no';
    }
    if (this.#presence === what) {
      this.#wantsYesSinceMs = undefined;
      this.#wantsNoSinceMs = undefined;
    }
  }

  /** Before any empty place is known what stirs all the time is somebody. */
  #learnFirst(atMs: number): Presence {
    const stillMs = atMs - (this.#stirredAtMs ?? atMs);
    if (this.#stirring < LIVELY / 2 || stillMs > LEAVES_MS) this.#presence = 'unknown';
    else if (this.#stirring >= LIVELY) this.#presence = 'yes';
    return this.#presence;
  }

  /** Looks that come again and again, and in which nothing ever stirs, are those of the empty place. */
  #recognise(
    any: Likeness | undefined,
    empty: Likeness | undefined,
    { atMs, edges, stir }: ZoneSight,
    seconds: number,
  ): void {
    if (empty && empty.otherwise < FEW) this.#doubt(empty.view, stir);
    if (!any || any.otherwise >= SAME) {
      if (!this.#still || this.#stillS * 1000 < MAY_BE_AFTER_MS) return;
      this.views.add(this.#still, this.#stillS);
      this.#still = undefined;
      return;
    }
    const { view } = any;
    if (!stir.stirs && this.#stirredAtMs !== undefined && atMs - this.#stirredAtMs >= MAY_BE_AFTER_MS) {
      view.seenS += seconds;
      this.views.follow(view, edges, seconds);
    }
    view.shifts *= Math.exp(-seconds / SHIFTS_OVER_S);
    // Somebody who came or went is another look, and no shift of this one.
    if (stir.shifted && this.#seenBefore === view) view.shifts += 1;
    if (!stir.stirs) this.#seenBefore = view;
    if (!view.isEmpty && this.#isBelieved(view, empty)) this.views.accept(view);
  }

  /** Somebody sat so still once that he was taken for his chair. */
  #doubt(view: EmptyView, stir: Stir): void {
    const piece = this.#pieces.at(-1);
    if (stir.stirsFar && piece) piece.stirsWithin = true;
    const isLively = this.#pieces.filter(({ stirsWithin }) => stirsWithin).length >= LIVELY;
    if (view.shifts <= SHIFTS_MOST && !isLively) return;
    view.isEmpty = false;
    view.seenS = 0;
    this.#presence = 'unknown';
  }

  #isBelieved(view: EmptyView, empty: Likeness | undefined): boolean {
    const isFilled = empty && empty.otherwise >= Math.max(MANY, this.#usual * USUAL_PART);
    const isHeld = this.#presence === 'yes';
    const otherS = isHeld ? LEFT_BEHIND_S : ANOTHER_VIEW_S;
    const neededS = this.#caution * (!empty ? FIRST_VIEW_S : isFilled ? FURNITURE_S : otherS);
    const isCalm =
      view.shifts <= SHIFTS_FEW + (SHIFTS_A_MINUTE * Math.min(view.seenS, SHIFTS_OVER_S / 2)) / 60;
    return view.seenS >= neededS && isCalm && this.#stirring < LIVELY;
  }

  #keepStill(edges: Float32Array, stir: Stir, seconds: number): void {
    if (stir.stirs) {
      this.#still = undefined;
      return;
    }
    if (!this.#still) {
      this.#still = edges.slice();
      this.#stillS = 0;
      return;
    }
    this.#stillS += seconds;
    const part = Math.max(0.02, seconds / (this.#stillS + 1));
    for (let at = 0; at < edges.length; at += 1) {
      const known = this.#still[at] as number;
      this.#still[at] = known + ((edges[at] as number) - known) * part;
    }
  }

  #count({ atMs, stir }: ZoneSight): void {
    const piece = Math.floor(atMs / PIECE_MS);
    let last = this.#pieces.at(-1);
    if (last?.piece !== piece) {
      last = { piece, stirs: false, stirsWithin: false };
      this.#pieces = [...this.#pieces, last].filter((one) => piece - one.piece < PIECES);
    }
    if (stir.stirs) last.stirs = true;
  }

  /** Of the last minute's pieces, those in which something stirred. */
  get #stirring(): number {
    return this.#pieces.filter(({ stirs }) => stirs).length;
  }
}
