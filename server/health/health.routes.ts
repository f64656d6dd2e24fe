/** `/api/v1/health/…` and what health says of one camera. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import { id, listOf, listQuery } from '../contract/common.ts';
import * as contract from '../contract/health.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { HealthService } from './health.service.ts';

export interface HealthRoutesOptions {
  readonly health: HealthService;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofHall'>;
  readonly visibility: Visibility;
}

const tag = 'health';
const byCamera = z.object({ cameraId: id });

export function healthRoutes({ health, finder, visibility }: HealthRoutesOptions): Route[] {
  const seen = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'health:read');
  const anywhere: Need = { kind: 'permission', permission: 'health:read', at: 'anywhere' };
  const atCamera = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: ({ params }) => finder.ofCamera(params.cameraId),
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/health/cameras',
      summary: 'How every camera is, the worst first',
      tag,
      need: anywhere,
      query: contract.healthQuery,
      response: listOf(contract.cameraHealth),
      handler: async ({ actor, query }) => health.list(await seen(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/health/summary',
      summary: 'How many cameras are well, broken or not looked at yet, and how many have which fault',
      tag,
      need: anywhere,
      query: contract.healthSummaryQuery,
      response: contract.healthSummary,
      handler: async ({ actor, query }) => health.summary(await seen(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/health/cameras/:cameraId',
      summary:
        'How one camera is: figures, faults, what to do, and its availability over a day, a week and 30 days',
      tag,
      need: atCamera('health:read'),
      params: byCamera,
      response: contract.cameraHealthDetail,
      handler: ({ params }) => health.detail(params.cameraId),
    }),
    route({
      method: 'get',
      path: '/api/v1/health/halls/:hallId/availability',
      summary: 'The availability of a hall’s cameras over a day, a week and 30 days',
      tag,
      need: {
        kind: 'permission',
        permission: 'health:read',
        at: ({ params }) => finder.ofHall(params.hallId),
      },
      params: z.object({ hallId: id }),
      response: contract.availabilities,
      handler: ({ params }) => health.availability(params),
    }),
    route({
      method: 'get',
      path: '/api/v1/cameras/:cameraId/health',
      summary: 'A camera’s state, its worst fault, and whether its view has moved since its zones were drawn',
      tag,
      need: atCamera('cameras:read'),
      params: byCamera,
      response: contract.cameraHealthBrief,
      handler: ({ params }) => health.brief(params.cameraId),
    }),
    route({
      method: 'get',
      path: '/api/v1/cameras/:cameraId/outages',
      summary: 'Times without a good picture, and why, the newest first',
      tag,
      need: atCamera('health:read'),
      params: byCamera,
      query: listQuery.omit({ q: true }),
      response: listOf(contract.outage),
      handler: ({ params, query }) => health.outages(params.cameraId, query),
    }),
  ];
}

/** What changes something: audited by whoever mounts them. */
export function healthChangingRoutes({ health, finder }: Omit<HealthRoutesOptions, 'visibility'>): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/cameras/:cameraId/reference',
      summary:
        'What the camera shows is what it should show: its next picture becomes the one others are compared with',
      tag,
      need: {
        kind: 'permission',
        permission: 'alarms:handle',
        at: ({ params }) => finder.ofCamera(params.cameraId),
      },
      params: byCamera,
      reason: 'required',
      subject: async ({ params }) => {
        const { moved } = await health.brief(params.cameraId ?? '');
        return { moved: moved !== null, ...(moved && { since: moved.since }) };
      },
      handler: ({ params }) => health.accept(params.cameraId),
    }),
    route({
      method: 'get',
      path: '/api/v1/health/settings',
      summary: 'How alarms are told',
      tag,
      need: { kind: 'permission', permission: 'health:read', at: 'anywhere' },
      response: contract.healthSettings,
      handler: () => health.settings(),
    }),
    route({
      method: 'put',
      path: '/api/v1/health/settings',
      action: 'alarm-setting.set',
      summary: 'Say how alarms are told; everywhere only, as it holds for all halls',
      tag,
      need: { kind: 'permission', permission: 'alarms:handle', at: async () => ({ regionPath: [] }) },
      body: contract.healthSettings,
      response: contract.healthSettings,
      subject: () => health.settings(),
      handler: ({ body }) => health.changeSettings(body),
    }),
  ];
}
