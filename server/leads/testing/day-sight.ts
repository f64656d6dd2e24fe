/** What is seen of the truth: late by some seconds, with short flickers and moments in which the picture cannot tell. */
import type { PlaceReading, Presence } from '../../../streams/occupancy/index.ts';
import type { Span } from '../detect/spans.ts';
import { type Place, seeded } from './day-script.ts';

/** As measured of the analyser: a change is seen 2–6 s late; now and then a second or two are wrong, or dark. */
const LATE_MS = [2000, 6000] as const;
const FLICKER = 0.002;
const DARK = 0.0004;

export class PlaceSight {
  readonly #random: () => number;
  readonly #clerk: Seen;
  readonly #applicant: Seen;
  readonly #unknown: Follower;
  #darkUntilMs = 0;

  readonly key: string;

  constructor(key: string, place: Place, seed: number) {
    this.key = key;
    this.#random = seeded(seed);
    this.#clerk = new Seen(place.clerk, this.#random);
    this.#applicant = new Seen(place.applicant, this.#random);
    this.#unknown = new Follower(place.unknown);
  }

  at(ms: number): PlaceReading {
    if (this.#random() < DARK) this.#darkUntilMs = ms + 4000 + this.#random() * 12_000;
    const [clerk, applicant] = [this.#clerk.at(ms), this.#applicant.at(ms)];
    if (this.#unknown.at(ms) || ms < this.#darkUntilMs)
      return { key: this.key, clerk: 'unknown', applicant: 'unknown', activity: 0, cause: 'dark' };
    return { key: this.key, clerk, applicant, activity: applicant === 'yes' ? 40 : 10 };
  }
}

class Seen {
  readonly #follower: Follower;
  readonly #random: () => number;
  #wrongUntilMs = 0;

  constructor(truth: readonly Span[], random: () => number) {
    this.#random = random;
    const late = () => LATE_MS[0] + random() * (LATE_MS[1] - LATE_MS[0]);
    this.#follower = new Follower(
      truth.map(({ fromMs, toMs }) => ({ fromMs: fromMs + late(), toMs: toMs + late() })),
    );
  }

  at(ms: number): Presence {
    if (this.#random() < FLICKER) this.#wrongUntilMs = ms + 1000 + this.#random() * 1000;
    const is = this.#follower.at(ms);
    return (ms < this.#wrongUntilMs ? !is : is) ? 'yes' : 'no';
  }
}

/** Asked in the order of time. */
class Follower {
  readonly #spans: readonly Span[];
  #next = 0;

  constructor(spans: readonly Span[]) {
    this.#spans = [...spans].sort((a, b) => a.fromMs - b.fromMs);
  }

  at(ms: number): boolean {
    while ((this.#spans[this.#next]?.toMs ?? Number.POSITIVE_INFINITY) <= ms) this.#next += 1;
    return (this.#spans[this.#next]?.fromMs ?? Number.POSITIVE_INFINITY) <= ms;
  }
}
