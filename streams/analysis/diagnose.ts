/**
 * What is wrong with one picture. Pure: the same picture and history give the same answer. A finding is a suspicion;
 * `fault-watch.ts` makes a fault of several in a row. Where light is too weak to tell, nothing is told: a dark hall at
 * night is no fault, and what a cover, a blur or a turned camera looks like in the dark nobody knows.
 */

import type { Learnt } from './learnt.ts';
import { GRID_HEIGHT, GRID_WIDTH, type PictureFacts } from './measure-picture.ts';
import { compareScenes, type Scene, sceneOf } from './scene.ts';

/** In the order in which they are told where several are found. */
export const pictureFaults = [
  'no_signal',
  'black',
  'covered',
  'frozen',
  'moved',
  'blurred',
  'bright',
  'dark',
  'cast',
] as const;
export type PictureFault = (typeof pictureFaults)[number];

/** What was measured against what; the unit is the fault's own (see each rule). */
export interface Finding {
  readonly fault: PictureFault;
  readonly value: number;
  readonly limit: number;
  /** What it usually is at this camera, where that counts. */
  readonly usual?: number;
  /** Moved: by how much of the picture's width and height what is seen has shifted; left out where it is not seen any more. */
  readonly shift?: { readonly x: number; readonly y: number };
}

export interface Observation {
  readonly facts: PictureFacts;
  /** Of the check before, if it was a fresh picture. */
  readonly previous?: Pick<PictureFacts, 'grid' | 'hash'> | undefined;
  readonly learnt: Learnt;
  /** The view the camera should have. */
  readonly reference?: Scene | undefined;
  /** Lights are on and people are there. */
  readonly isOpen: boolean;
}

const DARK = 50;
/** Pictures before what was learnt counts. */
const LEARNT_ENOUGH = 5;

export function diagnose(observation: Observation): Finding[] {
  const { facts, isOpen } = observation;
  const noSignal = findNoSignal(facts);
  if (noSignal) return [noSignal];
  const black = findBlack(facts);
  if (black) return isOpen ? [black] : [];
  if (facts.brightness < DARK) {
    return isOpen ? [{ fault: 'dark', value: facts.brightness, limit: DARK }] : [];
  }
  const covered = findCovered(observation);
  const frozen = findFrozen(observation);
  if (covered) return frozen ? [covered, frozen] : [covered];
  const blurred = findBlurred(observation);
  return [
    frozen,
    // Without edges no view is recognised.
    blurred ? undefined : findMoved(observation),
    blurred,
    findBright(observation),
    findCast(observation),
  ].filter((one) => one !== undefined);
}

/** Light enough, and nothing found: fit to learn from. */
export const isTelling = ({ brightness }: PictureFacts): boolean => brightness >= DARK;

/** Share of the picture in one strong blue: what recorders and converters show without a camera. */
function findNoSignal({ blueShare, detail }: PictureFacts): Finding | undefined {
  const limit = 0.75;
  return blueShare > limit && detail < 0.15 ? { fault: 'no_signal', value: blueShare, limit } : undefined;
}

/** Share of the picture without light. A title drawn into it leaves a few percent. */
function findBlack({ darkShare, detail }: PictureFacts): Finding | undefined {
  const limit = 0.94;
  return darkShare > limit && detail < 0.08 ? { fault: 'black', value: darkShare, limit } : undefined;
}

/** Share of blocks in which there is anything to be seen. A hand, a cloth or paint leaves a soft nothing. */
function findCovered({ facts, learnt }: Observation): Finding | undefined {
  const { detail } = facts;
  const isLearnt = learnt.count >= LEARNT_ENOUGH;
  const limit = isLearnt ? Math.min(0.15, learnt.detail * 0.3) : 0.08;
  if (detail >= limit) return undefined;
  return { fault: 'covered', value: detail, limit, ...(isLearnt && { usual: learnt.detail }) };
}

