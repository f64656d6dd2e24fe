import { describe, expect, test } from 'vitest';
import { type Lender, type LentPicture, LentPictures } from './lent-pictures.ts';

const shown: LentPicture = { video: {} as HTMLVideoElement, capturedAtMs: 1 };
const lender = (picture: LentPicture | undefined): Lender => ({
  picture: () => picture,
  hold: () => () => undefined,
});

describe('lent pictures', () => {
  test('come from somebody else who has the same camera live', () => {
    const lent = new LentPictures();
    const self = lender(shown);
    const dark = lender(undefined);
    const other = lender(shown);
    for (const each of [self, dark]) lent.lend('a', each);
    expect(lent.borrow('a', self)).toBeUndefined();
    const takeBack = lent.lend('a', other);
    expect(lent.borrow('a', self)).toBe(other);
    expect(lent.borrow('b', self)).toBeUndefined();
    takeBack();
    expect(lent.borrow('a', self)).toBeUndefined();
  });
});
