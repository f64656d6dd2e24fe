/** `/api/v1/evidence`: packages asked for, followed, fetched and removed; and the node's certificate. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { id } from '../contract/common.ts';
import * as contract from '../contract/evidence.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { conflict } from '../platform/errors.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import { decodeCursor, pageOf } from '../platform/http/paging.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { EvidenceService } from './evidence.service.ts';
import { fileWord } from './job.ts';
import type { NodeKey } from './node-key.ts';
import type { EvidenceWorker } from './worker.ts';

export interface EvidenceRoutesOptions {
  readonly evidence: EvidenceService;
  readonly worker: Pick<EvidenceWorker, 'fileOf'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCameraAt'>;
  readonly audit: AuditTrail;
  readonly node: () => NodeKey;
  readonly hasSm2: () => Promise<boolean>;
}

const tag = 'evidence';
/** Packages are of several cameras: the service asks at each, and what is not wholly the asker's is not there. */
const need: Need = { kind: 'permission', permission: 'evidence:write', at: 'anywhere' };
const params = z.object({ packageId: id });
const key = z.tuple([z.string(), z.uuid()]);

export interface EvidenceRoutes {
  readonly questions: readonly Route[];
  readonly changes: readonly Route[];
}

export function evidenceRoutes(options: EvidenceRoutesOptions): EvidenceRoutes {
  const { evidence, visibility, node, hasSm2 } = options;
  return {
    changes: [
      route({
        method: 'post',
        path: '/api/v1/evidence',
        summary: 'Ask for a package of footage and its record; it is made in the background',
        tag,
        need,
        action: 'evidence.create',
        body: contract.newEvidence,
        response: contract.evidencePackage,
        status: 201,
        trail: ({ body }) => ({
          ...{ purpose: body.purpose, options: body.options, caseId: body.caseId },
          ranges: body.ranges,
        }),
        handler: ({ actor, body }) => evidence.ask(person(actor), body),
      }),
      route({
        method: 'delete',
        path: '/api/v1/evidence/:packageId',
        summary:
          'End a package that is being made, or remove the file of one that is; that it was made stays known',
        tag,
        need,
        action: 'evidence.remove',
        params,
        subject: async ({ actor, params: { packageId } }) => {
          const { title, state, sha256 } = await evidence.get(actor as Actor, packageId ?? '');
          return { name: title, state, sha256 };
        },
        handler: ({ actor, params: { packageId } }) => evidence.remove(actor as Actor, packageId),
      }),
    ],
    questions: [
      route({
        method: 'get',
        path: '/api/v1/evidence',
        summary: 'Packages of cameras and cases one may see, the newest first',
        tag,
        need,
        query: contract.evidenceQuery,
        response: contract.evidencePackages,
        handler: async ({ actor, query }) => {
          const { cursor, limit, ...filter } = query;
          const visible = await visibility.visible(actor as Actor, 'evidence:write');
          const after = decodeCursor(cursor, key);
          const found = await evidence.list({ ...filter, visible, after, limit });
          return pageOf(
            found,
            limit,
            (one) => [one.askedAt, one.id],
            (one) => one,
          );
        },
      }),
      route({
        method: 'get',
        path: '/api/v1/evidence/node-key',
        summary:
          'The certificate that this server signs packages with; whoever verifies one compares its fingerprint',
        tag,
        need: { kind: 'session' },
        response: contract.evidenceNode,
        handler: async () => {
          const { name, fingerprint, certificate, notAfter } = node();
          return { name, fingerprint, certificate, notAfter: notAfter.toISOString(), sm: await hasSm2() };
        },
      }),
      route({
        method: 'get',
        path: '/api/v1/evidence/:packageId',
        summary: 'A package, and how far it is',
        tag,
        need,
        params,
        response: contract.evidencePackage,
        handler: ({ actor, params: { packageId } }) => evidence.get(actor as Actor, packageId),
      }),
      download(options),
    ],
  };
}

/** More than are fetched at a time; forgotten, a row more is written. */
const BEGUN_MOST = 10_000;

/** Whole or from where a download broke off (Range); each is on the trail, those that go on as the one they go on with. */
function download({ evidence, worker, finder, audit }: EvidenceRoutesOptions): Route {
  /** By whom which was begun: what goes on is told already, in the middle as from the beginning. */
  const begun = new Set<string>();
  return route({
    method: 'get',
    path: '/api/v1/evidence/:packageId/package.zip',
    summary: 'A package that is ready, as a ZIP file; ranges of it, too',
    tag,
    need,
    params,
    raw: true,
    handler: async ({ actor, params: { packageId }, req, res, reason }) => {
      const who = actor as Actor;
      const found = await evidence.getToTake(who, packageId);
      if (found.state !== 'ready') throw conflict('evidence_state', `The package is ${found.state}.`);
      const file = worker.fileOf(packageId);
      const { size } = await stat(file);
      const range = rangeOf(req.headers.range, size);
      if (range === 'unsatisfiable') {
        res.status(416).set('Content-Range', `bytes */${size}`).end();
        return;
      }
      const first = found.ranges[0];
      const name = `${who.kind === 'user' ? who.sessionId : who.tokenId} ${packageId}`;
      if (range === undefined || range.from === 0 || !begun.has(name)) {
        await audit.append({
          ...{ actor: who, from: req.ip ?? '', action: 'evidence.download', reason },
          ...{ target: `evidence:${packageId}`, targetName: found.title },
          place: first && (await finder.ofCameraAt(first.cameraId, new Date(first.from))),
          detail: {
            bytes: size,
            sha256: found.sha256,
            cameras: [...new Set(found.ranges.map((one) => one.cameraId))],
          },
        });
        if (begun.size >= BEGUN_MOST) begun.clear();
        begun.add(name);
      }
      const { from, to } = range ?? { from: 0, to: size - 1 };
      const fileName = `${fileWord(found.title)}-${packageId.slice(0, 8)}.zip`;
      res.status(range ? 206 : 200).set({
        'Content-Type': 'application/zip',
        'Content-Length': String(to - from + 1),
        'Content-Disposition': `attachment; filename="evidence-${packageId.slice(0, 8)}.zip"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        'Accept-Ranges': 'bytes',
        'Cache-Control': 'private, no-store',
        ETag: `"${found.sha256}"`,
        ...(range && { 'Content-Range': `bytes ${from}-${to}/${size}` }),
      });
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      await pipeline(createReadStream(file, { start: from, end: to }), res).catch(
        (error: NodeJS.ErrnoException) => {
          // Whoever fetched it went away; the next one goes on from there.
          if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
        },
      );
    },
  });
}

/** One range, as downloads that go on ask for it (RFC 9110, 14.2); several, or what is none: the whole. */
export function rangeOf(
  header: string | undefined,
  size: number,
): { readonly from: number; readonly to: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  return from > to || from >= size ? 'unsatisfiable' : { from, to };
}

function person(actor: Actor | undefined): Extract<Actor, { kind: 'user' }> {
  if (actor?.kind !== 'user')
    throw new Error('packages are asked for by people: no machine holds the permission');
  return actor;
}
