/** What is done with cards: decisions of supervisors, answers of departments, and their files. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import * as contract from '../contract/alerts.ts';
import { id } from '../contract/common.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { AppError, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { AlertFiles } from './alert-files.ts';
import type { AlertsService } from './alerts.service.ts';
import type { CardsStore } from './cards.store.ts';
import type { LifeService } from './life.service.ts';
import { sendAnswerFile } from './send-answer-file.ts';

export interface LifeRoutesOptions {
  readonly life: LifeService;
  readonly alerts: AlertsService;
  readonly store: CardsStore;
  readonly files: AlertFiles;
  readonly finder: Pick<PlaceFinder, 'ofCase'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
}

const tag = 'alerts';
const byAlert = z.object({ alertId: id });

export function lifeRoutes(options: LifeRoutesOptions): { changes: Route[]; questions: Route[] } {
  const { life, alerts, store, files, finder, gate, visibility } = options;
  const placeOf = async (alertId: unknown) => {
    const caseId = id.safeParse(alertId).success ? await store.caseOf(String(alertId)) : undefined;
    return caseId === undefined ? undefined : finder.ofCase(caseId);
  };
  const at = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: ({ params }) => placeOf(params.alertId),
  });
  const subject: Route['subject'] = async ({ params }) => {
    const { caseNo, ruleName, level, state, order } = await alerts.card(params.alertId ?? '');
    return { name: `${caseNo} ${ruleName}`, level, state, order };
  };
  const detail = async (alertId: string, actor: Actor | undefined) =>
    alerts.get(alertId, await visibility.visible(actor as Actor, 'alerts:read'), actor as Actor);

  const changes = [
    route({
      method: 'post',
      path: '/api/v1/alerts/:alertId/decide',
      summary:
        'Decide about a card: issue, cancel, uphold or reject an appeal, order, accept or send back a reply',
      tag,
      need: at('alerts:decide'),
      params: byAlert,
      body: contract.decideAlert,
      response: contract.alertDetail,
      trail: ({ body }) => ({ decision: body.action, reason: body.reason }),
      subject,
      handler: async ({ params, body, actor }) => {
        await life.do({ ...body, alertId: params.alertId, by: byOf(actor) });
        return detail(params.alertId, actor);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/alerts/:alertId/answer',
      summary: 'A department appeals, or answers an order',
      tag,
      need: at('alerts:reply'),
      params: byAlert,
      body: contract.answerAlert,
      response: contract.alertDetail,
      trail: ({ body }) => ({ answer: body.action, files: body.files.length }),
      subject,
      handler: async ({ params, body, actor }) => {
        await life.do({ ...body, alertId: params.alertId, by: byOf(actor) });
        return detail(params.alertId, actor);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/alerts/bulk',
      summary: 'One decision on many cards; each is answered for itself',
      tag,
      need: { kind: 'permission', permission: 'alerts:decide', at: 'anywhere' },
      action: 'alert.decide-many',
      body: contract.decideAlerts,
      response: contract.decidedAlerts,
      trail: ({ body }) => ({
        ...{ decision: body.action, reason: body.reason },
        alerts: body.items.map((one) => one.id),
      }),
      handler: async ({ body, actor }) => {
        const { items, ...doing } = body;
        const answers: contract.DecidedAlerts['items'] = [];
        for (const one of items)
          answers.push(
            await answered(one.id, async () => {
              const place = await placeOf(one.id);
              if (!place || !(await gate.permits(actor as Actor, 'alerts:decide', place)))
                throw notFound('card');
              await life.do({ ...doing, alertId: one.id, version: one.version, by: byOf(actor) });
              return alerts.card(one.id);
            }),
          );
        return { items: answers };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/alerts/:alertId/files',
      summary: 'Upload a file to answer with: PDF, pictures, Word, Excel, up to 10 MB',
      tag,
      need: at('alerts:reply'),
      action: 'alert.attach',
      params: byAlert,
      query: contract.newAlertFile,
      bytesBody: 'application/octet-stream',
      bodyLimit: contract.ALERT_FILE_MOST_BYTES,
      response: contract.alertFile,
      status: 201,
      handler: ({ params, query, req, actor }) =>
        files.add(params.alertId, query.name, bytesOf(req.body), byOf(actor).id),
    }),
  ];
  const questions = [
    route({
      method: 'get',
      path: '/api/v1/alerts/:alertId/files/:fileId',
      summary: 'A file of an answer, to be saved',
      tag,
      need: at('alerts:read'),
      params: byAlert.extend({ fileId: id }),
      raw: true,
      handler: async ({ params, res }) => {
        sendAnswerFile(res, await files.read(params.alertId, params.fileId));
      },
    }),
  ];
  return { changes, questions };
}

/** A part of the request's unit of work that is undone alone. */
async function answered(
  alertId: string,
  run: () => Promise<contract.Alert>,
): Promise<contract.DecidedAlerts['items'][number]> {
  try {
    const alert = await inUnitOfWork(run);
    return { id: alertId, ok: true, alert, code: null, message: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id: alertId, ok: false, alert: null, code: error.code, message: error.message };
  }
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

/** Permissions to do something with cards are held by people only. */
function byOf(actor: Actor | undefined): { id: string; name: string } {
  if (actor?.kind !== 'user') throw new Error('only people decide about cards');
  return { id: actor.id, name: actor.username };
}
