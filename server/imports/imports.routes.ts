/**
 * `/api/v1/imports`: files brought in. Uploading needs the registry's own permission; what follows is about one's own
 * imports, for as long as that permission is held, and each row is asked at its place. `/api/v1/import-templates`.
 */
import { z } from 'zod';
import { id, listOf } from '../contract/common.ts';
import * as contract from '../contract/imports.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import { faultsOf, passwordsOf, templateOf } from './exports.ts';
import { sendTable } from './files/tables-out.ts';
import type { ImportsService } from './imports.service.ts';
import type { RegistryTable } from './registries/book.ts';

export interface ImportsRoutesOptions {
  readonly imports: ImportsService;
  readonly tables: readonly RegistryTable[];
}

type User = Extract<Actor, { kind: 'user' }>;

const tag = 'imports';
const need: Need = { kind: 'session' };
const byImport = z.object({ importId: id });
const PAGE = 500;

export function importsRoutes(options: ImportsRoutesOptions): Route[] {
  return [...options.tables.map((table) => uploadRoute(options, table)), ...jobRoutes(options)];
}

/** The gate lets only people through: machines hold no permission to write. */
const user = (actor: Actor | undefined): User => actor as User;

function uploadRoute({ imports }: ImportsRoutesOptions, { registry, write }: RegistryTable): Route {
  return route({
    method: 'post',
    path: `/api/v1/imports/${registry}`,
    summary: `Send a file of ${registry} (.xlsx or .csv): it is read and checked, and changes nothing yet`,
    tag,
    need: { kind: 'permission', permission: write, at: 'anywhere' },
    query: contract.uploadQuery,
    bytesBody: 'application/octet-stream',
    bodyLimit: contract.MOST_FILE_BYTES,
    response: contract.importJob,
    status: 202,
    transaction: false,
    handler: ({ actor, query, body, req }) =>
      imports.upload(user(actor), {
        registry,
        fileName: query.name,
        bytes: body as unknown as Buffer,
        from: req.ip ?? '',
      }),
  });
}

function jobRoutes({ imports }: ImportsRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/imports',
      summary: 'One’s own imports, the newest first',
      tag,
      need,
      query: contract.importsQuery,
      response: listOf(contract.importJob),
      handler: async ({ actor, query }) => ({
        items: await imports.list(user(actor), query),
        nextCursor: null,
      }),
    }),
    route({
      method: 'get',
      path: '/api/v1/imports/:importId',
      summary: 'An import and how far it is',
      tag,
      need,
      params: byImport,
      response: contract.importJob,
      handler: ({ actor, params }) => imports.get(user(actor), params.importId),
    }),
    route({
      method: 'get',
      path: '/api/v1/imports/:importId/rows',
      summary: 'Its rows: what each would do, what is wrong with it, what became of it',
      tag,
      need,
      params: byImport,
      query: contract.rowsQuery,
      response: listOf(contract.importRow),
      handler: ({ actor, params, query: { undoFaults, ...query } }) =>
        imports.rows(user(actor), params.importId, { ...query, undoFaults: undoFaults === 'true' }),
    }),
    route({
      method: 'get',
      path: '/api/v1/imports/:importId/faults',
      summary: 'The rows with faults as a table with what is wrong, to be mended and sent again',
      tag,
      need,
      params: byImport,
      query: contract.fileQuery,
      raw: true,
      handler: async ({ actor, params, query, res }) => {
        const job = await imports.get(user(actor), params.importId);
        const rows = faultyRows(imports, user(actor), params.importId);
        await sendTable(res, faultsOf(job, rows, query.format, query.lang));
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/imports/:importId/apply',
      summary: 'Put its rows into the registry: all of them or none, or the good ones',
      tag,
      need,
      params: byImport,
      body: contract.startImport,
      response: contract.importJob,
      status: 202,
      transaction: false,
      handler: ({ actor, params, body }) => imports.apply(user(actor), params.importId, body.mode),
    }),
    route({
      method: 'post',
      path: '/api/v1/imports/:importId/cancel',
      summary: 'End what is under way, or throw a preview away',
      tag,
      need,
      params: byImport,
      transaction: false,
      handler: ({ actor, params }) => imports.cancel(user(actor), params.importId),
    }),
    route({
      method: 'post',
      path: '/api/v1/imports/:importId/undo',
      summary: 'Take the whole import back, or only say which rows could not be',
      tag,
      need,
      params: byImport,
      body: contract.undoImport,
      response: contract.importJob,
      status: 202,
      transaction: false,
      handler: ({ actor, params, body }) => imports.undo(user(actor), params.importId, body.check),
    }),
    route({
      method: 'post',
      path: '/api/v1/imports/:importId/passwords',
      summary: 'The first passwords of people that were made, told once',
      tag,
      need,
      params: byImport,
      query: contract.fileQuery,
      raw: true,
      transaction: false,
      handler: async ({ actor, params, query, req, res }) => {
        const rows = await imports.passwords(user(actor), params.importId, req.ip ?? '');
        await sendTable(res, passwordsOf(rows, query.format, query.lang));
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/import-templates/:registry',
      summary: 'An empty table of a registry, with an example and what is accepted',
      tag,
      need,
      params: z.object({ registry: contract.registry }),
      query: contract.fileQuery,
      raw: true,
      handler: ({ params, query, res }) =>
        sendTable(res, templateOf(params.registry, query.format, query.lang)),
    }),
  ];
}

async function* faultyRows(imports: ImportsService, actor: User, importId: string) {
  for (const filter of [{ verdict: 'faulty' as const }, { outcome: 'refused' as const }]) {
    let cursor: string | undefined;
    do {
      const page = await imports.rows(actor, importId, { ...filter, cursor, limit: PAGE });
      yield page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}
