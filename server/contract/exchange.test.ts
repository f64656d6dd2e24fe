import { expect, test } from 'vitest';
import { z } from 'zod';
import { exchangeRequest } from './exchange.ts';

test('openapi.json tells what an event is, and a bad row does not refuse its batch', () => {
  const { properties } = z.toJSONSchema(exchangeRequest, { io: 'input' }) as unknown as {
    properties: { events: { items: { oneOf: { properties: object; required: string[] }[] } } };
  };
  const [stage, session, window] = properties.events.items.oneOf;
  expect(Object.keys(stage?.properties ?? {})).toEqual(
    expect.arrayContaining(['type', 'eventId', 'occurredAt', 'caseNo', 'matterCode', 'stage', 'hallId']),
  );
  expect(session?.required).toEqual(expect.arrayContaining(['hallId', 'windowCode']));
  expect(window?.required).toContain('windowCode');
  expect(exchangeRequest.parse({ events: ['not an event', {}] }).events).toHaveLength(2);
});
