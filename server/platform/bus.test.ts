import { expect, test } from 'vitest';
import { z } from 'zod';
import { createLocalBus, topic } from './bus.ts';
import { silentLog } from './log.ts';

test('subscribers get messages in order until they stop; one that throws harms nobody', async () => {
  const bus = createLocalBus(silentLog());
  const counted = topic('counted', z.number());
  const seen: number[] = [];
  bus.subscribe(counted, () => {
    throw new Error('mine');
  });
  const stop = bus.subscribe(counted, (n) => seen.push(n));
  bus.publish(counted, 1);
  bus.publish(counted, 2);
  stop();
  bus.publish(counted, 3);
  expect(seen).toEqual([1, 2]);
  await bus.close();
});
