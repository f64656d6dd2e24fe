import { describe, expect, test } from 'vitest';
import { GRID_UNITS, layoutFaults } from '../../../../server/contract/wall-layout.ts';
import { MOST_TILES, type TileContent } from '../../../../server/contract/walls.ts';
import * as model from './editor-model.ts';
import { boxesFor, templateBoxes, templateNames } from './templates.ts';

const camera = (n: number): TileContent => ({ kind: 'camera', cameraId: `camera-${n}` });
const cameras = (n: number) => Array.from({ length: n }, (_, index) => camera(index));
const empty = () => model.begin('早班', []).draft;
const named = (boxes: readonly { x: number; y: number; w: number; h: number }[]) =>
  boxes.map((box, index) => ({ id: String(index), ...box }));

describe('templates', () => {
  test('each is a whole page without a tile over another, and as many places as its name says', () => {
    for (const name of templateNames) {
      const boxes = templateBoxes(name);
      expect([name, layoutFaults(named(boxes))]).toEqual([name, []]);
      const area = boxes.reduce((sum, { w, h }) => sum + w * h, 0);
      expect([name, area]).toEqual([name, GRID_UNITS * GRID_UNITS]);
      const [a = '', b = ''] = name.split(/[×+]/);
      expect(boxes).toHaveLength(name.includes('×') ? Number(a) * Number(b) : 1 + Number(b));
    }
  });
  test('so many as are needed, never less', () => {
    for (let n = 1; n <= MOST_TILES; n += 1) expect(boxesFor(n).length).toBeGreaterThanOrEqual(n);
  });
});

describe('building a wall', () => {
  test('cameras fill the template, each once, then whatever room is left, and never more than a page holds', () => {
    const begun = model.arrangeBy(empty(), templateBoxes('1+5'));
    const three = model.add(begun, [camera(1), camera(2), camera(1)]);
    expect(model.tilesOf(three).map(({ w }) => w)).toEqual([16, 8]);
    const full = model.add(empty(), cameras(80));
    expect(model.tilesOf(full).length).toBeLessThanOrEqual(MOST_TILES);
    expect(layoutFaults(model.tilesOf(full))).toEqual([]);
    expect(
      model.tilesOf(model.add(model.arrangeBy(empty(), templateBoxes('8×8')), cameras(80))),
    ).toHaveLength(64);
  });
  test('dropped where it is free; where it is not, it finds a place of its own', () => {
    const one = model.add(empty(), [camera(1)], { x: 10, y: 10, w: 6, h: 6 });
    expect(model.tilesOf(one)[0]).toMatchObject({ x: 10, y: 10, w: 6 });
    const two = model.add(one, [camera(2)], { x: 12, y: 12, w: 6, h: 6 });
    expect(model.tilesOf(two)[1]).toMatchObject({ x: 0, y: 0 });
  });
  test('a tile does not move over another or off the page; by keys it jumps over what is in its way', () => {
    const draft = model.add(model.arrangeBy(empty(), templateBoxes('3×3')), cameras(2));
    const [a, b] = model.tilesOf(draft);
    expect(model.place(draft, a?.id ?? '', { x: 8, y: 0, w: 8, h: 8 })).toBe(draft);
    expect(model.resize(draft, a?.id ?? '', 1, 0)).toBe(draft);
    expect(model.move(draft, b?.id ?? '', 0, -1)).toBe(draft);
    expect(model.tilesOf(model.move(draft, a?.id ?? '', 1, 0))[0]).toMatchObject({ x: 16, y: 0 });
    expect(model.tilesOf(model.resize(draft, a?.id ?? '', -2, 4))[0]).toMatchObject({ w: 6, h: 12 });
  });
  test('a smaller template keeps the first in reading order', () => {
    const draft = model.add(model.arrangeBy(empty(), templateBoxes('3×3')), cameras(9));
    const four = model.arrangeBy(draft, templateBoxes('2×2'));
    expect(model.tilesOf(four).map(({ content }) => content)).toEqual(cameras(4));
  });
  test('each step is taken back and taken again; going to another page is none', () => {
    let editing = model.begin('早班', []);
    editing = model.step(editing, (draft) => model.add(draft, [camera(1)]));
    editing = model.step(editing, model.addPage);
    editing = model.goTo(editing, 0);
    editing = model.step(editing, (draft) => model.movePage(draft, 1));
    expect(editing.draft.pages.map(({ tiles }) => tiles.length)).toEqual([0, 1]);
    const back = model.undo(model.undo(editing));
    expect(back.draft.pages).toHaveLength(1);
    expect(model.redo(model.redo(back)).draft.pages).toEqual(editing.draft.pages);
    expect(model.step(editing, (draft) => model.remove(draft, 'none'))).toBe(editing);
    expect(model.removePage(model.begin('', []).draft).pages).toHaveLength(1);
  });
});
