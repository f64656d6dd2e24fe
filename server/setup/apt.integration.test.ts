import { expect, it } from 'vitest';
import { ensurePackages, findMissing } from './apt.mjs';

const nowhere = 'mingchuang-no-such-package';
const quiet = { say: () => {}, tell: () => {} };

it('finds out from dpkg what is missing', async () => {
  expect(await findMissing(['dpkg', nowhere])).toEqual([nowhere]);
  expect(await ensurePackages(['dpkg'], quiet)).toBe(0);
});

it('without root says what to install instead of trying', async () => {
  await expect(ensurePackages(['dpkg', nowhere], quiet, { asRoot: false })).rejects.toThrow(
    `apt-get install -y --no-install-recommends ${nowhere}`,
  );
});
