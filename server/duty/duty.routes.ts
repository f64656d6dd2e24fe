/** `/api/v1/duty` and `/api/v1/account/attention`. */
import * as contract from '../contract/duty.ts';
import { forbidden } from '../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { AttentionStore } from './attention.store.ts';
import type { DutyService, Person } from './duty.service.ts';

export interface DutyRoutesOptions {
  readonly duty: DutyService;
  readonly attention: AttentionStore;
}

const tag = 'duty';
const need: Need = { kind: 'permission', permission: 'duty:write', at: 'anywhere' };
const bodyLimit = 16_384;

/** What changes something is audited by whoever mounts them: when, not what was written. */
export function dutyRoutes({ duty, attention }: DutyRoutesOptions): {
  readonly reading: Route[];
  readonly changing: Route[];
} {
  return {
    reading: [
      route({
        method: 'get',
        path: '/api/v1/duty',
        summary: 'What happened since one last sat here, what waits, what was handed over',
        tag,
        need,
        response: contract.dutyDesk,
        handler: ({ actor }) => duty.desk(person(actor)),
      }),
      route({
        method: 'get',
        path: '/api/v1/duty/shift',
        summary: 'Whether one sits at the desk',
        tag,
        need,
        response: contract.ownDutyShift,
        handler: ({ actor }) => duty.own(person(actor)),
      }),
      route({
        method: 'get',
        path: '/api/v1/duty/shifts',
        summary: 'Who sat at the desk, the newest first; of those whose halls one sees all',
        tag,
        need,
        query: contract.dutyShiftsQuery,
        response: contract.dutyShifts,
        handler: ({ actor, query }) => duty.list(person(actor), query),
      }),
      route({
        method: 'get',
        path: '/api/v1/account/attention',
        summary: 'What one is rung for',
        tag,
        need: { kind: 'session' },
        response: contract.attention,
        handler: ({ actor }) => attention.read(person(actor).id),
      }),
      route({
        method: 'put',
        path: '/api/v1/account/attention',
        summary: 'Choose what one is rung for',
        tag,
        need: { kind: 'session' },
        bodyLimit,
        body: contract.attention,
        response: contract.attention,
        handler: async ({ actor, body }) => {
          const { id } = person(actor);
          await attention.write(id, body);
          return attention.read(id);
        },
      }),
    ],
    changing: [
      route({
        method: 'post',
        path: '/api/v1/duty/shift',
        summary: 'Sit down at the desk',
        tag,
        need,
        action: 'duty.begin',
        response: contract.dutyShift,
        handler: ({ actor }) => duty.begin(person(actor)),
      }),
      route({
        method: 'post',
        path: '/api/v1/duty/shift/end',
        summary: 'Leave the desk, with a word for the next',
        tag,
        need,
        bodyLimit,
        action: 'duty.end',
        body: contract.endDuty,
        response: contract.dutyShift,
        handler: ({ actor, body }) => duty.end(person(actor), body.note),
      }),
    ],
  };
}

/** Machines sit at no desk. */
function person(actor: Actor | undefined): Person {
  if (actor?.kind !== 'user') throw forbidden('session');
  return actor;
}
