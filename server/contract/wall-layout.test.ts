import { describe, expect, test } from 'vitest';
import { layoutFaults } from './wall-layout.ts';
import { wallPage } from './walls.ts';

const box = (id: string, x: number, y: number, w: number, h: number) => ({ id, x, y, w, h });

describe('tiles on a page', () => {
  test('side by side and edge to edge is well', () => {
    expect(layoutFaults([box('a', 0, 0, 12, 24), box('b', 12, 0, 12, 12), box('c', 12, 12, 12, 12)])).toEqual(
      [],
    );
  });
  test('one over another is named with both', () => {
    expect(layoutFaults([box('a', 0, 0, 12, 12), box('b', 11, 11, 4, 4)])).toEqual([
      { index: 1, message: 'tile b lies over tile a' },
    ]);
  });
  test('over the edge, and twice under one name', () => {
    expect(layoutFaults([box('a', 20, 0, 6, 4)])[0]?.message).toContain('ends at 26×4');
    expect(layoutFaults([box('a', 0, 0, 2, 2), box('a', 4, 4, 2, 2)])[0]?.message).toContain('twice');
  });
  test('on the wire the fault is at the tile', () => {
    const content = { kind: 'trouble', rank: 0 };
    const tiles = [
      { ...box('a', 0, 0, 4, 4), content },
      { ...box('b', 2, 2, 4, 4), content },
    ];
    const { error } = wallPage.safeParse({ name: '', tiles });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['tiles.1']);
  });
});
