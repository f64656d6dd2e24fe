/** `/api/v1/health/alarms`: what somebody has to deal with, and who does. */
import { z } from 'zod';
import { id, listOf } from '../contract/common.ts';
import * as contract from '../contract/health.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { type Actor, type Need, type Place, type Route, route } from '../platform/http/route.ts';
import type { AlarmsStore } from './alarms.store.ts';
import type { Alarms } from './alarms.ts';
import type { HealthService } from './health.service.ts';

export interface AlarmsRoutesOptions {
  readonly health: HealthService;
  readonly alarms: Alarms;
  readonly store: AlarmsStore;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofHall'>;
  readonly visibility: Visibility;
}

const tag = 'health';
const byAlarm = z.object({ alarmId: id });

/** Where an alarm is: at its camera, or in its hall. */
export const placeOfAlarm = async (
  { cameraId, hallId }: Pick<contract.Alarm, 'cameraId' | 'hallId'>,
  finder: Pick<PlaceFinder, 'ofCamera' | 'ofHall'>,
): Promise<Place | undefined> => (cameraId === null ? finder.ofHall(hallId) : finder.ofCamera(cameraId));

export function alarmsRoutes({ health, alarms, store, finder, visibility }: AlarmsRoutesOptions): Route[] {
  const alarmOf = async (alarmId: unknown) =>
    id.safeParse(alarmId).success ? store.get(String(alarmId)) : undefined;
  const atAlarm: Need = {
    kind: 'permission',
    permission: 'alarms:handle',
    at: async ({ params }) => {
      const alarm = await alarmOf(params.alarmId);
      return alarm && placeOfAlarm(alarm, finder);
    },
  };
  const subject: Route['subject'] = async ({ params }) => {
    const alarm = await alarmOf(params.alarmId);
    return (
      alarm && { state: alarm.state, takenBy: alarm.takenBy, closedBy: alarm.closedBy, note: alarm.note }
    );
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/health/alarms',
      summary: 'Alarms, the newest first',
      tag,
      need: { kind: 'permission', permission: 'health:read', at: 'anywhere' },
      query: contract.alarmsQuery,
      response: listOf(contract.alarm),
      handler: async ({ actor, query }) =>
        health.alarms(await visibility.visible(actor as Actor, 'health:read'), query),
    }),
    route({
      method: 'post',
      path: '/api/v1/health/alarms/:alarmId/take',
      summary: 'Take an alarm on',
      tag,
      need: atAlarm,
      params: byAlarm,
      body: contract.takeAlarm,
      response: contract.alarm,
      subject,
      handler: ({ actor, params, body }) => alarms.take(params.alarmId, nameOf(actor), body.note),
    }),
    route({
      method: 'post',
      path: '/api/v1/health/alarms/:alarmId/close',
      summary: 'Close an alarm, and say what was done',
      tag,
      need: atAlarm,
      params: byAlarm,
      body: contract.closeAlarm,
      response: contract.alarm,
      subject,
      handler: ({ actor, params, body }) => alarms.close(params.alarmId, nameOf(actor), body.note),
    }),
  ];
}

function nameOf(actor: Actor | undefined): string {
  return actor?.kind === 'user' ? actor.username : (actor?.source ?? '');
}
