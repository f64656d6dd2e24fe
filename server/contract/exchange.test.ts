import { expect, test } from 'vitest';
import { z } from 'zod';
import { exchangeRequest } from './exchange.ts';

interface Shape {
  readonly properties: { readonly type: { const?: string; enum?: string[] } };
  readonly required: string[];
}

test('openapi.json tells what an event is, and a bad row does not refuse its batch', () => {
  const { properties } = z.toJSONSchema(exchangeRequest, { io: 'input' }) as unknown as {
    properties: { events: { items: { oneOf: Shape[] } } };
  };
  const shapeOf = (type: string) =>
    properties.events.items.oneOf.find(
      ({ properties: { type: one } }) => one.const === type || one.enum?.includes(type),
    );
  const stage = shapeOf('stage');
  expect(Object.keys(stage?.properties ?? {})).toEqual(
    expect.arrayContaining(['type', 'eventId', 'occurredAt', 'caseNo', 'matterCode', 'stage', 'hallId']),
  );
  expect(shapeOf('called')?.required).toEqual(expect.arrayContaining(['hallId', 'windowCode']));
  expect(shapeOf('opened')?.required).toContain('windowCode');
  expect(exchangeRequest.parse({ events: ['not an event', {}] }).events).toHaveLength(2);
});
