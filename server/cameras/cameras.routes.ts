/** `/api/v1/cameras`, a hall's cameras and its wall, placements, and the connection test. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import * as contract from '../contract/cameras.ts';
import { id, listOf, listQuery, looseInstant } from '../contract/common.ts';
import { closedQuery } from '../contract/places.ts';
import { wall } from '../contract/wall.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { CameraProber } from './camera-prober.ts';
import type { CamerasService } from './cameras.service.ts';

export interface CamerasRoutesOptions {
  readonly cameras: CamerasService;
  readonly finder: Pick<PlaceFinder, 'ofHall' | 'ofCamera'>;
  readonly visibility: Visibility;
}

const tag = 'cameras';
const byHall = z.object({ hallId: id });
const byCamera = z.object({ cameraId: id });
const byPlacement = z.object({ cameraId: id, windowId: id });

/** The registry; every change of it is audited. */
export function camerasRoutes(options: CamerasRoutesOptions): Route[] {
  const { cameras, finder, visibility } = options;
  const seen = (actor: Actor | undefined, permission: Permission) =>
    visibility.visible(actor as Actor, permission);
  const inHall = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: (input: RouteInput) => finder.ofHall(input.params.hallId),
  });
  const atCamera = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: (input: RouteInput) => finder.ofCamera(input.params.cameraId),
  });
  const placementOf = async ({ params }: RouteInput) => {
    const placed = await cameras.placements({ everywhere: true }, params.cameraId ?? '', undefined);
    return placed.find(({ windowId }) => windowId === params.windowId);
  };

  const subject = ({ params }: RouteInput) => cameras.find(params.cameraId ?? '');

  return [
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/wall',
      summary: 'All that a wall of this hall needs: cameras, windows, and where windows are in pictures',
      tag,
      need: inHall('cameras:read'),
      params: byHall,
      response: wall,
      handler: async ({ actor, params }) =>
        cameras.wall(params.hallId, {
          places: await seen(actor, 'places:read'),
          cameras: await seen(actor, 'cameras:read'),
        }),
    }),
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/cameras',
      summary: 'The cameras of a hall, by name',
      tag,
      need: inHall('cameras:read'),
      params: byHall,
      query: listQuery.extend(closedQuery),
      response: listOf(contract.camera),
      handler: async ({ actor, params, query }) =>
        cameras.list(await seen(actor, 'cameras:read'), params.hallId, query),
    }),
    route({
      method: 'post',
      path: '/api/v1/halls/:hallId/cameras',
      summary: 'Register a camera',
      tag,
      need: inHall('cameras:write'),
      params: byHall,
      body: contract.newCamera,
      response: contract.camera,
      status: 201,
      subject: ({ answer }) => answer,
      handler: ({ params, body }) => cameras.create(params.hallId, body),
    }),
    route({
      method: 'get',
      path: '/api/v1/cameras/:cameraId',
      summary: 'A camera',
      tag,
      need: atCamera('cameras:read'),
      params: byCamera,
      response: contract.camera,
      handler: ({ params }) => cameras.get(params.cameraId),
    }),
    route({
      method: 'patch',
      path: '/api/v1/cameras/:cameraId',
      summary: 'Change a camera; credentials left out stay, null removes them',
      tag,
      need: atCamera('cameras:write'),
      params: byCamera,
      body: contract.changeCamera,
      response: contract.camera,
      subject: ({ params }) => cameras.get(params.cameraId ?? ''),
      handler: ({ params, body }) => cameras.change(params.cameraId, body),
    }),
    route({
      method: 'post',
      path: '/api/v1/cameras/:cameraId/close',
      summary: 'Retire a camera: it is not pulled any more, its history stays',
      tag,
      need: atCamera('cameras:write'),
      params: byCamera,
      response: contract.camera,
      reason: 'required',
      subject,
      handler: ({ params }) => cameras.close(params.cameraId),
    }),
    route({
      method: 'post',
      path: '/api/v1/cameras/:cameraId/move',
      summary: 'It stands in another hall from now on: retired here, registered there, and linked',
      tag,
      need: atCamera('cameras:write'),
      params: byCamera,
      body: contract.moveCamera,
      response: contract.camera,
      status: 201,
      reason: 'required',
      subject,
      handler: async ({ actor, params, body }) =>
        cameras.move(params.cameraId, body, await seen(actor, 'cameras:write')),
    }),
    route({
      method: 'delete',
      path: '/api/v1/cameras/:cameraId',
      summary: 'Remove a camera no window was ever placed in',
      tag,
      need: atCamera('cameras:write'),
      params: byCamera,
      subject: ({ params }) => cameras.get(params.cameraId ?? ''),
      handler: ({ params }) => cameras.remove(params.cameraId),
    }),
    route({
      method: 'get',
      path: '/api/v1/cameras/:cameraId/placements',
      summary: 'The windows in the picture, now or at an instant',
      tag,
      need: atCamera('cameras:read'),
      params: byCamera,
      query: z.object({ at: looseInstant.optional() }),
      response: listOf(contract.placement),
      handler: async ({ actor, params, query }) => ({
        items: await cameras.placements(await seen(actor, 'places:read'), params.cameraId, query.at),
        nextCursor: null,
      }),
    }),
    route({
      method: 'put',
      path: '/api/v1/cameras/:cameraId/placements/:windowId',
      summary: 'Place a window in the picture from now on; the placement before is closed, not lost',
      tag,
      need: atCamera('cameras:write'),
      params: byPlacement,
      body: contract.placementZones,
      response: contract.placement,
      subject: placementOf,
      handler: ({ params, body }) => cameras.place(params.cameraId, params.windowId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/cameras/:cameraId/placements/:windowId',
      summary: 'Take a window out of the picture from now on',
      tag,
      need: atCamera('cameras:write'),
      params: byPlacement,
      subject: placementOf,
      handler: ({ params }) => cameras.unplace(params.cameraId, params.windowId),
    }),
  ];
}

/** The connection test changes nothing, but is on the trail too: it makes us call an address somebody gave. */
export function probeRoutes(options: { prober: CameraProber; visibility: Visibility }): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/camera-probe',
      summary: 'Test a connection: codec, size, rate and a picture, or the reason it fails',
      tag,
      need: { kind: 'permission', permission: 'cameras:write', at: 'anywhere' },
      body: contract.probeRequest,
      response: contract.probeResult,
      // As it was sent: an address that holds credentials is refused, and placeholders are filled in later.
      trail: ({ body }) => ({ url: body.url }),
      // It waits for the camera.
      transaction: false,
      handler: async ({ actor, body }) =>
        options.prober.run(body, await options.visibility.visible(actor as Actor, 'cameras:write')),
    }),
  ];
}
