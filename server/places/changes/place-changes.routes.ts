/** `POST /api/v1/{regions,departments,halls,windows,matters}/:id/{close,move,merge}`, their preview, list and undo. */
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import * as contract from '../../contract/place-changes.ts';
import { regionCode } from '../../contract/places.ts';
import type { Gate } from '../../platform/http/gate.ts';
import {
  type Actor,
  type Need,
  type Place,
  type Route,
  type RouteInput,
  route,
} from '../../platform/http/route.ts';
import { bodyField } from '../requests.ts';
import { type PlaceChangesService, targetOf, touchedByUndo, unknownTarget } from './place-changes.service.ts';

export interface PlaceChangesRoutesOptions {
  readonly changes: PlaceChangesService;
  readonly finder: {
    ofRegion(code: unknown): Promise<Place | undefined>;
    ofDepartment(id: unknown): Promise<Place | undefined>;
    ofHall(id: unknown): Promise<Place | undefined>;
    ofWindow(id: unknown): Promise<Place | undefined>;
    ofMatter(id: unknown): Promise<Place | undefined>;
  };
  readonly gate: Pick<Gate, 'permits'>;
}

type Thing = contract.PlaceThing;

const tag = 'places';
const ways = [
  { thing: 'region', path: 'regions/:code', key: 'code' },
  { thing: 'department', path: 'departments/:departmentId', key: 'departmentId' },
  { thing: 'hall', path: 'halls/:hallId', key: 'hallId' },
  { thing: 'window', path: 'windows/:windowId', key: 'windowId' },
  { thing: 'matter', path: 'matters/:matterId', key: 'matterId' },
] as const;

const bodies = {
  'region move': contract.moveRegion,
  'department move': contract.moveToRegion,
  'hall move': contract.moveToRegion,
  'window move': contract.moveWindow,
  'region merge': contract.mergeRegion,
  'department merge': contract.mergeDepartment,
  'hall merge': contract.mergeHall,
} as const;

const summaries: Record<contract.PlaceChangeKind, (thing: Thing) => string> = {
  close: (thing) => `Close a ${thing}: what refers to it stays`,
  move: (thing) => `Move a ${thing}: what it was stays`,
  merge: (thing) => `Merge a ${thing} into another: everything open moves over, and it is closed`,
};

