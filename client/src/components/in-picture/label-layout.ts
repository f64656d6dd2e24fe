/**
 * Where each window's label lies: at its own zone, over no person, beside the others. Above the clerk's zone if there
 * is room, else on the counter between the zones, at the applicants' foot or beside. Pure.
 */
import { overlapArea, type Rect, type Size, within } from './rect.ts';

export interface LabelledZones {
  readonly clerk: Rect;
  readonly applicant: Rect | undefined;
  readonly size: Size;
}

export interface LabelRoom {
  /** Labels stay inside. */
  readonly bounds: Rect;
  /** What lies over the picture already: name, cards, strips. */
  readonly taken: readonly Rect[];
}

export interface PlacedLabels {
  /** In the order they were given. */
  readonly labels: readonly Rect[];
  /** Some lie over each other: less should be said. */
  readonly crowded: boolean;
}

const GAP_PX = 3;
const SHIFTS = [0, -0.25, 0.25, -0.5, 0.5];
const SWEEPS = 4;

/** What a share of the label's area costs, by what it covers. */
const COST = { label: 60, taken: 14, head: 8, body: 3, lap: 1.2, away: 0.7 } as const;
/** Of a person in a zone, from the top. */
const HEAD_SHARE = 0.6;

export function placeLabels(windows: readonly LabelledZones[], room: LabelRoom): PlacedLabels {
  const people = windows.flatMap(({ clerk, applicant }) => [
    ...parts(clerk, COST.head, COST.body),
    ...(applicant === undefined ? [] : parts(applicant, COST.head, COST.lap)),
  ]);
  const labels: (Rect | undefined)[] = windows.map(() => undefined);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let moved = false;
    for (const [index, window] of windows.entries()) {
      const others = labels.flatMap((label, other) =>
        label === undefined || other === index ? [] : [label],
      );
      const best = bestOf(window, others, people, room);
      const before = labels[index];
      moved ||= before === undefined || before.x !== best.x || before.y !== best.y;
      labels[index] = best;
    }
    if (!moved) break;
  }
  const placed = labels.flatMap((label) => label ?? []);
  const crowded = placed.some((a, index) => placed.slice(index + 1).some((b) => overlapArea(a, b) > 1));
  return { labels: placed, crowded };
}

interface Covered {
  readonly rect: Rect;
  readonly cost: number;
}

function parts(zone: Rect, head: number, rest: number): Covered[] {
  const height = zone.height * HEAD_SHARE;
  return [
    { rect: { ...zone, height }, cost: head },
    { rect: { ...zone, y: zone.y + height, height: zone.height - height }, cost: rest },
  ];
}

function bestOf(
  window: LabelledZones,
  others: readonly Rect[],
  people: readonly Covered[],
  { bounds, taken }: LabelRoom,
): Rect {
  const area = window.size.width * window.size.height;
  let best: { readonly rect: Rect; readonly cost: number } | undefined;
  for (const { rect: wanted, cost: own } of candidates(window)) {
    const rect = within(wanted, bounds);
    let cost = own;
    for (const other of others) cost += (COST.label * overlapArea(rect, other)) / area;
    for (const each of taken) cost += (COST.taken * overlapArea(rect, each)) / area;
    for (const each of people) cost += (each.cost * overlapArea(rect, each.rect)) / area;
    // Pushed away from its zone by the picture's edge.
    cost += (COST.away * (Math.abs(rect.x - wanted.x) + Math.abs(rect.y - wanted.y))) / window.size.width;
    if (best === undefined || cost < best.cost - 1e-9) best = { rect, cost };
  }
  return best?.rect ?? within({ ...window.clerk, ...window.size }, bounds);
}

function* candidates({ clerk, applicant, size }: LabelledZones): Generator<Covered> {
  const middle = clerk.x + clerk.width / 2 - size.width / 2;
  const rows: [y: number, cost: number][] = [[clerk.y - size.height - GAP_PX, 0]];
  const clerkFoot = clerk.y + clerk.height;
  if (applicant === undefined) rows.push([clerkFoot + GAP_PX, 0.4]);
  else {
    // The counter: between who sits and who stands, or where their zones meet.
    rows.push([(clerkFoot + applicant.y) / 2 - size.height / 2, 0.3]);
    rows.push([applicant.y + applicant.height + GAP_PX, 0.6]);
    rows.push([applicant.y + applicant.height - size.height, 0.7]);
  }
  rows.push([clerk.y, 1.2]);
  for (const [y, cost] of rows)
    for (const shift of SHIFTS)
      yield {
        rect: { x: middle + shift * size.width, y, ...size },
        cost: cost + COST.away * Math.abs(shift),
      };
  const beside = clerk.y + clerk.height / 2 - size.height / 2;
  yield { rect: { x: clerk.x - size.width - GAP_PX, y: beside, ...size }, cost: 0.9 };
  yield { rect: { x: clerk.x + clerk.width + GAP_PX, y: beside, ...size }, cost: 0.9 };
}
