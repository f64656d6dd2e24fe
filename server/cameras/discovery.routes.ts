/** `/api/v1/camera-discovery`: for who may register cameras somewhere. Each look around is on the trail. */
import { z } from 'zod';
import { id, listOf } from '../contract/common.ts';
import * as contract from '../contract/discovery.ts';
import type { Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { DiscoveryService } from './discovery.ts';

const PATH = '/api/v1/camera-discovery';
const tag = 'cameras';
const need: Need = { kind: 'permission', permission: 'cameras:write', at: 'anywhere' };
const byId = z.object({ discoveryId: id });

export interface DiscoveryRoutesOptions {
  readonly discovery: DiscoveryService;
  readonly visibility: Visibility;
}

export function discoveryRoutes({ discovery, visibility }: DiscoveryRoutesOptions): Route[] {
  const seen = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'cameras:read');
  return [
    route({
      method: 'get',
      path: `${PATH}/interfaces`,
      summary: 'The server’s interfaces that cameras may be looked for on',
      tag,
      need,
      response: listOf(contract.localNetwork),
      handler: async () => ({ items: discovery.interfaces(), nextCursor: null }),
    }),
    route({
      method: 'post',
      path: PATH,
      summary: 'Look for ONVIF devices: by multicast on an interface, or through a range of addresses',
      tag,
      action: 'discovery.create',
      transaction: false,
      need,
      body: contract.newDiscovery,
      response: contract.discovery,
      status: 201,
      trail: ({ body }) => ({ ...body }),
      handler: ({ actor, body }) => discovery.begin(ownerOf(actor), body),
    }),
    route({
      method: 'get',
      path: `${PATH}/:discoveryId`,
      summary: 'How far a search of one’s own is, and what it found',
      tag,
      need,
      params: byId,
      response: contract.discovery,
      handler: async ({ actor, params }) =>
        discovery.get(ownerOf(actor), params.discoveryId, await seen(actor)),
    }),
    route({
      method: 'delete',
      path: `${PATH}/:discoveryId`,
      summary: 'Call a search off; what it found stays for a while',
      tag,
      action: 'discovery.end',
      transaction: false,
      need,
      params: byId,
      handler: async ({ actor, params }) => discovery.cancel(ownerOf(actor), params.discoveryId),
    }),
    route({
      method: 'post',
      path: `${PATH}/device`,
      summary: 'Ask one ONVIF device what it is and offers; its password is tried once and not kept',
      tag,
      action: 'discovery.ask',
      transaction: false,
      need,
      body: contract.askDevice,
      response: contract.deviceAnswer,
      trail: ({ body }) => ({ address: withoutSecrets(body.address) }),
      handler: async ({ actor, body }) => discovery.ask(body.address, body.credentials, await seen(actor)),
    }),
  ];
}

const ownerOf = (actor: Actor | undefined): string =>
  actor?.kind === 'user' ? actor.id : `machine:${actor?.tokenId ?? ''}`;

/** An address with a user in it is refused, but its row is written all the same. */
const withoutSecrets = (address: string): string =>
  address.replace(/\/\/[^/@]*@/, '//***@').replace(/\?.*$/, '');
