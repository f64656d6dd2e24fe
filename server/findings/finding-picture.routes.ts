/** The picture of a finding: whole for who may see its camera, else the window's own part of it. Each look is in the trail. */
import { z } from 'zod';
import { id } from '../contract/common.ts';
import { PictureLooks } from '../health/index.ts';
import type { Visibility } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import type { FileStore } from '../platform/files/index.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import type { FindingPicturesStore } from './finding-pictures.store.ts';
import type { FindingPlaces } from './finding-places.ts';
import type { FindingsService } from './findings.service.ts';
import type { FindingsStore } from './findings.store.ts';

export interface FindingPictureRoutesOptions {
  readonly pictures: FindingPicturesStore;
  readonly files: FileStore;
  readonly reads: Pick<FindingsStore, 'get'>;
  readonly findings: Pick<FindingsService, 'seesCamera'>;
  readonly places: FindingPlaces;
  readonly visibility: Visibility;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

export function findingPictureRoutes(options: FindingPictureRoutesOptions): Route[] {
  const { pictures, files, reads, findings, places, visibility, audit, now } = options;
  const looks = new PictureLooks({ now });
  return [
    route({
      method: 'get',
      path: '/api/v1/findings/:findingId/picture.jpg',
      summary:
        'What the camera showed when it was seen; for who may not see the camera, the part of it that is the window’s',
      tag: 'findings',
      need: {
        ...{ kind: 'permission', permission: 'findings:read' },
        at: ({ params }) => places.ofFinding(params.findingId),
      },
      params: z.object({ findingId: id }),
      raw: true,
      handler: async ({ params, actor, place, req, res }) => {
        const who = actor as Actor;
        const { findingId } = params;
        const [row, kept] = await Promise.all([
          visibility.visible(who, 'findings:read').then((visible) => reads.get(findingId, visible)),
          pictures.of(findingId),
        ]);
        if (row === undefined || kept === undefined) throw notFound('picture');
        const isWhole = await findings.seesCamera(row, who);
        const fileId = isWhole ? kept.fileId : kept.cropId;
        const jpeg = fileId === null ? undefined : await files.read(fileId);
        if (jpeg === undefined) throw notFound('picture');
        // The same picture again and again is one look.
        if (looks.isNew(who, findingId))
          await audit.append({
            ...{ actor: who, from: req.ip ?? '', action: 'picture.view', target: `finding:${findingId}` },
            ...{ targetName: row.no, place },
            detail: { kind: isWhole ? 'finding' : 'finding_part', at: kept.at.toISOString() },
          });
        res
          .status(200)
          .set({
            'Content-Type': 'image/jpeg',
            'Cache-Control': 'private, no-store',
            'X-Captured-At': kept.at.toISOString(),
          })
          .end(jpeg);
      },
    }),
  ];
}
