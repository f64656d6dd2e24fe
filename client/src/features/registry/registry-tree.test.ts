import { expect, test } from 'vitest';
import { narrowedTo, pathTo, placeNodes } from './registry-tree.ts';

const hall = (id: string, regionCode: string, windows: number, cameras: number, unseen: number) => ({
  ...{ id, name: id, regionCode, windows, cameras, unseen },
  departments: 0,
});
const tree = {
  regions: [
    { code: '445200', name: '揭阳市', level: 'city' as const, parentCode: '440000' },
    { code: '445281', name: '普宁市', level: 'county' as const, parentCode: '445200' },
    { code: '445281101', name: '流沙镇', level: 'township' as const, parentCode: '445281' },
  ],
  halls: [hall('a', '445200', 10, 4, 0), hall('b', '445281101', 5, 0, 5)],
};

test('counts add up, and what is wrong below shows above', () => {
  const [city] = placeNodes(tree);
  expect(city).toMatchObject({ name: '揭阳市', windows: 15, cameras: 4, unseen: 5, blind: true });
  expect(city?.children.map((node) => node.key)).toEqual(['a', '445281']);
  expect(city?.children[0]).toMatchObject({ kind: 'hall', blind: false });
});

test('a region whose parent the reader does not see is a root, and nothing is lost', () => {
  expect(placeNodes(tree)).toHaveLength(1);
  expect(placeNodes({ regions: [], halls: [] })).toEqual([]);
});

test('the way to a place, and the tree narrowed to what was found', () => {
  const nodes = placeNodes(tree);
  expect(pathTo(nodes, 'b').map((node) => node.name)).toEqual(['揭阳市', '普宁市', '流沙镇', 'b']);
  expect(pathTo(nodes, 'nowhere')).toEqual([]);
  const [city] = narrowedTo(nodes, new Set(['445281']));
  expect(city?.children.map((node) => node.key)).toEqual(['445281']);
  expect(city?.children[0]?.children).toEqual([]);
});
