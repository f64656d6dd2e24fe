/** Hours of the drawn hall, picture by picture, with what is true at each second by the script that drew them. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zonesOf } from '../../../test/fakes/demo/zones.ts';
import { GREY_HEIGHT, GREY_WIDTH } from '../../analysis/index.ts';
import { spawnTied } from '../../process/spawn-tied.ts';
import type { WatchedPlace } from '../types.ts';

const SCRIPT = fileURLToPath(new URL('../../../test/fakes/cameras/occupancy_hall.py', import.meta.url));
/** Debian's own: numpy and cairo are Debian packages. */
const PYTHON = '/usr/bin/python3';

export interface DrawnHoursOptions {
  readonly seed: number;
  readonly seconds: number;
  /** 1 as in a hall; less: the same happens in less time. */
  readonly pace?: number;
  readonly light?: 'steady' | 'changing' | 'night';
  /** Standard deviation of the camera's noise at the size looked at, in luma. */
  readonly noise?: number;
}

/** Bits of `truth`. */
export const CLERK = 1;
export const APPLICANT = 2;

export interface DrawnHours {
  /** By place, a byte a second. */
  readonly truth: readonly Buffer[];
  /** From then on it is dark; null: never. */
  readonly darkFromS: number | null;
  /** By place: what the script planned, `[kind, from, to]`. */
  readonly spells: readonly (readonly (readonly [kind: string, fromS: number, toS: number])[])[];
}

export const drawnPlaces: readonly WatchedPlace[] = [0, 1].map((slot) => {
  const { clerkZone, applicantZone } = zonesOf(slot);
  return { key: String(slot), clerk: clerkZone, applicant: applicantZone };
});

/** Calls `onPicture` with each second's picture, which is good during the call. */
export async function drawHours(
  { seed, seconds, pace = 1, light = 'changing', noise = 1.6 }: DrawnHoursOptions,
  onPicture: (grey: Buffer, second: number) => void,
): Promise<DrawnHours> {
  const truthFile = join(tmpdir(), `mc-truth-${process.pid}-${Math.random().toString(36).slice(2)}.json`);
  const child = spawnTied(PYTHON, [
    ...[SCRIPT, '--seed', `${seed}`, '--seconds', `${seconds}`, '--pace', `${pace}`, '--light', light],
    ...['--noise', `${noise}`, '--size', `${GREY_WIDTH}x${GREY_HEIGHT}`, '--truth', truthFile],
  ]);
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const bytes = GREY_WIDTH * GREY_HEIGHT;
  const picture = Buffer.alloc(bytes);
  let [filled, second] = [0, 0];
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>)
      for (let at = 0; at < chunk.length; ) {
        const taken = chunk.copy(picture, filled, at);
        at += taken;
        filled += taken;
        if (filled < bytes) continue;
        onPicture(picture, second);
        second += 1;
        filled = 0;
      }
    const code = await ended;
    if (code !== 0 || second !== seconds) throw new Error(`no drawn hall (${code}): ${complaints.join('')}`);
    const told = JSON.parse(await readFile(truthFile, 'utf8')) as {
      places: string[];
      spells: [string, number, number][][];
      light: { darkFrom: number | null };
    };
    return {
      truth: told.places.map((hex) => Buffer.from(hex, 'hex')),
      darkFromS: told.light.darkFrom,
      spells: told.spells,
    };
  } finally {
    child.kill('SIGKILL');
    await rm(truthFile, { force: true });
  }
}
