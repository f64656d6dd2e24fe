import { describe, expect, test } from 'vitest';
import { MOST_SCREENS, type ScreenContent } from '../contract/walls.ts';
import { ScreenBoard } from './screens.ts';

const nothing: ScreenContent = { kind: 'nothing' };
const camera: ScreenContent = { kind: 'camera', cameraId: '0198c5a0-0000-7000-8000-000000000001' };
const page = () => {
  const told: (ScreenContent | 'replaced')[] = [];
  return {
    told,
    show: (content: ScreenContent) => told.push(content),
    replaced: () => told.push('replaced'),
  };
};
const board = () => new ScreenBoard({ now: () => Date.parse('2026-11-23T02:00:00.000Z') });

describe('screens', () => {
  test('one is told what to show, and its person which there are', () => {
    const screens = board();
    const seen: string[][] = [];
    screens.follow('me', (all) => seen.push(all.map(({ name, content }) => `${name}:${content.kind}`)));
    const left = page();
    const { id } = screens.join('me', left, '左屏', nothing);
    screens.show('me', id, camera);
    screens.leave('me', left);
    expect(left.told).toEqual([camera]);
    expect(seen).toEqual([['左屏:nothing'], ['左屏:camera'], []]);
  });
  test('another page by its name takes its place and its id; the old one is told so, and its leaving changes nothing', () => {
    const screens = board();
    const [old, fresh] = [page(), page()];
    const first = screens.join('me', old, '左屏', camera);
    const second = screens.join('me', fresh, '左屏', camera);
    expect(second.id).toBe(first.id);
    expect(old.told).toEqual(['replaced']);
    screens.leave('me', old);
    expect(screens.of('me')).toHaveLength(1);
    screens.show('me', first.id, nothing);
    expect(fresh.told).toEqual([nothing]);
  });
  test('a page that takes another name is one screen still', () => {
    const screens = board();
    const one = page();
    screens.join('me', one, '左屏', nothing);
    screens.join('me', one, '右屏', nothing);
    expect(screens.of('me').map(({ name }) => name)).toEqual(['右屏']);
  });
  test('another person’s is not there, also by its id and name', () => {
    const screens = board();
    const mine = page();
    const { id } = screens.join('me', mine, '左屏', nothing);
    expect(() => screens.show('you', id, camera)).toThrowError(
      expect.objectContaining({ code: 'screen_missing' }),
    );
    screens.join('you', page(), '左屏', camera);
    expect(mine.told).toEqual([]);
    expect(screens.of('me')).toHaveLength(1);
  });
  test('there is an end to them', () => {
    const screens = board();
    for (let n = 0; n < MOST_SCREENS; n += 1) screens.join('me', page(), `屏 ${n}`, nothing);
    expect(() => screens.join('me', page(), '再一块', nothing)).toThrowError(
      expect.objectContaining({ code: 'too_many_screens' }),
    );
  });
});
