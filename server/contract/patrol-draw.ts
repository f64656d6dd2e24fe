/**
 * How a day's random looks follow from its secret. Pure, and the same in the server, in the page that verifies a day and in
 * `docs/verify-draw.mjs`: docs/patrols.md says it in words. Whoever changes it makes it version 2.
 */
import { z } from 'zod';
import { id, instant } from './common.ts';
import { day } from './office-hours.ts';

const minute = z.number().int().min(0).max(1440);
/** From what a plan's looks of a day are drawn, as it stood when the day began. Nothing but this and the secret goes in. */
export const drawBasis = z.object({
  version: z.literal(1),
  planId: id,
  day,
  /** The instant of minute 0. */
  midnight: instant,
  /** Looks to be drawn. */
  draws: z.number().int(),
  windowsPerDraw: z.number().int(),
  halls: z.array(
    z.object({
      hallId: id,
      /** Minutes of the day a look may begin in, [from, to). */
      open: z.array(z.tuple([minute, minute])),
      windowIds: z.array(id),
    }),
  ),
});
export type DrawBasis = z.infer<typeof drawBasis>;

export interface DrawnLook {
  readonly dueAt: string;
  readonly windowIds: readonly string[];
}

/** HMAC-SHA-256 under the day's secret, of the message's UTF-8. */
export type DrawHmac = (message: string) => Uint8Array | Promise<Uint8Array>;

/** One spelling for one basis: what its SHA-256 on the audit trail is of. */
export function basisText({
  version,
  planId,
  day: on,
  midnight,
  draws,
  windowsPerDraw,
  halls,
}: DrawBasis): string {
  return JSON.stringify({
    ...{ version, planId, day: on, midnight, draws, windowsPerDraw },
    halls: halls.map(({ hallId, open, windowIds }) => ({ hallId, open, windowIds })),
  });
}

const WHOLE = 2 ** 32;

/** Numbers nobody can foresee: the first 4 bytes of the HMAC of `plan|day|0`, of `plan|day|1` and so on. */
export class DrawNumbers {
  readonly #hmac: DrawHmac;
  readonly #prefix: string;
  #counter = 0;

  constructor({ hmac, planId, day: on }: { hmac: DrawHmac; planId: string; day: string }) {
    this.#hmac = hmac;
    this.#prefix = `${planId}|${on}`;
  }

  /** 0 … `count` − 1, each as likely: what would make the first ones likelier is left out and the next is taken. */
  async below(count: number): Promise<number> {
    const limit = WHOLE - (WHOLE % count);
    for (;;) {
      const bytes = await this.#hmac(`${this.#prefix}|${this.#counter}`);
      this.#counter += 1;
      const number = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
      if (number < limit) return number % count;
    }
  }

  /** Takes one out. */
  async takeFrom<T>(pool: T[]): Promise<T> {
    const [taken] = pool.splice(await this.below(pool.length), 1);
    return taken as T;
  }
}

/**
 * The looks of a day in their order. First the minutes, no minute twice; then, look by look, the windows of halls that are
 * open in that minute: none twice a day until all that are open had one.
 */
export async function drawLooks(basis: DrawBasis, hmac: DrawHmac): Promise<DrawnLook[]> {
  const { planId, day: on, midnight, draws, windowsPerDraw, halls } = basis;
  const numbers = new DrawNumbers({ hmac, planId, day: on });
  const isOpenAt = (open: DrawBasis['halls'][number]['open'], at: number) =>
    open.some(([from, to]) => at >= from && at < to);
  const pool = Array.from({ length: 1440 }, (_, at) => at).filter((at) =>
    halls.some(({ open, windowIds }) => windowIds.length > 0 && isOpenAt(open, at)),
  );
  const minutes: number[] = [];
  while (minutes.length < draws && pool.length > 0) minutes.push(await numbers.takeFrom(pool));
  minutes.sort((a, b) => a - b);

  const had = new Set<string>();
  const looks: DrawnLook[] = [];
  for (const at of minutes) {
    const open = halls.filter((hall) => isOpenAt(hall.open, at)).flatMap(({ windowIds }) => windowIds);
    const windowIds: string[] = [];
    let left = open.filter((one) => !had.has(one));
    while (windowIds.length < Math.min(windowsPerDraw, open.length)) {
      if (left.length === 0) {
        // All that are open had one: a new turn begins, without those of this look.
        for (const one of open) had.delete(one);
        left = open.filter((one) => !windowIds.includes(one));
      }
      const taken = await numbers.takeFrom(left);
      windowIds.push(taken);
      had.add(taken);
    }
    for (const one of windowIds) had.add(one);
    looks.push({ dueAt: new Date(Date.parse(midnight) + at * 60_000).toISOString(), windowIds });
  }
  return looks;
}
