/** Kept pictures of a camera, and small ones of many: footage of people, so each look is in the audit trail. */
import { z } from 'zod';
import { id, listOf } from '../contract/common.ts';
import * as contract from '../contract/health.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { BoardStore } from './board.store.ts';
import type { HealthService } from './health.service.ts';
import { Looks } from './looks.ts';

export interface PicturesRoutesOptions {
  readonly health: HealthService;
  readonly board: BoardStore;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt'>;
  readonly visibility: Visibility;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

const tag = 'health';

export function picturesRoutes(options: PicturesRoutesOptions): Route[] {
  const { health, board, finder, visibility, audit, now } = options;
  const looks = new Looks({ now });
  const atCamera: Need = {
    kind: 'permission',
    permission: 'live:view',
    at: ({ params }) => finder.ofCamera(params.cameraId),
  };
  /** Whose windows it shows: a department that came later does not see what was done there before. */
  const atPicture: Need = {
    kind: 'permission',
    permission: 'live:view',
    at: async ({ params: { cameraId, pictureId } }) => {
      if (!id.safeParse(cameraId).success || !id.safeParse(pictureId).success) return undefined;
      const at = await health.pictureAt(String(cameraId), String(pictureId));
      return at && finder.ofCameraAt(cameraId, at);
    },
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/cameras/:cameraId/pictures',
      summary: 'Pictures that were kept of a camera, the newest first',
      tag,
      need: atCamera,
      params: z.object({ cameraId: id }),
      query: contract.picturesQuery,
      response: listOf(contract.cameraPicture),
      handler: async ({ params, query }) => ({
        items: await health.pictures(params.cameraId, query),
        nextCursor: null,
      }),
    }),
    route({
      method: 'get',
      path: '/api/v1/cameras/:cameraId/pictures/:pictureId',
      summary: 'A kept picture, as JPEG',
      tag,
      need: atPicture,
      params: z.object({ cameraId: id, pictureId: id }),
      raw: true,
      handler: async ({ params, actor, req, res }) => {
        const { cameraId, pictureId } = params;
        const { jpeg, about } = await health.picture(cameraId, pictureId);
        const place = await finder.ofCamera(cameraId);
        // The same picture again and again is one look.
        if (looks.isNew(actor as Actor, pictureId))
          await audit.append({
            ...{ actor: actor as Actor, from: req.ip ?? '', action: 'picture.view' },
            ...{ target: `camera:${cameraId}`, place },
            detail: { picture: pictureId, kind: about.kind, at: about.at },
          });
        res
          .status(200)
          .set({
            'Content-Type': 'image/jpeg',
            'Cache-Control': 'no-store',
            'X-Captured-At': about.at,
            'Last-Modified': new Date(about.at).toUTCString(),
          })
          .end(jpeg);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/health/thumbnails',
      summary: 'The last small pictures of these cameras, of those one may view live',
      tag,
      need: { kind: 'permission', permission: 'live:view', at: 'anywhere' },
      query: contract.thumbnailsQuery,
      response: contract.thumbnails,
      handler: async ({ query, actor, req }) => {
        const who = actor as Actor;
        const visible = await visibility.visible(who, 'live:view');
        const cameraIds = await board.visibleOf(visible, query.cameraIds);
        const items = await health.thumbnails(cameraIds);
        const isNew = items.filter(({ cameraId }) => looks.isNew(who, `thumbnail ${cameraId}`));
        if (isNew.length > 0)
          await audit.append({
            ...{ actor: who, from: req.ip ?? '', action: 'picture.view', target: 'cameras' },
            detail: { kind: 'thumbnail', cameras: isNew.map(({ cameraId }) => cameraId) },
          });
        return { items };
      },
    }),
  ];
}
