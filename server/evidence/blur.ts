/**
 * Hides what a zone shows: the picture drawn from forty points across, through a mask a little larger than the zone.
 * Where zones changed, both count for the seconds around the change.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

export interface Zone {
  readonly fromMs: number;
  readonly toMs: number;
  readonly polygon: readonly { readonly x: number; readonly y: number }[];
}

/** A mask, and when in a piece it counts (s from its first picture). */
export interface Mask {
  /** Within the work folder. */
  readonly file: string;
  readonly fromS: number;
  readonly toS: number;
}

/** Somebody who drew a zone anew did it some seconds before it was true. */
const AROUND_CHANGE_MS = 5000;
/** Of the picture's width: zones are drawn by hand, people lean over. */
const MARGIN = 0.03;
const POINTS_WIDE = 40;

/**
 * The times between which the same zones count, those of a piece only. Where none is drawn (a piece begins with the
 * keyframe before what was asked for) the nearest ones before and after count: no picture of a piece is left open.
 */
export function zoneSpans(
  zones: readonly Zone[],
  piece: { readonly fromMs: number; readonly toMs: number },
): { readonly fromMs: number; readonly toMs: number; readonly zones: readonly Zone[] }[] {
  const wide = zones.map((zone) => ({
    ...zone,
    fromMs: zone.fromMs - AROUND_CHANGE_MS,
    toMs: zone.toMs + AROUND_CHANGE_MS,
  }));
  const cuts = [piece.fromMs, piece.toMs, ...wide.flatMap(({ fromMs, toMs }) => [fromMs, toMs])]
    .filter((at) => at >= piece.fromMs && at <= piece.toMs)
    .sort((a, b) => a - b);
  const spans = [];
  for (const [index, fromMs] of cuts.entries()) {
    const toMs = cuts[index + 1];
    if (toMs === undefined || toMs <= fromMs) continue;
    const standing = wide.filter((zone) => zone.fromMs < toMs && zone.toMs > fromMs);
    const hiding = standing.length > 0 ? standing : nearest(wide, fromMs, toMs);
    if (hiding.length > 0) spans.push({ fromMs, toMs, zones: hiding });
  }
  return spans;
}

function nearest(zones: readonly Zone[], fromMs: number, toMs: number): Zone[] {
  const before = zones.filter((zone) => zone.toMs <= fromMs);
  const after = zones.filter((zone) => zone.fromMs >= toMs);
  const lastMs = Math.max(...before.map((zone) => zone.toMs));
  const firstMs = Math.min(...after.map((zone) => zone.fromMs));
  return [
    ...before.filter((zone) => zone.toMs === lastMs),
    ...after.filter((zone) => zone.fromMs === firstMs),
  ];
}

/** White where it is hidden. */
export async function drawMask(
  folder: string,
  file: string,
  zones: readonly Zone[],
  { width, height }: { readonly width: number; readonly height: number },
): Promise<void> {
  const stroke = Math.round(width * MARGIN * 2);
  const shapes = zones.map(({ polygon }) => {
    const points = polygon.map(({ x, y }) => `${x * width},${y * height}`).join(' ');
    return `<polygon points="${points}" fill="#fff" stroke="#fff" stroke-width="${stroke}" stroke-linejoin="round"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#000"/>${shapes.join('')}</svg>`;
  const png = await sharp(Buffer.from(svg))
    .resize(width, height, { fit: 'fill' })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  await writeFile(join(folder, file), png);
}

/** Filters from `[in]` to `[out]`; masks are inputs 1 and up. */
export function blurGraph(
  masks: readonly Mask[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  // What is not in these few points cannot be brought back from between them.
  const points = `${POINTS_WIDE}:${Math.max(2, Math.round((height * POINTS_WIDE) / width))}`;
  const rough = `scale=${points}:flags=area,scale=${width}:${height}:flags=bilinear`;
  const steps = masks.map(({ fromS, toS }, index) => {
    const from = index === 0 ? 'in' : `b${index}`;
    const to = index === masks.length - 1 ? 'out' : `b${index + 1}`;
    const when = `between(t,${fromS.toFixed(3)},${toS.toFixed(3)})`;
    return [
      `[${from}]split[kept${index}][copy${index}]`,
      `[copy${index}]${rough}[rough${index}]`,
      `[${index + 1}:v]format=gray[mask${index}]`,
      `[rough${index}][mask${index}]alphamerge[hidden${index}]`,
      `[kept${index}][hidden${index}]overlay=enable='${when}'[${to}]`,
    ].join(';');
  });
  return steps.join(';');
}
