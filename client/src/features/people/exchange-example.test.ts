import { expect, test } from 'vitest';
import { exchangeEvent } from '../../../../server/contract/exchange.ts';
import { exampleCommand, exampleEvents } from './exchange-example.ts';

const example = {
  origin: 'https://watch.example',
  secret: 'mct_secret',
  now: Date.UTC(2026, 10, 23, 1),
  matterCode: 'SC-001',
  window: { hallId: '0199f2c4-3f5e-7c2a-9d0b-0123456789ab', code: 'A05' },
};

test('the example is what the exchange takes', () => {
  for (const event of exampleEvents(example)) expect(exchangeEvent.safeParse(event).error).toBeUndefined();
});

test('the command carries the token and the events', () => {
  const command = exampleCommand(example);
  expect(command).toContain("'https://watch.example/api/v1/exchange/events'");
  expect(command).toContain('Bearer mct_secret');
  expect(JSON.parse(/-d '([^']*)'/.exec(command)?.[1] ?? '')).toEqual({ events: exampleEvents(example) });
});
