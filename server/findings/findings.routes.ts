/** `/api/v1/findings`: what was seen at windows, and what is done about it. */
import { z } from 'zod';
import { type AnswerFiles, sendAnswerFile } from '../alerts/index.ts';
import type { Permission } from '../contract/access.ts';
import { ALERT_FILE_MOST_BYTES, alertFile, newAlertFile } from '../contract/alerts.ts';
import { id } from '../contract/common.ts';
import * as contract from '../contract/findings.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { FindingPlaces } from './finding-places.ts';
import type { FindingsService } from './findings.service.ts';
import type { Narrowed } from './findings.store.ts';
import type { FollowUp } from './follow-up.ts';

export interface FindingsRoutesOptions {
  readonly findings: FindingsService;
  readonly followUp: FollowUp;
  readonly places: FindingPlaces;
  readonly files: AnswerFiles;
  readonly finder: Pick<PlaceFinder, 'ofWindow'>;
  readonly visibility: Visibility;
}

const tag = 'findings';
const PATH = '/api/v1/findings';
const byFinding = z.object({ findingId: id });
/** What it is narrowed to is the query's to say. */
export const readsFindings: Need = { kind: 'permission', permission: 'findings:read', at: 'anywhere' };

export const narrowedBy =
  (visibility: Visibility) =>
  async (actor: Actor | undefined, mine: 'yes' | undefined): Promise<Narrowed> => {
    const visible = (permission: Permission) => visibility.visible(actor as Actor, permission);
    return {
      visible: await visible('findings:read'),
      ...(mine === 'yes' && {
        waitingFor: { decide: await visible('findings:decide'), reply: await visible('findings:reply') },
      }),
    };
  };

export function findingsRoutes(options: FindingsRoutesOptions): { changes: Route[]; questions: Route[] } {
  const { findings, followUp, places, files, finder, visibility } = options;
  const narrowed = narrowedBy(visibility);
  const at = (permission: Permission): Need => ({
    ...{ kind: 'permission', permission },
    at: ({ params }) => places.ofFinding(params.findingId),
  });
  const detail = async (findingId: string, actor: Actor | undefined) =>
    findings.get(findingId, await visibility.visible(actor as Actor, 'findings:read'), actor as Actor);
  const subject: Route['subject'] = async ({ params, answer }) => {
    const made = contract.findingDetail.safeParse(answer).data?.id ?? params.findingId;
    const found = made === undefined ? undefined : await findings.finding(made);
    if (found === undefined) return undefined;
    const { no, windowId, kind, state, text, orderUntil } = found;
    return { name: no, windowId, kind, state, text, orderUntil };
  };

  const questions = [
    route({
      method: 'get',
      path: PATH,
      summary: 'What was seen at windows, the newest first; of a department its own windows',
      tag,
      need: readsFindings,
      query: contract.findingsQuery,
      response: contract.findings,
      handler: async ({ actor, query }) => findings.list(await narrowed(actor, query.mine), query),
    }),
    route({
      method: 'get',
      path: `${PATH}/:findingId`,
      summary: 'A finding with its steps, and what may be done with it',
      tag,
      need: at('findings:read'),
      params: byFinding,
      response: contract.findingDetail,
      handler: ({ params, actor }) => detail(params.findingId, actor),
    }),
    route({
      method: 'get',
      path: `${PATH}/:findingId/files/:fileId`,
      summary: 'A file of an answer, to be saved',
      tag,
      need: at('findings:read'),
      params: byFinding.extend({ fileId: id }),
      raw: true,
      handler: async ({ params, res }) =>
        sendAnswerFile(res, await files.read(params.findingId, params.fileId)),
    }),
  ];
  const changes = [
    route({
      method: 'post',
      path: PATH,
      summary:
        'Note what is seen at a window: its picture and the half minute before it are kept, its clerk is looked up',
      tag,
      need: {
        ...{ kind: 'permission', permission: 'findings:write' },
        at: ({ body }) => finder.ofWindow((body as { windowId?: unknown } | null)?.windowId),
      },
      body: contract.newFinding,
      response: contract.findingDetail,
      status: 201,
      subject,
      handler: async ({ actor, body }) => detail(await findings.note(personOf(actor), body), actor),
    }),
    route({
      method: 'patch',
      path: `${PATH}/:findingId`,
      summary: 'Change what one noted, within ten minutes',
      tag,
      need: at('findings:write'),
      params: byFinding,
      body: contract.changeFinding,
      response: contract.findingDetail,
      subject,
      handler: async ({ params, body, actor }) => {
        const { version, ...fields } = body;
        const { id: byId, username: name } = personOf(actor);
        await followUp.change(params.findingId, version, fields, { id: byId, name });
        return detail(params.findingId, actor);
      },
    }),
    route({
      method: 'post',
      path: `${PATH}/:findingId/act`,
      summary:
        'Withdraw or restore what one noted; order it put right, accept or send back a reply, close; reply to an order',
      tag,
      // What each step needs beside this is asked of the finding when it is locked.
      need: at('findings:read'),
      action: 'finding.act',
      params: byFinding,
      body: contract.actOnFinding,
      response: contract.findingDetail,
      trail: ({ body }) => ({ step: body.action, reason: body.reason, days: body.days }),
      subject,
      handler: async ({ params, body, actor }) => {
        const { id: byId, username: name } = personOf(actor);
        const doing = { ...body, findingId: params.findingId, by: { id: byId, name } };
        await followUp.do(doing, async (who, row) => (await places.held(row, actor as Actor))[who]);
        return detail(params.findingId, actor);
      },
    }),
    route({
      method: 'post',
      path: `${PATH}/:findingId/files`,
      summary: 'Upload a file to reply with: PDF, pictures, Word, Excel, up to 10 MB',
      tag,
      need: at('findings:reply'),
      action: 'finding.attach',
      params: byFinding,
      query: newAlertFile,
      bytesBody: 'application/octet-stream',
      bodyLimit: ALERT_FILE_MOST_BYTES,
      response: alertFile,
      status: 201,
      handler: ({ params, query, req, actor }) =>
        files.add(
          params.findingId,
          query.name,
          Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
          personOf(actor).id,
        ),
    }),
  ];
  return { changes, questions };
}

/** What people saw: a machine notes nothing, and nobody else does in its name. */
function personOf(actor: Actor | undefined): Extract<Actor, { kind: 'user' }> {
  if (actor?.kind !== 'user') throw new Error('only people note findings');
  return actor;
}
