/**
 * Makes of a picture from outside one of ours: decoded and encoded again, so that nothing but its pixels gets in. What
 * kind it is, its first bytes say, not its sender; other kinds (SVG, above all, which is a program) are not looked at.
 */
import sharp from 'sharp';
import { FLOOR_PLAN_MOST_BYTES, FLOOR_PLAN_MOST_PIXELS } from '../../contract/floor-plan.ts';
import { AppError } from '../../platform/errors.ts';

export interface Redrawn {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The longest side that is kept: sharp on a 4K screen when zoomed in threefold. */
const LONGEST = 6000;
/** A plan is looked at by one person a day, and viewers are served by the same processors. */
sharp.concurrency(1);
sharp.cache(false);

/** One at a time: a decoded picture is up to 160 MB. */
let turn: Promise<unknown> = Promise.resolve();

/** WebP, whatever it was. */
export function redraw(bytes: Buffer): Promise<Redrawn> {
  const mine = turn.then(() => decodeAndEncode(bytes));
  turn = mine.catch(() => undefined);
  return mine;
}

async function decodeAndEncode(bytes: Buffer): Promise<Redrawn> {
  if (bytes.length > FLOOR_PLAN_MOST_BYTES) throw refused('is larger than 10 MB');
  if (!isPicture(bytes)) throw refused('is neither PNG, JPEG nor WebP');
  try {
    const { data, info } = await sharp(bytes, {
      limitInputPixels: FLOOR_PLAN_MOST_PIXELS,
      failOn: 'error',
      pages: 1,
    })
      .rotate()
      .resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: 90, effort: 2 })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  } catch (error) {
    // What sharp says names no path or content: it is told as it is.
    const why = error instanceof Error ? error.message : String(error);
    if (/pixel limit/i.test(why)) throw refused('has more than 40 million pixels');
    throw refused(`cannot be read (${why.split('\n')[0]})`);
  }
}

function isPicture(bytes: Buffer): boolean {
  const starts = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
  const text = (from: number, to: number) => bytes.subarray(from, to).toString('latin1');
  return (
    starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) ||
    starts(0xff, 0xd8, 0xff) ||
    (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP')
  );
}

const refused = (why: string) =>
  new AppError(422, 'picture_refused', `The picture ${why}.`, {
    faults: [
      { field: 'body', message: `${why}; accepted are PNG, JPEG and WebP up to 10 MB and 40 million pixels` },
    ],
  });
