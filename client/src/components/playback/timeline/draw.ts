/** Draws a timeline on its canvases: one for what moves with the view, one for what moves with the playhead. */
import type { TimelineMark } from '../../../../../server/contract/playback.ts';
import type { CoverageSpan } from '../../../../../server/contract/recordings.ts';
import type { Marks } from '../../../media/playback/index.ts';
import { drawOccupancy } from './draw-occupancy.ts';
import { type Lane, RULER_PX } from './lanes.ts';
import type { OccupancyLane } from './occupancy-lane.ts';
import { type Span, spanOf, xOf } from './scale.ts';
import type { Ink, Sheet } from './sheet.ts';
import { ticksOf } from './ticks.ts';

/** Makes a canvas as sharp as the screen; its context then counts in CSS pixels. */
export function sharpen(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

export function drawLine(
  sheet: Sheet,
  lanes: readonly Lane[],
  coverage: ReadonlyMap<string, readonly CoverageSpan[]>,
  marks: readonly TimelineMark[],
  occupancy: readonly OccupancyLane[],
  nowMs: number,
): void {
  const { context, width, height, ink } = sheet;
  context.fillStyle = ink.ground;
  context.fillRect(0, 0, width, height);
  drawRuler(sheet);
  const hatch = hatchOf(context, ink);
  for (const lane of lanes) {
    context.fillStyle = ink.lane;
    context.fillRect(0, lane.top, width, lane.height);
    if (lane.kind === 'coverage') drawCoverage(sheet, lane, coverage.get(lane.cameraId ?? '') ?? [], hatch);
    else if (lane.kind === 'occupancy') {
      const spans = occupancy.find(({ windowId }) => windowId === lane.windowId)?.spans ?? [];
      drawOccupancy(sheet, lane, spans, hatch);
    } else for (const mark of marks) if (mark.kind === lane.kind) drawMark(sheet, lane, mark, hatch);
  }
  const now = xOf(sheet.view, width, nowMs);
  if (now < width) {
    context.fillStyle = ink.ground;
    context.globalAlpha = 0.75;
    context.fillRect(Math.max(0, now), RULER_PX, width - Math.max(0, now), height);
    context.globalAlpha = 1;
  }
}

function drawRuler({ context, width, height, ink, view }: Sheet): void {
  context.font = ink.font;
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (const { atMs, label } of ticksOf(view, width)) {
    const x = Math.round(xOf(view, width, atMs)) + 0.5;
    context.strokeStyle = label === undefined ? ink.line : ink.strong;
    context.beginPath();
    context.moveTo(x, label === undefined ? RULER_PX - 4 : RULER_PX - 8);
    context.lineTo(x, label === undefined ? RULER_PX : height);
    context.stroke();
    if (label === undefined) continue;
    context.fillStyle = ink.quiet;
    context.fillText(label, x + 4, RULER_PX / 2 - 1);
  }
}

function drawCoverage(
  { context, width, ink, view }: Sheet,
  lane: Lane,
  spans: readonly CoverageSpan[],
  hatch: CanvasPattern | string,
): void {
  for (const span of spans) {
    const from = xOf(view, width, Date.parse(span.from));
    const to = xOf(view, width, Date.parse(span.to));
    if (to < 0 || from > width) continue;
    const x = Math.max(-2, from);
    const wide = Math.max(span.kind === 'gap' ? 1.5 : 0.75, Math.min(width + 2, to) - x);
    if (span.kind === 'footage') {
      context.fillStyle = ink.footage;
      context.fillRect(x, lane.top + 3, wide, lane.height - 6);
      continue;
    }
    context.fillStyle = hatch;
    context.fillRect(x, lane.top, wide, lane.height);
  }
}

function drawMark(sheet: Sheet, lane: Lane, mark: TimelineMark, hatch: CanvasPattern | string): void {
  const { context, width, ink, view } = sheet;
  const from = xOf(view, width, Date.parse(mark.at));
  const to = mark.to === null ? from : xOf(view, width, Date.parse(mark.to));
  if (to < -12 || from > width + 12) return;
  const middle = lane.top + lane.height / 2;
  switch (mark.kind) {
    case 'session':
    case 'hold':
    case 'outage': {
      const x = Math.max(-2, from);
      const wide = Math.max(3, Math.min(width + 2, to) - x);
      context.fillStyle = mark.kind === 'outage' ? hatch : ink.line;
      context.fillRect(x, lane.top + 2, wide, lane.height - 4);
      context.strokeStyle = ink.quiet;
      context.strokeRect(x + 0.5, lane.top + 2.5, wide - 1, lane.height - 5);
      drawText(sheet, markWord(mark), x + 5, middle, wide - 8);
      return;
    }
    case 'card': {
      context.fillStyle = mark.level === 'red' ? ink.red : mark.level === 'yellow' ? ink.yellow : ink.near;
      context.fillRect(from - 4, lane.top + 2, 8, lane.height - 4);
      context.strokeStyle = ink.text;
      context.lineWidth = 0.75;
      context.strokeRect(from - 4, lane.top + 2, 8, lane.height - 4);
      context.lineWidth = 1;
      return;
    }
    case 'note': {
      context.fillStyle = ink.text;
      context.fillRect(from - 0.5, lane.top + 2, 1.5, lane.height - 4);
      context.beginPath();
      context.moveTo(from, lane.top + 2);
      context.lineTo(from + 9, lane.top + 6);
      context.lineTo(from, lane.top + 10);
      context.fill();
      return;
    }
    case 'lead':
    case 'step': {
      context.fillStyle = mark.kind === 'lead' ? ink.lead : ink.text;
      context.beginPath();
      context.moveTo(from, middle - 6);
      context.lineTo(from + 6, middle);
      context.lineTo(from, middle + 6);
      context.lineTo(from - 6, middle);
      context.fill();
    }
  }
}

function markWord({ text, caseNo }: TimelineMark): string {
  return text ?? caseNo ?? '';
}

function drawText({ context, ink }: Sheet, text: string, x: number, y: number, room: number): void {
  if (text === '' || room < 30) return;
  context.save();
  context.beginPath();
  context.rect(x, y - 9, room, 18);
  context.clip();
  context.fillStyle = ink.text;
  context.fillText(text, x, y + 1);
  context.restore();
}

/** The playhead, the marks of in and out, and where somebody points. */
export function drawHead(
  { context, width, height, ink, view }: Sheet,
  at: { readonly headMs: number; readonly hoverX: number | undefined; readonly marks: Marks },
): void {
  context.clearRect(0, 0, width, height);
  const { inMs, outMs } = at.marks;
  if (inMs !== undefined || outMs !== undefined) {
    const from = inMs === undefined ? undefined : xOf(view, width, inMs);
    const to = outMs === undefined ? undefined : xOf(view, width, outMs);
    context.fillStyle = ink.text;
    if (from !== undefined && to !== undefined) {
      context.globalAlpha = 0.14;
      context.fillRect(from, 0, Math.max(1, to - from), height);
      context.globalAlpha = 1;
    }
    if (from !== undefined) bracket(context, from, height, 1);
    if (to !== undefined) bracket(context, to, height, -1);
  }
  if (at.hoverX !== undefined) {
    context.fillStyle = ink.strong;
    context.fillRect(Math.round(at.hoverX), 0, 1, height);
  }
  const x = xOf(view, width, at.headMs);
  context.fillStyle = ink.head;
  if (x < 0 || x > width) {
    // Out of view: an arrow at the edge says where it is.
    const edge = x < 0 ? 0 : width;
    const inward = x < 0 ? 1 : -1;
    context.beginPath();
    context.moveTo(edge + inward * 2, RULER_PX / 2);
    context.lineTo(edge + inward * 12, RULER_PX / 2 - 7);
    context.lineTo(edge + inward * 12, RULER_PX / 2 + 7);
    context.fill();
    return;
  }
  context.fillRect(Math.round(x) - 1, 8, 2, height - 8);
  context.beginPath();
  context.moveTo(x - 7, 0);
  context.lineTo(x + 7, 0);
  context.lineTo(x + 7, 7);
  context.lineTo(x, 14);
  context.lineTo(x - 7, 7);
  context.fill();
}

function bracket(context: CanvasRenderingContext2D, x: number, height: number, inward: 1 | -1): void {
  context.fillRect(x - 1, 0, 2, height);
  context.fillRect(inward > 0 ? x - 1 : x - 6, 0, 7, 3);
  context.fillRect(inward > 0 ? x - 1 : x - 6, height - 3, 7, 3);
}

let made: { ink: Ink; pattern: CanvasPattern } | undefined;

function hatchOf(context: CanvasRenderingContext2D, ink: Ink): CanvasPattern | string {
  if (made?.ink === ink) return made.pattern;
  const tile = document.createElement('canvas');
  tile.width = 8;
  tile.height = 8;
  const pen = tile.getContext('2d');
  if (pen === null) return ink.hatch;
  pen.strokeStyle = ink.hatch;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const from of [-8, 0, 8]) {
    pen.moveTo(from, 8);
    pen.lineTo(from + 8, 0);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) return ink.hatch;
  made = { ink, pattern };
  return pattern;
}

export const msPerPx = (view: Span, width: number): number => spanOf(view) / Math.max(1, width);
