import { describe, expect, test } from 'vitest';
import { arrange } from './arrange.ts';

describe('arrange', () => {
  test('leaves out rows and columns nobody would be in', () => {
    expect(arrange(4, 1, 1)).toEqual({ columns: 1, rows: 1 });
    expect(arrange(4, 2, 1)).toEqual({ columns: 2, rows: 1 });
    expect(arrange(4, 3, 1)).toEqual({ columns: 2, rows: 2 });
    expect(arrange(9, 5, 1)).toEqual({ columns: 3, rows: 2 });
    expect(arrange(16, 16, 1)).toEqual({ columns: 4, rows: 4 });
  });

  test('keeps the tiles of all pages alike', () => {
    expect(arrange(4, 1, 2)).toEqual({ columns: 2, rows: 2 });
    expect(arrange(1, 1, 3)).toEqual({ columns: 1, rows: 1 });
  });
});
