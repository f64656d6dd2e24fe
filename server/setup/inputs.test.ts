import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashInputs, isUpToDate, stampFile } from './inputs.mjs';

let root: string;
const write = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
};
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'mc-inputs-'));
  await write('server/main.ts', 'one');
  await write('client/index.html', 'page');
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('builds again what changed and only that', async () => {
  for (const part of ['server', 'client'] as const) {
    await write(path.relative(root, stampFile(part, root)), await hashInputs(part, root));
    expect(await isUpToDate(part, root)).toBe(true);
  }
  await write('server/main.test.ts', 'a test is not part of the program');
  expect(await isUpToDate('server', root)).toBe(true);
  await write('server/main.ts', 'two');
  expect(await isUpToDate('server', root)).toBe(false);
  expect(await isUpToDate('client', root)).toBe(true);
  await write('server/contract/case.ts', 'shared with the pages');
  expect(await isUpToDate('client', root)).toBe(false);
});

it('sees a rename without a change of content', async () => {
  const before = await hashInputs('server', root);
  await rm(path.join(root, 'server/main.ts'));
  await write('server/other.ts', 'one');
  expect(await hashInputs('server', root)).not.toBe(before);
});
