/** `/api/v1/patrols/rounds` and what they come to. */
import { z } from 'zod';
import { id } from '../contract/common.ts';
import * as contract from '../contract/patrols.ts';
import type { Visibility } from '../places/index.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import { dayAfter, midnightOf } from './days.ts';
import { sendLedger } from './ledger.ts';
import { officerOf } from './officer.ts';
import type { RoundsService } from './rounds.service.ts';

export interface RoundsRoutesOptions {
  readonly rounds: RoundsService;
  readonly visibility: Visibility;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

const tag = 'patrols';
const byRound = z.object({ roundId: id });
const byVisit = byRound.extend({ visitId: id });
const byFinding = byVisit.extend({ findingId: id });
/** A round goes through many places: lists are narrowed by the query, walks asked at each place by the service. */
const read: Need = { kind: 'permission', permission: 'patrols:read', at: 'anywhere' };
const walk: Need = { kind: 'permission', permission: 'patrols:walk', at: 'anywhere' };

export function roundsRoutes({ rounds, visibility, audit, now }: RoundsRoutesOptions): {
  readonly questions: Route[];
  readonly changes: Route[];
} {
  const subject: Route['subject'] = ({ params, answer }) => {
    const made = id.safeParse(params.roundId ?? Reflect.get(Object(answer), 'id'));
    return made.success ? rounds.told(made.data) : Promise.resolve(undefined);
  };
  const questions = [
    route({
      method: 'get',
      path: '/api/v1/patrols/rounds',
      summary: 'Rounds: due, walked, missed; a drawn one is not there before its instant',
      tag,
      need: read,
      query: contract.roundsQuery,
      response: contract.patrolRounds,
      handler: ({ actor, query }) => rounds.list(actor as Actor, query),
    }),
    route({
      method: 'get',
      path: '/api/v1/patrols/rounds/export',
      summary:
        'The ledger of patrols as a file, on the audit trail; in a workbook each window has a row as well',
      tag,
      need: read,
      query: contract.roundsExportQuery,
      raw: true,
      handler: async ({ actor, query, reason, req, res }) => {
        const { format, ...filter } = query;
        await audit.append({
          ...{ actor: actor as Actor, from: req.ip ?? '', action: 'round.export', target: 'round' },
          ...{ reason, detail: { format, ...filter } },
        });
        const visible = await visibility.visible(actor as Actor, 'patrols:read');
        await sendLedger(res, {
          ...{ format, nowMs: now() },
          page: (asked) => rounds.listSeen(visible, { ...filter, ...asked }),
          visitsOf: (ids) => rounds.visitsOf(ids),
        });
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/patrols/coverage',
      summary: 'How often each window was looked at in a month',
      tag,
      need: read,
      query: contract.coverageQuery,
      response: contract.patrolCoverages,
      handler: ({ actor, query: { month, hallId, planId, cursor, limit } }) => {
        const first = `${month}-01`;
        const next = `${dayAfter(first, 31).slice(0, 7)}-01`;
        return rounds.coverage(actor as Actor, {
          ...{ from: new Date(midnightOf(first)), to: new Date(midnightOf(next)), cursor, limit },
          ...(hallId !== undefined && { hallId }),
          ...(planId !== undefined && { planId }),
        });
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/patrols/rounds/:roundId',
      summary: 'A round, window by window',
      tag,
      need: read,
      params: byRound,
      response: contract.patrolRoundDetail,
      handler: ({ actor, params }) => rounds.get(actor as Actor, params.roundId),
    }),
  ];
  const changes = [
    route({
      method: 'post',
      path: '/api/v1/patrols/rounds',
      summary: 'Begin a round of one’s own: at these windows, or at all of a hall',
      tag,
      need: walk,
      body: contract.newRound,
      status: 201,
      response: contract.patrolRoundDetail,
      subject,
      handler: ({ actor, body }) => rounds.create(body, officerOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/patrols/rounds/:roundId/begin',
      summary: 'Take a round, or go on with the one that one has taken',
      tag,
      need: walk,
      params: byRound,
      response: contract.patrolRoundDetail,
      subject,
      handler: ({ actor, params }) => rounds.begin(params.roundId, officerOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/patrols/rounds/:roundId/end',
      summary: 'End a round; windows that were not looked at count as that',
      tag,
      need: walk,
      params: byRound,
      response: contract.patrolRoundDetail,
      subject,
      handler: ({ actor, params }) => rounds.end(params.roundId, officerOf(actor)),
    }),
    route({
      method: 'put',
      path: '/api/v1/patrols/rounds/:roundId/visits/:visitId',
      summary: 'Begin to look at a window, say what one saw, or skip it with a reason',
      tag,
      need: walk,
      params: byVisit,
      body: contract.lookAtVisit,
      response: contract.patrolVisit,
      trail: ({ body: { state, checks } }) => ({ state, checks }),
      handler: ({ actor, params, body }) => rounds.look(params, body, officerOf(actor)),
    }),
    route({
      method: 'post',
      path: '/api/v1/patrols/rounds/:roundId/visits/:visitId/findings',
      summary: 'Write down what is wrong at the window, with its picture and the half minute before',
      tag,
      need: walk,
      params: byVisit,
      body: contract.findAtVisit,
      status: 201,
      response: contract.foundAtVisit,
      action: 'visit.find',
      trail: ({ body: { item } }) => ({ item }),
      handler: ({ actor, params, body }) => rounds.find(params, body, officerOf(actor)),
    }),
    route({
      method: 'delete',
      path: '/api/v1/patrols/rounds/:roundId/visits/:visitId/findings/:findingId',
      summary: 'A finding that was withdrawn leaves the round',
      tag,
      need: walk,
      params: byFinding,
      response: contract.patrolVisit,
      action: 'visit.unfind',
      handler: ({ actor, params }) => rounds.unfind(params, officerOf(actor)),
    }),
  ];
  return { questions, changes };
}
