import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankDrawing, type Drawing, type DrawingAction, draw, savable, unsaved } from './zone-drawing.ts';

const run = (actions: readonly DrawingAction[], from: Drawing = blankDrawing) => actions.reduce(draw, from);
const triangle: DrawingAction[] = [
  { type: 'add', at: { x: 0.1, y: 0.1 } },
  { type: 'add', at: { x: 0.9, y: 0.1 } },
  { type: 'add', at: { x: 0.9, y: 0.9 } },
];

describe('drawing a zone', () => {
  test('needs three corners before it can be saved; the applicant zone may be left out', () => {
    expect(savable(run(triangle.slice(0, 2)).zones)).toBe(false);
    expect(savable(run(triangle).zones)).toBe(true);
    const half = run([
      ...triangle,
      { type: 'kind', kind: 'applicant' },
      { type: 'add', at: { x: 0.5, y: 0.5 } },
    ]);
    expect(savable(half.zones)).toBe(false);
  });

  test('a fourth corner goes into the nearest edge, so that lines do not cross', () => {
    const { zones, chosen } = run([...triangle, { type: 'add', at: { x: 0.5, y: 0.05 } }]);
    expect(zones.clerk[1]).toEqual({ x: 0.5, y: 0.05 });
    expect(chosen).toBe(1);
  });

  test('a drag is one step back, however many moves it had', () => {
    const before = run(triangle);
    const dragged = run(
      [
        { type: 'grab', index: 2 },
        { type: 'drag', to: { x: 0.5, y: 0.6 } },
        { type: 'drag', to: { x: 0.4, y: 0.7 } },
      ],
      before,
    );
    expect(dragged.zones.clerk[2]).toEqual({ x: 0.4, y: 0.7 });
    expect(draw(dragged, { type: 'undo' }).zones).toEqual(before.zones);
  });

  test('corners stay in the picture', () => {
    const { zones } = run([...triangle, { type: 'choose', index: 0 }, { type: 'nudge', dx: -5, dy: -5 }]);
    expect(zones.clerk[0]).toEqual({ x: 0, y: 0 });
  });

  test('saving makes it clean, undoing past that makes it unsaved again', () => {
    const saved = run([...triangle, { type: 'saved' }]);
    expect(unsaved(saved)).toBe(false);
    expect(unsaved(draw(saved, { type: 'undo' }))).toBe(true);
  });

  test('undo leads back through anything to the blank picture', () => {
    const unit = fc.double({ min: -0.5, max: 1.5, noNaN: true });
    const action = fc.oneof(
      fc.record({ type: fc.constant('add' as const), at: fc.record({ x: unit, y: unit }) }),
      fc.record({ type: fc.constant('choose' as const), index: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ type: fc.constant('nudge' as const), dx: unit, dy: unit }),
      fc.constantFrom<DrawingAction>({ type: 'remove' }, { type: 'clear' }, { type: 'rectangle' }),
      fc.record({
        type: fc.constant('kind' as const),
        kind: fc.constantFrom('clerk' as const, 'applicant' as const),
      }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        let drawing = run(actions);
        for (const corner of [...drawing.zones.clerk, ...drawing.zones.applicant]) {
          expect(corner.x).toBeGreaterThanOrEqual(0);
          expect(corner.x).toBeLessThanOrEqual(1);
          expect(corner.y).toBeGreaterThanOrEqual(0);
          expect(corner.y).toBeLessThanOrEqual(1);
        }
        while (drawing.past.length > 0) drawing = draw(drawing, { type: 'undo' });
        expect(drawing.zones).toEqual({ clerk: [], applicant: [] });
      }),
    );
  });
});
