/** `/api/v1/halls/:hallId/office-hours`. */
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import * as contract from '../../contract/office-hours.ts';
import { type Route, type RouteInput, route } from '../../platform/http/route.ts';
import type { PlaceFinder } from '../place-finder.ts';
import type { OfficeHoursService } from './office-hours.service.ts';

export interface OfficeHoursRoutesOptions {
  readonly hours: OfficeHoursService;
  readonly finder: Pick<PlaceFinder, 'ofHall'>;
}

const tag = 'places';
const byHall = z.object({ hallId: id });
const byTerm = byHall.extend({ validFrom: contract.day });
const byDay = byHall.extend({ day: contract.day });

export function officeHoursRoutes({ hours, finder }: OfficeHoursRoutesOptions): Route[] {
  const at = (input: RouteInput) => finder.ofHall(input.params.hallId);
  const reads = { kind: 'permission', permission: 'places:read', at } as const;
  const writes = { kind: 'permission', permission: 'places:write', at } as const;
  const subject = ({ params }: RouteInput) => hours.of(params.hallId ?? '');
  return [
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/office-hours',
      summary: 'When a hall is open: its weeks by the day they hold from, and days that differ',
      tag,
      need: reads,
      params: byHall,
      response: contract.officeHours,
      handler: ({ params }) => hours.of(params.hallId),
    }),
    route({
      method: 'put',
      path: '/api/v1/halls/:hallId/office-hours',
      summary:
        'Set the week that holds from a day on, today or later; only a hall’s first may begin in the past',
      tag,
      need: writes,
      params: byHall,
      body: contract.setOfficeHours,
      response: contract.officeHours,
      subject,
      handler: ({ params, body }) => hours.setWeek(params.hallId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/halls/:hallId/office-hours/:validFrom',
      summary: 'Remove a week that has not begun',
      tag,
      need: writes,
      params: byTerm,
      subject,
      handler: ({ params }) => hours.removeWeek(params.hallId, params.validFrom),
    }),
    route({
      method: 'put',
      path: '/api/v1/halls/:hallId/office-hours/exceptions/:day',
      summary: 'Set the hours of one day, today or later',
      tag,
      need: writes,
      params: byDay,
      body: contract.setOfficeException,
      response: contract.officeHours,
      subject,
      handler: ({ params, body }) => hours.setException(params.hallId, params.day, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/halls/:hallId/office-hours/exceptions/:day',
      summary: 'Let a day be like its week again',
      tag,
      need: writes,
      params: byDay,
      subject,
      handler: ({ params }) => hours.removeException(params.hallId, params.day),
    }),
  ];
}
