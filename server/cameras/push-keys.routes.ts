/** `/api/v1/cameras/{cameraId}/push-keys`: for cameras whose encoder pushes. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import * as contract from '../contract/cameras.ts';
import { id, listOf } from '../contract/common.ts';
import type { PlaceFinder } from '../places/index.ts';
import { type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { PushKeysService } from './push-keys.service.ts';

export interface PushKeysRoutesOptions {
  readonly pushKeys: PushKeysService;
  readonly finder: Pick<PlaceFinder, 'ofCamera'>;
}

const tag = 'cameras';
const byCamera = z.object({ cameraId: id });
const byProfile = byCamera.extend({ profile: contract.profile });
const PATH = '/api/v1/cameras/:cameraId/push-keys';

export function pushKeysRoutes({ pushKeys, finder }: PushKeysRoutesOptions): Route[] {
  const atCamera = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: ({ params }) => finder.ofCamera(params.cameraId),
  });
  /** When it was made, not what it is. */
  const keyOf = async ({ params }: RouteInput) => {
    const key = (await pushKeys.ofCamera(params.cameraId ?? '')).find(
      (one) => one.profile === params.profile,
    );
    return key && { profile: key.profile, createdAt: key.createdAt };
  };
  return [
    route({
      method: 'get',
      path: PATH,
      summary: 'Which profiles have a stream key, and who pushes with it; never the key itself',
      tag,
      need: atCamera('cameras:write'),
      params: byCamera,
      response: listOf(contract.pushKey),
      handler: async ({ params }) => ({ items: await pushKeys.ofCamera(params.cameraId), nextCursor: null }),
    }),
    route({
      method: 'put',
      path: `${PATH}/:profile`,
      summary: 'A new stream key, shown this once; the one before is no longer good',
      tag,
      need: atCamera('cameras:write'),
      params: byProfile,
      response: contract.newPushKey,
      subject: keyOf,
      handler: ({ params, req }) => pushKeys.renew(params, req.hostname),
    }),
    route({
      method: 'delete',
      path: `${PATH}/:profile`,
      summary: 'Take a stream key away; whoever pushes with it is cut off',
      tag,
      need: atCamera('cameras:write'),
      params: byProfile,
      subject: keyOf,
      handler: ({ params }) => pushKeys.remove(params),
    }),
  ];
}
