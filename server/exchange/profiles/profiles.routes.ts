/** `POST /api/v1/exchange/profiles/:layout/rows`: rows of a published layout, as JSON or XML. */
import { z } from 'zod';
import { profileAnswer, profileName, profileQuery, profileRows } from '../../contract/profiles.ts';
import { AppError, forbidden, invalid } from '../../platform/errors.ts';
import { parseInput } from '../../platform/http/parse.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { layouts } from './layouts.ts';
import type { ProfilesService, RowsToTake } from './profiles.service.ts';
import { rowsOfXml, XmlFault } from './xml-rows.ts';

/** 1,000 rows with opinions and remarks; XML says each column's name twice. */
const BODY_LIMIT = 4 * 1024 * 1024;

export function profilesRoutes(options: { readonly profiles: ProfilesService }): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/exchange/profiles/:layout/rows',
      summary:
        'Report up to 1,000 rows of a published layout, application/json ({table, rows}) or application/xml; each is answered for itself',
      tag: 'exchange',
      need: { kind: 'permission', permission: 'exchange:report', at: 'anywhere' },
      params: z.object({ layout: profileName }),
      query: profileQuery,
      // One address for both: which it is says the request's content type.
      bytesBody: '*/*',
      bodyLimit: BODY_LIMIT,
      response: profileAnswer,
      handler: async ({ actor, params, query, body, req }) => {
        if (actor?.kind !== 'machine' || actor.departmentId === undefined) throw forbidden('exchange:report');
        const { source, departmentId } = actor;
        const { layout: profile } = params;
        const bytes = body as unknown as Buffer;
        const { dryRun, ...said } = query;
        const { sending, ...rows } =
          req.is(['application/xml', 'text/xml', '+xml']) !== false
            ? { rows: xmlRows(profile, bytes), hallId: said.hallId, sending: said }
            : jsonRows(bytes, req.is('application/json') !== false);
        return options.profiles.report({ source, departmentId }, profile, rows, { ...sending, dryRun });
      },
    }),
  ];
}

function xmlRows(profile: z.output<typeof profileName>, bytes: Buffer): RowsToTake['rows'] {
  try {
    return rowsOfXml(layouts[profile], bytes);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    const place = error.line === undefined ? '' : ` (line ${error.line}, column ${error.column})`;
    throw invalid([{ field: 'body', message: `${error.message}${place}` }]);
  }
}

function jsonRows(bytes: Buffer, isJson: boolean) {
  if (!isJson) throw new AppError(415, 'unsupported_media_type', 'Send application/json or application/xml.');
  const { table, rows, hallId, sentAt, sequence } = parseInput(profileRows, parsed(bytes), 'body');
  return { rows: rows.map((row) => ({ table, row })), hallId, sending: { sentAt, sequence } };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'is not in UTF-8';
    throw invalid([{ field: 'body', message: `is no JSON: ${why.slice(0, 200)}` }]);
  }
}
