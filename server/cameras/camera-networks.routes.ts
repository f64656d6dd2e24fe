/** `/api/v1/camera-networks`: they hold for the whole site, so only who may change them everywhere does. */
import { z } from 'zod';
import * as contract from '../contract/camera-networks.ts';
import { id, listOf } from '../contract/common.ts';
import { type Need, type Route, route } from '../platform/http/route.ts';
import type { CameraNetworks } from './camera-networks.ts';

const PATH = '/api/v1/camera-networks';
const tag = 'cameras';
const need: Need = { kind: 'permission', permission: 'networks:write', at: async () => ({ regionPath: [] }) };
const byId = z.object({ networkId: id });

export function cameraNetworksRoutes({ networks }: { readonly networks: CameraNetworks }): Route[] {
  return [
    route({
      method: 'get',
      path: PATH,
      summary: 'The internal networks that cameras may be on',
      tag,
      need: { kind: 'permission', permission: 'cameras:write', at: 'anywhere' },
      response: listOf(contract.cameraNetwork),
      handler: async () => ({ items: await networks.list(), nextCursor: null }),
    }),
    route({
      method: 'post',
      path: PATH,
      summary: 'Let cameras be on an internal network',
      tag,
      need,
      body: contract.newCameraNetwork,
      response: contract.cameraNetwork,
      status: 201,
      reason: 'required',
      trail: ({ body }) => ({ cidr: body.cidr }),
      handler: ({ body }) => networks.add(body.cidr, body.note),
    }),
    route({
      method: 'delete',
      path: `${PATH}/:networkId`,
      summary: 'Let cameras be on an internal network no more; those that are pulled through it end',
      tag,
      need,
      params: byId,
      reason: 'required',
      subject: ({ params }) => networks.find(params.networkId ?? ''),
      handler: ({ params }) => networks.remove(params.networkId),
    }),
  ];
}
