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

it('without root names at once what the media worker would ask for later', async () => {
  const forWorker = ['dpkg', `${nowhere}-dev`];
  await expect(ensurePackages([nowhere], quiet, { asRoot: false, forWorker })).rejects.toThrow(
    `--no-install-recommends ${nowhere} ${nowhere}-dev`,
  );
  expect(await ensurePackages(['dpkg'], quiet, { asRoot: false, forWorker })).toBe(0);
});
