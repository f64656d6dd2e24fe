import { expect, test } from 'vitest';
import type { Actor } from '../platform/http/route.ts';
import { createMayListen } from './may-listen.ts';

const actor: Actor = { kind: 'user', id: 'u', username: 'wang', sessionId: 's' };

test.each([
  [true, true, true],
  [true, false, false],
  [false, true, false],
])('permission %s, hall %s: %s', async (permitted, soundAllowed, heard) => {
  const place = { regionPath: ['445200'], hallId: 'h' };
  const mayListen = createMayListen({
    finder: { ofCamera: async (id) => (id === 'c' ? place : undefined) },
    gate: { permits: async (_actor, permission) => permitted && permission === 'live:listen' },
    policies: {
      ofCamera: async () => ({
        hallId: 'h',
        policy: { lineKbps: null, lineReserveKbps: 400, soundAllowed },
      }),
    },
  });
  expect(await mayListen(actor, 'c')).toBe(heard);
  expect(await mayListen(actor, 'another')).toBe(false);
});
