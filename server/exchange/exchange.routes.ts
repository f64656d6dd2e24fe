/** `POST /api/v1/exchange/events`: where departments report. */
import { exchangeAnswer, exchangeQuery, exchangeRequest } from '../contract/exchange.ts';
import { forbidden } from '../platform/errors.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { ExchangeService } from './exchange.service.ts';

/** 1,000 events with a remark each; shorter batches where remarks are long. */
const BODY_LIMIT = 2 * 1024 * 1024;

export function exchangeRoutes(options: { readonly exchange: ExchangeService }): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/exchange/events',
      summary: 'Report up to 1,000 events; each is answered for itself, and accepted ones are on disk',
      tag: 'exchange',
      need: { kind: 'permission', permission: 'exchange:report', at: 'anywhere' },
      query: exchangeQuery,
      body: exchangeRequest,
      bodyLimit: BODY_LIMIT,
      response: exchangeAnswer,
      handler: async ({ actor, body, query }) => {
        // Only a token says for which department it speaks.
        if (actor?.kind !== 'machine' || actor.departmentId === undefined) throw forbidden('exchange:report');
        const { source, departmentId } = actor;
        const { events, sentAt, sequence } = body;
        const sending = { sentAt, sequence, dryRun: query.dryRun };
        return options.exchange.report({ source, departmentId }, events, sending);
      },
    }),
  ];
}
