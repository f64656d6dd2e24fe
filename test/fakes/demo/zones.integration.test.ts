import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BAY_CENTRES, PICTURE, zonesOf } from './zones.ts';

const folder = fileURLToPath(new URL('../cameras', import.meta.url));
/** Asks the drawing itself: where a clerk sits and where an applicant's stool stands. */
const ASK = `
import json, burnt_clock, hall, picture
bays = [hall.bay_of(slot) for slot in range(len(hall.BAY_CENTRES))]
print(json.dumps({
    "width": hall.WIDTH, "height": hall.HEIGHT, "centres": hall.BAY_CENTRES, "counter": hall.COUNTER_BACK,
    "burnt": min(burnt_clock.strip_origin(hall.WIDTH, hall.HEIGHT)[1] - burnt_clock.BLOCK, picture.OSD_FRAME[1]),
    "clerks": [bay["clerk"][0] for bay in bays], "seats": [bay["seat"][0] for bay in bays],
}))`;

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly centres: number[];
  readonly counter: number;
  /** The top of what is burnt in below. */
  readonly burnt: number;
  readonly clerks: number[];
  readonly seats: number[];
}

describe('the zones', () => {
  it('are where the drawing has its people, apart from one another', () => {
    const answer = execFileSync('/usr/bin/python3', ['-B', '-c', ASK], {
      env: { PYTHONPATH: folder, PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
    const drawing = JSON.parse(answer) as Drawing;
    expect(drawing.centres).toEqual(BAY_CENTRES);
    expect(PICTURE).toEqual({ width: drawing.width, height: drawing.height });
    for (const slot of BAY_CENTRES.keys()) {
      const { clerkZone, applicantZone } = zonesOf(slot);
      const clerk = extent(clerkZone);
      const applicant = extent(applicantZone);
      expect((clerk.left + clerk.right) / 2).toBeCloseTo(drawing.clerks[slot] ?? 0, 3);
      expect((applicant.left + applicant.right) / 2).toBeCloseTo(drawing.seats[slot] ?? 0, 3);
      expect(clerk.bottom - drawing.counter).toBeLessThan(10);
      // What is burnt in stirs all the time: a place with it in would never read empty.
      expect(applicant.bottom).toBeLessThan(drawing.burnt);
      for (const other of BAY_CENTRES.keys())
        if (other !== slot) {
          const { left, right } = extent(zonesOf(other).applicantZone);
          expect(right < applicant.left || left > applicant.right).toBe(true);
        }
    }
  });
});

function extent(zone: readonly { x: number; y: number }[]) {
  const xs = zone.map(({ x }) => x * PICTURE.width);
  const ys = zone.map(({ y }) => y * PICTURE.height);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
