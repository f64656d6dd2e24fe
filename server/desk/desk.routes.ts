/** `/api/v1/desk`. */
import { z } from 'zod';
import { id, listOf, listQuery } from '../contract/common.ts';
import * as contract from '../contract/desk.ts';
import { bodyField, type PlaceFinder, type Visibility } from '../places/index.ts';
import { forbidden } from '../platform/errors.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { DeskClerk, DeskService } from './desk.service.ts';

export interface DeskRoutesOptions {
  readonly desk: DeskService;
  readonly finder: Pick<PlaceFinder, 'ofDepartment' | 'ofCase' | 'ofWindow'>;
  readonly visibility: Visibility;
}

const tag = 'desk';
const byCase = z.object({ caseId: id });
const byWindow = z.object({ windowId: id });
const list = listQuery.extend({
  departmentId: id.optional(),
  /** Registered today, or not finished yet. */
  today: z.stringbool().optional(),
});

/** Only people sit at desks. */
const clerkOf = (actor: Actor | undefined): DeskClerk => {
  if (actor?.kind !== 'user') throw forbidden('desk:write');
  return actor;
};

export function deskRoutes({ desk, finder, visibility }: DeskRoutesOptions): Route[] {
  const anywhere: Need = { kind: 'permission', permission: 'desk:write', at: 'anywhere' };
  const atCase: Need = {
    ...anywhere,
    at: (input: RouteInput) => finder.ofCase(input.params.caseId),
  };
  const visible = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'desk:write');
  return [
    route({
      method: 'get',
      path: '/api/v1/desk/places',
      summary: 'Departments and windows one may work at the desk of',
      tag,
      need: anywhere,
      response: contract.deskPlaces,
      handler: async ({ actor }) => desk.places(await visible(actor)),
    }),
    route({
      method: 'get',
      path: '/api/v1/desk/cases',
      summary: 'Cases of the desk, the one registered last first',
      tag,
      need: anywhere,
      query: list,
      response: listOf(contract.deskCase),
      handler: async ({ actor, query }) => desk.list(await visible(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/desk/cases/:caseId',
      summary: 'A case of the desk with what was done',
      tag,
      need: atCase,
      params: byCase,
      response: contract.deskCase,
      handler: async ({ actor, params }) => desk.get(params.caseId, await visible(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/desk/cases',
      summary: 'Register a case; its number is given by us',
      tag,
      need: {
        ...anywhere,
        at: async (input: RouteInput) =>
          (await finder.ofDepartment(bodyField(input, 'departmentId'))) ?? { regionPath: [] },
      },
      body: contract.newDeskCase,
      response: contract.deskCase,
      status: 201,
      action: 'desk.register',
      trail: ({ body }) => ({ departmentId: body.departmentId, matterId: body.matterId }),
      handler: ({ actor, body }) => desk.register(body, clerkOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/desk/cases/:caseId/events',
      summary: 'Advance a case: reported through the exchange, by who is signed in',
      tag,
      need: atCase,
      params: byCase,
      body: contract.deskDeed,
      response: contract.deskCase,
      action: 'desk.advance',
      trail: ({ body }) => ({ step: body.step }),
      handler: ({ actor, params, body }) => desk.advance(params.caseId, body, clerkOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/desk/cases/:caseId/undo',
      summary: 'Take the last deed back, for some minutes: its record is reported anew as what stood before',
      tag,
      need: atCase,
      params: byCase,
      body: contract.deskUndo,
      response: contract.deskCase,
      action: 'desk.undo',
      handler: ({ actor, params, body }) => desk.undo(params.caseId, body.deedId, clerkOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/desk/cases/:caseId/receipt',
      summary: 'The receipt for the applicant, with the name in clear: on the trail',
      tag,
      need: atCase,
      params: byCase,
      response: contract.deskReceipt,
      action: 'case.receipt',
      handler: ({ params }) => desk.receipt(params.caseId),
    }),
    route({
      method: 'post',
      path: '/api/v1/desk/windows/:windowId/events',
      summary: 'A window opens, closes, or calls somebody',
      tag,
      need: { ...anywhere, at: (input: RouteInput) => finder.ofWindow(input.params.windowId) },
      params: byWindow,
      body: contract.deskWindowDeed,
      action: 'desk.attend',
      trail: ({ body }) => ({ step: body.step }),
      handler: ({ actor, params, body }) => desk.atWindow(params.windowId, body, clerkOf(actor)),
    }),
  ];
}
