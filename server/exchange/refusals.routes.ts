/** `/api/v1/exchange/refusals`: the correction list. */
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { id, listOf } from '../contract/common.ts';
import * as contract from '../contract/exchange.ts';
import { isUuid, type PlaceFinder, type Visibility } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { RefusalsService } from './refusals.service.ts';

export interface RefusalsRoutesOptions {
  readonly refusals: RefusalsService;
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  readonly visibility: Visibility;
  readonly audit: AuditTrail;
}

const tag = 'exchange';
const byRefusal = z.object({ refusalId: id });
const EXPORT_MOST = 20_000;
const PAGE = 500;
const read = { kind: 'permission', permission: 'exchange:read', at: 'anywhere' } as const;
const correctAnywhere = { kind: 'permission', permission: 'exchange:correct', at: 'anywhere' } as const;
/** Only people put rows right; a machine's token carries no such permission. */
const nameOf = (actor: Actor | undefined) => (actor?.kind === 'user' ? actor.username : '');

export function refusalsRoutes(options: RefusalsRoutesOptions): Route[] {
  const { refusals, finder, visibility } = options;
  const reach = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'exchange:correct');
  const correct: Need = {
    kind: 'permission',
    permission: 'exchange:correct',
    at: async ({ params }) => {
      if (!isUuid(params.refusalId)) throw notFound('refused row');
      return finder.ofDepartment(await refusals.departmentOf(params.refusalId));
    },
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/exchange/refusals',
      summary: 'Refused rows of the departments within the asker’s grants, the newest first',
      tag,
      need: read,
      query: contract.refusalsQuery,
      response: listOf(contract.refusal),
      handler: async ({ actor, query }) =>
        refusals.list(await visibility.visible(actor as Actor, 'exchange:read'), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/exchange/refusals/counts',
      summary: 'How many are open, by what is wrong',
      tag,
      need: read,
      response: contract.refusalCounts,
      handler: async ({ actor }) =>
        refusals.counts(await visibility.visible(actor as Actor, 'exchange:read')),
    }),
    route({
      method: 'post',
      path: '/api/v1/exchange/refusals/dismiss',
      summary: 'Let refused rows go, and say why; answers how many were open',
      tag,
      need: correctAnywhere,
      reason: 'required',
      action: 'refusal.dismiss',
      body: contract.dismissRefusals,
      response: contract.dismissAnswer,
      trail: ({ body }) => ({ ids: body.ids }),
      handler: async ({ actor, body, reason }) => {
        const why = { by: nameOf(actor), reason: reason ?? '' };
        return { dismissed: (await refusals.dismiss(body.ids, await reach(actor), why)).length };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/exchange/refusals/:refusalId/resend',
      summary: 'Send a refused row again as it was put right; accepted, it closes the refusal',
      tag,
      need: correct,
      action: 'refusal.resend',
      params: byRefusal,
      body: contract.resendRefusal,
      response: contract.resendAnswer,
      // It waits for its turn among the batches of its source, and must not hold a transaction open meanwhile.
      transaction: false,
      handler: async ({ actor, params, body }) =>
        refusals.resend(params.refusalId, body.row, await reach(actor), nameOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/exchange/refusals/:refusalId/dismiss',
      summary: 'Let a refused row go, and say why',
      tag,
      need: correct,
      reason: 'required',
      action: 'refusal.dismiss',
      params: byRefusal,
      response: contract.dismissAnswer,
      handler: async ({ actor, params, reason }) => {
        const why = { by: nameOf(actor), reason: reason ?? '' };
        return { dismissed: (await refusals.dismiss([params.refusalId], await reach(actor), why)).length };
      },
    }),
  ];
}

/** Looks at what was sent, which may name people: each is on the trail. */
export function refusedRowRoutes(options: RefusalsRoutesOptions): Route[] {
  const { refusals, finder, visibility, audit } = options;
  return [
    route({
      method: 'get',
      path: '/api/v1/exchange/refusals/export',
      summary: `Refused rows as CSV with what was sent, up to ${EXPORT_MOST}; is itself in the trail`,
      tag,
      need: correctAnywhere,
      query: contract.refusalsExport,
      raw: true,
      handler: async ({ actor, query, reason, req, res }) => {
        const who = actor as Actor;
        const visible = await visibility.visible(who, 'exchange:correct');
        const row = { action: 'refusal.export', target: 'refusal:', from: req.ip ?? '' };
        await audit.append({ ...row, actor: who, reason, detail: { filter: query } });
        res
          .status(200)
          .set('Cache-Control', 'no-store')
          .set('Content-Type', 'text/csv; charset=utf-8')
          .set('Content-Disposition', 'attachment; filename="refusals.csv"');
        // Without it Excel takes UTF-8 for the local code page.
        res.write(`\uFEFF${csv([HEADER])}`);
        let after: readonly [string, string] | undefined;
        for (let written = 0; written < EXPORT_MOST && !res.destroyed; written += PAGE) {
          const page = await refusals.rows(visible, query, PAGE, after);
          if (page.length > 0) res.write(csv(page.map(cells)));
          const last = page.at(-1);
          if (last === undefined || page.length < PAGE) break;
          after = [last.receivedAt, last.id];
        }
        res.end();
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/exchange/refusals/:refusalId',
      summary: 'A refused row with what was sent; each look is in the trail',
      tag,
      need: {
        kind: 'permission',
        permission: 'exchange:correct',
        at: async ({ params }) => {
          if (!isUuid(params.refusalId)) throw notFound('refused row');
          return finder.ofDepartment(await refusals.departmentOf(params.refusalId));
        },
      },
      params: byRefusal,
      response: contract.refusalDetail,
      handler: async ({ actor, params, reason, place, req }) => {
        const who = actor as Actor;
        const found = await refusals.get(params.refusalId, await visibility.visible(who, 'exchange:correct'));
        await audit.append({
          ...{ actor: who, from: req.ip ?? '', action: 'refusal.view', target: `refusal:${found.id}` },
          ...{ reason, place, detail: { source: found.source, code: found.code, field: found.field } },
        });
        return found;
      },
    }),
  ];
}

/** Both languages, as whoever reads it may not be who exported it. */
const HEADER = [
  ...['来源 source', '部门 department', '格式 format', '表 table', '流水号 case', '事件 event'],
  ...[
    '错误 code',
    '字段 field',
    '说明 message',
    '首次 first',
    '最近 last',
    '次数 times',
    '状态 state',
    '原始行 row',
  ],
];

const cells = (one: contract.RefusalDetail): string[] => [
  ...[one.source, one.departmentName, one.format, one.table ?? '', one.caseNo ?? '', one.eventId ?? ''],
  ...[one.code, one.field, one.message, one.receivedAt, one.lastAt, String(one.times), one.state],
  JSON.stringify(one.row),
];

/** A text that begins like a formula is not to be run as one by the spreadsheet that opens it. */
const csv = (rows: string[][]): string =>
  stringify(rows, { escape_formulas: true, record_delimiter: '\r\n' });