/** `changes`: to be audited. `questions`: what only asks. */
export function placeChangesRoutes(options: PlaceChangesRoutesOptions): {
  changes: Route[];
  questions: Route[];
} {
  const { changes, finder, gate } = options;
  const finders: Record<Thing, (key: unknown) => Promise<Place | undefined>> = {
    region: (code) => finder.ofRegion(code),
    department: (key) => finder.ofDepartment(key),
    hall: (key) => finder.ofHall(key),
    window: (key) => finder.ofWindow(key),
    matter: (key) => finder.ofMatter(key),
  };
  const permissionOf = (thing: Thing) => (thing === 'matter' ? 'matters:write' : 'places:write');
  const needAt = (thing: Thing, at: (input: RouteInput) => Promise<Place | undefined>): Need => ({
    kind: 'permission',
    permission: permissionOf(thing),
    at,
  });
  /**
   * Who gives a place to another must hold that one as well. A hall's windows are the hall's to give to departments,
   * as they are when they are registered.
   */
  async function mustHoldTarget(actor: Actor, request: contract.PlaceChangeRequest): Promise<void> {
    const target = targetOf(request);
    const everywhere = { regionPath: [] };
    if (target === undefined) {
      if (request.kind === 'move' && !(await gate.permits(actor, 'places:write', everywhere)))
        throw unknownTarget('region');
      return;
    }
    if (request.thing === 'window' && target.thing === 'department') return;
    const place = await finders[target.thing](target.id);
    if (place === undefined || !(await gate.permits(actor, 'places:write', place)))
      throw unknownTarget(target.thing);
  }
  const nameOf = (actor: Actor | undefined): string =>
    actor?.kind === 'user' ? actor.username : (actor?.source ?? '');

  const made = ways.flatMap(({ thing, path, key }) =>
    contract.placeChangeKind.options.flatMap((kind) => {
      const body = Reflect.get(bodies, `${thing} ${kind}`) as z.ZodType | undefined;
      if (kind !== 'close' && body === undefined) return [];
      return route({
        method: 'post',
        path: `/api/v1/${path}/${kind}`,
        summary: summaries[kind](thing),
        tag,
        need: needAt(thing, (input) => finders[thing](input.params[key])),
        params: z.object({ [key]: thing === 'region' ? regionCode : id }),
        ...(body && { body }),
        response: contract.placeChange,
        reason: 'required',
        trail: (input: { readonly body: unknown }) => ({ ...(input.body as object | undefined) }),
        handler: async ({ params, body: asked, actor, reason }) => {
          const request = contract.previewChange.parse({
            ...{ thing, kind, id: (params as Record<string, string>)[key] },
            ...(asked === undefined ? {} : { body: asked }),
          });
          await mustHoldTarget(actor as Actor, request);
          return changes.change(request, nameOf(actor), reason ?? '');
        },
      });
    }),
  );
  const ofChange = async ({ params }: RouteInput): Promise<Place | undefined> => {
    const { thing, thingId } = await changes.get(id.parse(params.changeId));
    return finders[thing](thingId);
  };
  const byChange = z.object({ changeId: id });
  const undo = { tag, params: byChange } as const;
  return {
    changes: [
      ...made,
      route({
        ...undo,
        method: 'post',
        path: '/api/v1/place-changes/:changeId/undo',
        summary: 'Take a closing, a move or a merger back, as long as nothing was built on it',
        need: { kind: 'permission', permission: 'places:write', at: ofChange },
        response: contract.placeChange,
        reason: 'required',
        handler: async ({ params, actor }) => {
          for (const place of touchedByUndo(await changes.get(params.changeId))) {
            const at = place === null ? { regionPath: [] } : await finders[place.thing](place.id);
            // One that is not there any more is for the undoing to word.
            if (at !== undefined && !(await gate.permits(actor as Actor, 'places:write', at)))
              throw unknownTarget(place?.thing ?? 'region');
          }
          return changes.undo(params.changeId, nameOf(actor));
        },
      }),
    ],
    questions: [
      route({
        method: 'post',
        path: '/api/v1/place-changes/preview',
        summary: 'What a closing, a move or a merger would do, and what stands in its way; nothing is done',
        tag,
        need: needAt('region', async (input) => {
          const thing = contract.placeThing.safeParse(bodyField(input, 'thing'));
          return thing.success ? finders[thing.data](bodyField(input, 'id')) : undefined;
        }),
        body: contract.previewChange,
        response: contract.placeChange,
        handler: async ({ body, actor }) => {
          await mustHoldTarget(actor as Actor, body);
          return changes.preview(body);
        },
      }),
      route({
        method: 'get',
        path: '/api/v1/place-changes',
        summary: 'What became of a place, the newest first',
        tag,
        need: {
          kind: 'permission',
          permission: 'places:read',
          at: async ({ query }) => {
            const { thing, id: key } = contract.placeChangesQuery.parse(query);
            return finders[thing](key);
          },
        },
        query: contract.placeChangesQuery,
        response: z.object({ items: z.array(contract.placeChange) }),
        handler: async ({ query }) => ({ items: await changes.of(query.thing, query.id) }),
      }),
      route({
        ...undo,
        method: 'get',
        path: '/api/v1/place-changes/:changeId/undo',
        summary: 'Whether a change can be taken back, and why not',
        need: { kind: 'permission', permission: 'places:write', at: ofChange },
        response: contract.undoCheck,
        handler: ({ params }) => changes.mayUndo(params.changeId),
      }),
    ],
  };
}
