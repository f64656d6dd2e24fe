/** `/api/v1/calendars`, hours of regions, what is missing, and a clock to try. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import * as contract from '../contract/calendar.ts';
import { NATIONAL } from '../contract/calendar.ts';
import { day } from '../contract/office-hours.ts';
import {
  type Actor,
  type Need,
  type Place,
  type Route,
  type RouteInput,
  route,
} from '../platform/http/route.ts';
import type { By, CalendarService } from './calendar.service.ts';
import type { CalendarFaults, FaultsSeen } from './calendar-faults.ts';
import { tryClock } from './try-clock.ts';
import type { WorkingClocks } from './working-clock.ts';

export interface CalendarRoutesOptions {
  readonly calendar: CalendarService;
  readonly faults: CalendarFaults;
  readonly clocks: WorkingClocks;
  readonly finder: {
    ofRegion(code: unknown): Promise<Place | undefined>;
    ofHall(id: unknown): Promise<Place | undefined>;
  };
  readonly visible: (actor: Actor, permission: Permission) => Promise<FaultsSeen>;
}

const tag = 'calendar';
const byCode = z.object({ code: contract.calendarPlace });
const byYear = byCode.extend({ year: contract.calendarYear });
const byTerm = byCode.extend({ validFrom: day });
/** Nowhere below: only who may everywhere. */
const ABOVE_ALL: Place = { regionPath: [] };
const byOf = (actor: Actor | undefined, reason: string | undefined): By => ({
  userId: actor?.kind === 'user' ? actor.id : null,
  reason,
});

/** `changes` belong on the trail; `questions` do not, though one asks with what it would be. */
export function calendarRoutes(options: CalendarRoutesOptions): { changes: Route[]; questions: Route[] } {
  const { calendar, faults, clocks, finder } = options;
  const place = async (code: unknown) => (code === NATIONAL ? ABOVE_ALL : finder.ofRegion(code));
  const need = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: ({ params }: RouteInput) => place(params.code),
  });
  const [reads, writes] = [need('places:read'), need('calendar:write')];
  const subjectYear = async ({ params }: RouteInput) => {
    const { own, ...one } = await calendar.year(params.code ?? '', Number(params.year));
    return {
      code: one.code,
      name: one.name,
      year: one.year,
      state: own?.state ?? null,
      days: own?.days ?? null,
    };
  };
  const subjectHours = async ({ params }: RouteInput) => {
    const { code, name, terms } = await calendar.hours(params.code ?? '');
    return { code, name, terms: terms.map(({ validFrom, week }) => ({ validFrom, week })) };
  };
  return {
    questions: [
      route({
        method: 'get',
        path: '/api/v1/calendars/:code/:year',
        summary:
          'Holidays and make-up days of a year, of a region (or CN), with what counts above it and earlier versions',
        tag,
        need: reads,
        params: byYear,
        response: contract.calendarOfYear,
        handler: ({ params }) => calendar.year(params.code, params.year),
      }),
      route({
        method: 'post',
        path: '/api/v1/calendars/:code/:year/preview',
        summary: 'How many days and open cases setting it so would change',
        tag,
        need: writes,
        params: byYear,
        body: contract.setCalendarYear,
        response: contract.calendarEffect,
        handler: ({ params, body }) => calendar.effect(params.code, params.year, body),
      }),
      route({
        method: 'get',
        path: '/api/v1/regions/:code/office-hours',
        summary: 'Hours of a region, for halls without their own and cases at no hall',
        tag,
        need: reads,
        params: byCode,
        response: contract.regionHours,
        handler: ({ params }) => calendar.hours(params.code),
      }),
      route({
        method: 'get',
        path: '/api/v1/calendar/faults',
        summary: 'Hours and years that are missing, and how many open cases have no clock for it',
        tag,
        need: { kind: 'permission', permission: 'calendar:write', at: 'anywhere' },
        response: contract.calendarFaults,
        handler: async ({ actor }) => ({
          items: await faults.list(await options.visible(actor as Actor, 'calendar:write')),
        }),
      }),
      route({
        method: 'post',
        path: '/api/v1/calendar/try',
        summary: 'Work a clock out: when it is due, what is used, and what was taken away',
        tag,
        need: {
          kind: 'permission',
          permission: 'places:read',
          at: async ({ body }) => {
            const { hallId, regionCode } = (body ?? {}) as { hallId?: unknown; regionCode?: unknown };
            return hallId === undefined || hallId === null ? place(regionCode) : finder.ofHall(hallId);
          },
        },
        body: contract.tryClock,
        response: contract.triedClock,
        handler: async ({ body }) => tryClock(body, await clocks.of(body)),
      }),
    ],
    changes: [
      route({
        method: 'put',
        path: '/api/v1/calendars/:code/:year',
        summary: 'Set a whole year; with a reason where days gone by become others',
        tag,
        need: writes,
        params: byYear,
        body: contract.setCalendarYear,
        response: contract.calendarSaved,
        subject: subjectYear,
        handler: ({ params, body, actor, reason }) =>
          calendar.setYear(params.code, params.year, body, byOf(actor, reason)),
      }),
      route({
        method: 'delete',
        path: '/api/v1/calendars/:code/:year',
        summary: 'Let a region follow the one above again',
        tag,
        need: writes,
        params: byYear,
        subject: subjectYear,
        handler: ({ params, actor, reason }) =>
          calendar.withdrawYear(params.code, params.year, byOf(actor, reason)),
      }),
      route({
        method: 'put',
        path: '/api/v1/regions/:code/office-hours',
        summary:
          'Set the week that holds in a region from a day on, today or later; only its first may begin in the past',
        tag,
        need: writes,
        params: byCode,
        body: contract.setRegionHours,
        response: contract.regionHours,
        subject: subjectHours,
        handler: ({ params, body, actor, reason }) =>
          calendar.setHours(params.code, body.validFrom, body.week, byOf(actor, reason)),
      }),
      route({
        method: 'delete',
        path: '/api/v1/regions/:code/office-hours/:validFrom',
        summary: 'Remove a week that has not begun',
        tag,
        need: writes,
        params: byTerm,
        subject: subjectHours,
        handler: ({ params, actor, reason }) =>
          calendar.removeHours(params.code, params.validFrom, byOf(actor, reason)),
      }),
    ],
  };
}
