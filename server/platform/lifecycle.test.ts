import { expect, test } from 'vitest';
import { createLifecycle } from './lifecycle.ts';
import { silentLog } from './log.ts';

test('parts end in reverse order, once, and one that fails does not stop the rest', async () => {
  const lifecycle = createLifecycle(silentLog());
  const ended: string[] = [];
  lifecycle.onClose('first', () => void ended.push('first'));
  lifecycle.onClose('fails', () => {
    throw new Error('no');
  });
  lifecycle.onClose('last', async () => void ended.push('last'));
  expect(await Promise.all([lifecycle.close(), lifecycle.close()])).toEqual([true, true]);
  expect(ended).toEqual(['last', 'first']);
});

test('a part that never ends does not hold the others past the deadline', async () => {
  const lifecycle = createLifecycle(silentLog(), 20);
  lifecycle.onClose('stuck', () => new Promise(() => undefined));
  expect(await lifecycle.close()).toBe(false);
});
