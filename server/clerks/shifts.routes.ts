/** The roster of a hall, and who is rostered at a window. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import * as contract from '../contract/clerks.ts';
import { id, looseInstant } from '../contract/common.ts';
import { day } from '../contract/office-hours.ts';
import type { PlaceFinder, PlacesService, Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { ShiftsService } from './shifts.service.ts';

export interface ShiftsRoutesOptions {
  readonly shifts: ShiftsService;
  readonly places: Pick<PlacesService, 'hall'>;
  readonly finder: Pick<PlaceFinder, 'ofWindow' | 'ofWindowEver'>;
  readonly visibility: Visibility;
}

const tag = 'clerks';
const byHall = z.object({ hallId: id });
const byWindow = z.object({ windowId: id });
const byDay = byWindow.extend({ day });

export function shiftsRoutes({ shifts, places, finder, visibility }: ShiftsRoutesOptions): Route[] {
  /** A hall is shared by departments, each with its own windows: what is answered and planned is narrowed to those. */
  const anywhere = (permission: Permission): Need => ({ kind: 'permission', permission, at: 'anywhere' });
  const seenIn = async (hallId: string, actor: Actor | undefined, permission: Permission) => {
    const visible = await visibility.visible(actor as Actor, permission);
    await places.hall(hallId, visible);
    return visible;
  };
  const ofDay = ({ params: { windowId = '', day: on = '' } }: RouteInput) => shifts.ofDay(windowId, on);
  return [
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/shifts',
      summary: 'A hall’s roster from a day to another, and what clashes in it',
      tag,
      need: anywhere('clerks:read'),
      params: byHall,
      query: contract.shiftsQuery,
      response: contract.shiftPlan,
      handler: async ({ params: { hallId }, query, actor }) =>
        shifts.plan(await seenIn(hallId, actor, 'clerks:read'), hallId, query.from, query.to),
    }),
    route({
      method: 'post',
      path: '/api/v1/halls/:hallId/shifts/lay',
      summary: 'Lay a week’s pattern over days, in place of what is planned there; past days are left',
      tag,
      need: anywhere('clerks:write'),
      params: byHall,
      body: contract.layPattern,
      bodyLimit: 1024 * 1024,
      response: contract.laid,
      trail: ({ body }) => ({ from: body.from, to: body.to, shifts: body.pattern.length }),
      handler: async ({ params: { hallId }, body, actor }) =>
        shifts.lay(await seenIn(hallId, actor, 'clerks:write'), hallId, body),
    }),
    route({
      method: 'post',
      path: '/api/v1/halls/:hallId/shifts/copy',
      summary: 'Copy one week’s roster onto another',
      tag,
      need: anywhere('clerks:write'),
      params: byHall,
      body: contract.copyWeek,
      response: contract.laid,
      trail: ({ body }) => ({ ...body }),
      handler: async ({ params: { hallId }, body, actor }) =>
        shifts.copyWeek(await seenIn(hallId, actor, 'clerks:write'), hallId, body),
    }),
    route({
      method: 'put',
      path: '/api/v1/windows/:windowId/shifts/:day',
      summary: 'Set all of a window’s shifts on a day, today or later',
      tag,
      need: {
        kind: 'permission',
        permission: 'clerks:write',
        at: ({ params }) => finder.ofWindow(params.windowId),
      },
      params: byDay,
      body: contract.setDayShifts,
      response: z.object({ shifts: z.array(contract.shift) }),
      subject: async (input) => ({ shifts: await ofDay(input) }),
      handler: async ({ params: { windowId, day: on }, body }) => ({
        shifts: await shifts.setDay(windowId, on, body),
      }),
    }),
    route({
      method: 'get',
      path: '/api/v1/windows/:windowId/shift',
      summary: 'Who is rostered at a window now, or was at an instant',
      tag,
      need: {
        kind: 'permission',
        permission: 'clerks:read',
        at: ({ params }) => finder.ofWindowEver(params.windowId),
      },
      params: byWindow,
      query: z.object({ at: looseInstant.optional() }),
      response: contract.shiftsAt,
      handler: async ({ params: { windowId }, query, actor }) => ({
        shifts: await shifts.at(await visibility.visible(actor as Actor, 'clerks:read'), windowId, query.at),
      }),
    }),
  ];
}
