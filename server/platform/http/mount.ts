/**
 * Turns a route (data) into Express handlers. The order is the defence: who asks, then whether they hold the
 * permission anywhere, and only then is anything of the request read, checked, and asked at its place.
 */
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { AppError, forbidden, notFound, unauthenticated } from '../errors.ts';
import type { Gate } from './gate.ts';
import { isSameOrigin } from './origin.ts';
import { parseInput } from './parse.ts';
import { reasonOf } from './reason.ts';
import type { Actor, Need, Place, Route } from './route.ts';

export interface MountOptions {
  readonly gate: Gate;
  readonly trustProxy: boolean;
}

const DEFAULT_BODY_LIMIT = 256 * 1024;

interface Locals {
  actor?: Actor | undefined;
}

/** Throws for a route that says nothing of who may: the program does not start with it. */
export function mountRoute(app: Express, route: Route, options: MountOptions): void {
  checkRoute(route);
  const handlers = [admit(route, options), ...bodyParsers(route), handle(route, options.gate)];
  app[route.method](route.path, ...handlers);
}

function checkRoute({ method, path, need, body, textBody, bytesBody }: Route): void {
  const kind = (need as Need | undefined)?.kind;
  if (kind !== 'public' && kind !== 'session' && kind !== 'permission')
    throw new Error(`${method} ${path} declares no need: say who may`);
  if (need.kind === 'permission' && need.or !== undefined && need.at !== 'anywhere')
    throw new Error(`${method} ${path} asks for either of two permissions at one place`);
  if ([body, textBody, bytesBody].filter((one) => one !== undefined).length > 1)
    throw new Error(`${method} ${path} has more than one kind of body`);
}

function admit(route: Route, options: MountOptions): RequestHandler {
  return async (req, res, next) => {
    (res.locals as Locals).actor = await admitted(route, options, req);
    next();
  };
}

/** Who asks, if they may at all; undefined on public routes. Throws otherwise. */
export async function admitted(
  { need, method }: Route,
  { gate, trustProxy }: MountOptions,
  req: Request,
): Promise<Actor | undefined> {
  // A bearer token is never sent by a browser of its own accord; only the cookie is.
  if (method !== 'get' && req.headers.authorization === undefined && !isSameOrigin(req, trustProxy))
    throw new AppError(403, 'cross_site', 'This request was sent by another site’s page.');
  if (need.kind === 'public') return undefined;
  const actor = await gate.authenticate(req);
  if (!actor) throw unauthenticated();
  if (need.kind === 'session' && actor.kind !== 'user')
    throw new AppError(403, 'forbidden', 'This is for signed-in people.');
  if (need.kind === 'permission' && !(await permitsEither(gate, actor, need)))
    throw forbidden(need.permission);
  return actor;
}

async function permitsEither(
  gate: Gate,
  actor: Actor,
  { permission, or }: Extract<Need, { kind: 'permission' }>,
): Promise<boolean> {
  if (await gate.permits(actor, permission)) return true;
  return or !== undefined && gate.permits(actor, or);
}

function bodyParsers({ body, textBody, bytesBody, bodyLimit }: Route): RequestHandler[] {
  const limit = bodyLimit ?? DEFAULT_BODY_LIMIT;
  if (textBody !== undefined) return [express.text({ type: textBody, limit }), requireType(textBody)];
  if (bytesBody !== undefined)
    return [express.raw({ type: bytesBody, limit, inflate: false }), requireType(bytesBody)];
  if (body) return [express.json({ limit }), requireType('application/json')];
  return [];
}

/** A form or plain text, which other sites' pages can post, must not pass for an empty JSON body. */
function requireType(type: string): RequestHandler {
  return (req, _res, next) => {
    if (req.is(type) === false) throw new AppError(415, 'unsupported_media_type', `Send ${type}.`);
    next();
  };
}

function handle(route: Route, gate: Gate): RequestHandler {
  return async (req, res) => {
    const { params, query, body } = req as { params: unknown; query: unknown; body?: unknown };
    await answered(route, gate, { params, query, body, actor: (res.locals as Locals).actor, req, res });
  };
}

interface Asked {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly actor: Actor | undefined;
  readonly req: Request;
  readonly res: Response;
}

/** Checks what came in, asks at its place, and lets the handler answer. */
export async function answered(route: Route, gate: Gate, asked: Asked): Promise<void> {
  const { need } = route;
  const { actor, req, res } = asked;
  const params = route.params
    ? parseInput(route.params, asked.params, 'params')
    : (asked.params as Record<string, string>);
  const query = route.query ? parseInput(route.query, asked.query, 'query') : undefined;
  const body = route.body
    ? parseInput(route.body, asked.body, 'body')
    : route.bytesBody !== undefined
      ? asBytes(asked.body)
      : route.textBody === undefined
        ? undefined
        : asked.body;
  let place: Place | undefined;
  if (need.kind === 'permission' && need.at !== 'anywhere') {
    place = await need.at({ params: params as Record<string, string>, query, body });
    if (!place || !actor || !(await gate.permits(actor, need.permission, place))) throw notFound('thing');
  }
  const answer = await route.handler({
    params: params as never,
    query: query as never,
    body: body as never,
    actor,
    place,
    reason: reasonOf(route, req),
    req,
    res,
  });
  if (!route.raw) send(route, res, answer);
}

/** Without a body the parser leaves its own placeholder. */
const asBytes = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

/** Through its schema: what is not in the contract does not leave the server. */
function send(route: Route, res: Response, answer: unknown): void {
  if (!route.response) {
    res.status(route.status ?? 204).end();
    return;
  }
  const checked = route.response.safeParse(answer);
  if (!checked.success)
    throw new Error(`${route.method} ${route.path} answers against its contract`, { cause: checked.error });
  res
    .status(route.status ?? 200)
    .set('Cache-Control', 'no-store')
    .json(checked.data);
}