/** Largest mean difference of a block from the picture before, in luma. */
function findFrozen({ facts, previous, learnt, isOpen }: Observation): Finding | undefined {
  if (!previous) return undefined;
  if (previous.hash === facts.hash) return { fault: 'frozen', value: 0, limit: STILL };
  // A camera that always sees something move, but now does not. Others may truly be still, but for their noise.
  const { seen, share } = learnt.still;
  if (!isOpen || seen < STILL_SEEN || share > STILL_SHARE) return undefined;
  const value = largestChange(previous.grid, facts.grid);
  return value < STILL ? { fault: 'frozen', value, limit: STILL } : undefined;
}

const STILL = 0.5;
const STILL_SEEN = 30;
const STILL_SHARE = 0.03;

/** All but the same: what stillness is learnt from. */
export const isStill = (before: Uint8Array, now: Uint8Array): boolean => largestChange(before, now) < STILL;

function largestChange(before: Uint8Array, now: Uint8Array): number {
  const block = 10;
  let largest = 0;
  for (let top = 0; top < GRID_HEIGHT; top += block)
    for (let left = 0; left < GRID_WIDTH; left += block) {
      let sum = 0;
      for (let y = top; y < top + block; y += 1)
        for (let x = left; x < left + block; x += 1) {
          const at = y * GRID_WIDTH + x;
          sum += Math.abs((before[at] as number) - (now[at] as number));
        }
      largest = Math.max(largest, sum / (block * block));
    }
  return largest;
}

/** Share of the old view's blocks that are recognised where they were. */
function findMoved({ facts, reference, learnt }: Observation): Finding | undefined {
  if (!reference) return undefined;
  const now = sceneOf(facts.grid);
  const match = compareScenes(reference, now);
  if (match.blocks < 12) return undefined;
  const { shift } = match;
  const limit = 0.2;
  if (
    shift &&
    Math.max(Math.abs(shift.x), Math.abs(shift.y)) >= SHIFT_LEAST &&
    shift.same >= limit &&
    shift.same > match.same + 0.1
  )
    return { fault: 'moved', value: match.same, limit, shift: { x: shift.x, y: shift.y } };
  // Not to be found at all: only where light and detail are as they were, else it is the light that changed.
  const isComparable =
    Math.abs(now.brightness - reference.brightness) < 50 &&
    (learnt.count < LEARNT_ENOUGH || facts.detail > learnt.detail * 0.5);
  return isComparable && match.same < limit ? { fault: 'moved', value: match.same, limit } : undefined;
}

const SHIFT_LEAST = 0.018;

/** How fast edges rise (`PictureFacts.sharpness`). */
function findBlurred({ facts, learnt }: Observation): Finding | undefined {
  const { sharpness, edges } = facts;
  if (edges < 0.003) return undefined;
  const isLearnt = learnt.count >= LEARNT_ENOUGH;
  const limit = isLearnt ? Math.max(RAMP, RAMP + (learnt.sharpness - RAMP) * 0.45) : 0.08;
  if (sharpness >= limit) return undefined;
  return { fault: 'blurred', value: sharpness, limit, ...(isLearnt && { usual: learnt.sharpness }) };
}

/** Where every edge is a wide ramp: (1/4)² of the rise over four times the way. */
const RAMP = 0.0625;

/** Share of the picture that is glare. */
function findBright({ facts, learnt }: Observation): Finding | undefined {
  const limit = 0.6;
  const isUnusual = learnt.count < LEARNT_ENOUGH || facts.detail < learnt.detail * 0.6;
  return facts.brightShare > limit && isUnusual
    ? { fault: 'bright', value: facts.brightShare, limit }
    : undefined;
}

/** How far the mean colour is from what it usually is. */
function findCast({ facts: { cast }, learnt }: Observation): Finding | undefined {
  const isLearnt = learnt.count >= LEARNT_ENOUGH;
  const usual = isLearnt ? learnt.cast : { blue: 0, red: 0 };
  const value = Math.hypot(cast.blue - usual.blue, cast.red - usual.red);
  const limit = isLearnt ? 20 : 40;
  // Towards no colour at all: that is how cameras see in the dark.
  if (Math.hypot(cast.blue, cast.red) < Math.hypot(usual.blue, usual.red)) return undefined;
  return value > limit ? { fault: 'cast', value, limit } : undefined;
}
