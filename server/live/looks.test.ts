import { expect, test } from 'vitest';
import type { AuditEntry } from '../audit/index.ts';
import { silentLog } from '../platform/log.ts';
import { Looks, SAME_LOOK_MS } from './looks.ts';

const request = {
  actor: { kind: 'user', id: 'u', username: 'wang', sessionId: 's' },
  ...{ from: '10.0.0.8', way: 'webrtc', place: { regionPath: [] } },
  key: { cameraId: 'c', profile: 'main' },
} as const;

test('the end of a look is told once, though the trail is away while the next look begins', async () => {
  let nowMs = 1_000_000;
  const rows: string[] = [];
  let refuse: (() => void) | undefined;
  let isAway = false;
  const looks = new Looks({
    audit: {
      append: async ({ action }: AuditEntry) => {
        if (isAway && action === 'live.view-end')
          await new Promise<void>((_, reject) => {
            refuse = () => reject(new Error('away'));
          });
        rows.push(action);
      },
    },
    log: silentLog(),
    now: () => nowMs,
  });
  const end = await looks.begin('view', request);
  end();
  nowMs += SAME_LOOK_MS + 1;
  isAway = true;
  const sweeping = looks.sweep();
  const endSecond = await looks.begin('view', request);
  isAway = false;
  refuse?.();
  await sweeping;
  expect(rows).toEqual(['live.view', 'live.view']);
  await looks.sweep();
  expect(rows).toEqual(['live.view', 'live.view', 'live.view-end']);
  endSecond();
  await looks.close();
  await looks.close();
  expect(rows).toEqual(['live.view', 'live.view', 'live.view-end', 'live.view-end']);
});
