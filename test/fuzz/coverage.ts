/**
 * Which blocks of the parsers ran, by V8's own precise coverage of this thread. It guides the fuzzer: an input that
 * reaches a new block is kept and changed further. (Jazzer.js would do this too; its native part needs a newer C library
 * than Debian 12 has.)
 */
import { Session } from 'node:inspector';

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly {
      readonly startOffset: number;
      readonly endOffset: number;
      readonly count: number;
    }[];
  }[];
}

export class Coverage {
  readonly #session = new Session();
  readonly #scriptUrl: string;
  /** By character of the script: it has run; it ran since the last reading. */
  readonly #seen: Uint8Array;
  readonly #ran: Uint8Array;

  /** @param scriptUrl the bundle that holds the parsers; what else runs is of no interest */
  constructor(scriptUrl: string, scriptLength: number) {
    this.#scriptUrl = scriptUrl;
    this.#seen = new Uint8Array(scriptLength);
    this.#ran = new Uint8Array(scriptLength);
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Characters of code that ran at least once. */
  get covered(): number {
    return this.#seen.reduce((sum, one) => sum + one, 0);
  }

  /** Where code ran since the last call that had never run before; empty most of the time. */
  takeNew(): number[] {
    this.#read();
    const fresh: number[] = [];
    for (let at = 0; at < this.#ran.length; at += 1) {
      if (this.#ran[at] !== 1 || this.#seen[at] === 1) continue;
      this.#seen[at] = 1;
      // The first character of each stretch stands for it.
      if (fresh.length === 0 || this.#ran[at - 1] !== 1 || fresh.at(-1) !== at - 1) fresh.push(at);
    }
    return fresh;
  }

  /** Whether code at one of these places ran since the last call of either method. */
  ranAny(places: Iterable<number>): number[] {
    this.#read();
    return [...places].filter((at) => this.#ran[at] === 1);
  }

  close(): void {
    this.#session.disconnect();
  }

  #read(): void {
    this.#ran.fill(0);
    // Within one thread the answer comes before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error;
      const script = (answer.result as readonly ScriptCoverage[]).find(({ url }) => url === this.#scriptUrl);
      // Outer ranges come before those within them, which say it more exactly.
      for (const { ranges } of script?.functions ?? [])
        for (const { startOffset, endOffset, count } of ranges)
          this.#ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    });
  }
}
