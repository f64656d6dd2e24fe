/**
 * Draws a window's occupancy. States differ by shape: serving is a full bar, present a low one, vacant an empty frame,
 * unknown hatched.
 */
import type { OccupancySpan } from '../../../../../server/contract/occupancy.ts';
import type { Lane } from './lanes.ts';
import { xOf } from './scale.ts';
import type { Sheet } from './sheet.ts';

export function drawOccupancy(
  { context, width, ink, view }: Sheet,
  lane: Lane,
  spans: readonly OccupancySpan[],
  hatch: CanvasPattern | string,
): void {
  const { top, height } = lane;
  for (const span of spans) {
    const from = xOf(view, width, Date.parse(span.from));
    const to = xOf(view, width, Date.parse(span.to));
    if (to < 0 || from > width) continue;
    const x = Math.max(-2, from);
    const wide = Math.max(0.75, Math.min(width + 2, to) - x);
    switch (span.state) {
      case 'serving':
        context.fillStyle = ink.quiet;
        context.fillRect(x, top + 2, wide, height - 4);
        break;
      case 'present':
        context.fillStyle = ink.quiet;
        context.fillRect(x, top + height / 2 + 1, wide, height / 2 - 3);
        break;
      case 'vacant':
        context.strokeStyle = ink.text;
        context.lineWidth = 1.5;
        context.strokeRect(x + 0.75, top + 2.75, Math.max(0.5, wide - 1.5), height - 5.5);
        context.lineWidth = 1;
        break;
      case 'unknown':
        context.fillStyle = hatch;
        context.fillRect(x, top, wide, height);
    }
  }
}
