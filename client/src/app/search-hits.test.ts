import { expect, test } from 'vitest';
import type { SearchHit } from '../../../server/contract/search.ts';
import { marked, pathOfHit, pathOfMore } from './search-hits.ts';

const hit = (more: Partial<SearchHit>): SearchHit => ({
  ...{ kind: 'window', id: 'w', name: '综合窗口', code: 'A05', where: [], hallId: 'h', cameraId: 'c' },
  ...{ closed: false, marks: [] },
  ...more,
});

test('a window is shown in its picture while one watches, in the registry otherwise', () => {
  expect(pathOfHit(hit({}), true)).toBe('/wall/h/camera/c?window=w');
  expect(pathOfHit(hit({ cameraId: null }), true)).toBe('/registry/halls/h/windows?q=A05');
  expect(pathOfHit(hit({}), false)).toBe('/registry/halls/h/windows?q=A05');
  expect(pathOfHit(hit({ kind: 'matter', name: '食品 许可' }), true)).toBe(
    '/registry/matters?q=%E9%A3%9F%E5%93%81%20%E8%AE%B8%E5%8F%AF',
  );
});

test('everything of a kind is in the registry, but people', () => {
  expect(pathOfMore('camera', 'scj')).toBe('/registry/cameras?q=scj');
  expect(pathOfMore('user', 'scj')).toBeUndefined();
});

test('a name is cut at what was meant', () => {
  expect(marked('揭阳市市场监督', [[3, 5]]).map((part) => part.text)).toEqual(['揭阳市', '市场', '监督']);
  expect(marked('市场', [[0, 2]])).toEqual([{ text: '市场', meant: true }]);
  expect(marked('市场', [])).toEqual([{ text: '市场', meant: false }]);
});
