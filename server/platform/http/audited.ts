/** Registration changes go into the audit trail without any route having to remember it. */
import { again } from '../db/again.ts';
import { inUnitOfWork } from '../db/unit-of-work.ts';
import { AppError } from '../errors.ts';
import { changesOf, nameIn } from './audited-changes.ts';
import type { Actor, Place, Route, SubjectInput } from './route.ts';

/** One row, before it has its place in the trail. */
export interface TrailEntry {
  /** Who; a text for somebody who is not signed in (the name that was tried). */
  readonly actor: Actor | string;
  /** The address asked from: `req.ip`, or a socket's. */
  readonly from: string;
  /** Verb with its slice: `session.create`, `hall.change`, `live.view`. */
  readonly action: string;
  /** What it was done to: `hall:<id>`. */
  readonly target: string;
  /** Its name at that time, for people; looked up by whoever reads the trail where it is left out. */
  readonly targetName?: string | undefined;
  /** Where that is, so that the trail of a hall or a region can be read. */
  readonly place?: Place | undefined;
  readonly reason?: string | undefined;
  /** What was before, and after: of a change only what differs. Never a secret, nor anything of an applicant. */
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  readonly after?: Readonly<Record<string, unknown>> | undefined;
  /** Whatever else is worth telling. As above: no secret, no applicant. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** What is needed of the audit trail. */
export interface AuditTrail {
  append(entry: TrailEntry): Promise<void>;
}

const VERBS = { post: 'create', put: 'set', patch: 'change', delete: 'remove' } as const;

type Context = Parameters<Route['handler']>[0];

/**
 * Wraps every route that changes something: once it has, `hall.change` of `hall:<id>` is appended, with what its
 * subject was before and after, the reason given, and the names of the fields that were sent. Never the values of the
 * body, as it may hold a camera's password. Change and row are one unit of work: neither stands without the other, and
 * it is answered once both do.
 */
export function audited(routes: readonly Route[], audit: AuditTrail): Route[] {
  return routes.map((one) => {
    if (one.method === 'get') return one;
    const together = one.transaction !== false;
    if (together && one.raw)
      throw new Error(
        `${one.method} ${one.path} answers by itself, before its commit: say transaction: false`,
      );
    const handle = (context: Context) => handleAudited(one, context, audit);
    return {
      ...one,
      action: named(one).action,
      handler: (context) => (together ? again(() => inUnitOfWork(() => handle(context))) : handle(context)),
    };
  });
}

async function handleAudited(route: Route, context: Context, audit: AuditTrail): Promise<unknown> {
  const { actor, req, body, place, reason } = context;
  const before = await subjectOf(route, context, undefined);
  const answer = await route.handler(context);
  const after = await subjectOf(route, context, answer);
  const { action, thing } = named(route);
  await audit.append({
    actor: actor ?? 'nobody',
    from: req.ip ?? '',
    action,
    target: `${thing}:${changedIn(answer, thing)?.id ?? idOf(answer) ?? Object.values(context.params ?? {}).join('/')}`,
    targetName: nameIn(after) ?? nameIn(before) ?? changedIn(answer, undefined)?.name,
    place,
    reason,
    ...changesOf(before, after),
    detail: { fields: fieldsOf(body), ...route.trail?.(context) },
  });
  return answer;
}

/** A subject goes through the contract of the answer, where that is one: no field gets further than it would there. */
async function subjectOf(route: Route, context: Context, answer: unknown): Promise<unknown> {
  if (!route.subject) return undefined;
  const { params, query, body, actor } = context;
  const input: SubjectInput = {
    params: (params ?? {}) as SubjectInput['params'],
    query,
    body,
    actor,
    answer,
  };
  try {
    const subject = await route.subject(input);
    const shown = route.response?.safeParse(subject);
    return shown?.success ? shown.data : subject;
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * `PATCH /api/v1/windows/:windowId` → `window.change`; `POST /api/v1/halls/:hallId/windows` → `window.create`;
 * `POST /api/v1/halls/:hallId/close` → `hall.close` and `POST …/shifts/copy` → `shift.copy`, as what is posted to a
 * thing in the singular is done to it. An action of the route's own may be about any thing on its path:
 * `window.serve` of `PUT /api/v1/windows/:windowId/matters`.
 */
function named({ method, path, action }: Route): { readonly action: string; readonly thing: string } {
  const parts = path.split('/').filter((part) => part !== '');
  const words = parts.filter((part) => !part.startsWith(':'));
  const last = words.at(-1) ?? path;
  const isDone = method === 'post' && parts.at(-1) === last && !last.endsWith('s') && words.length > AT_TOP;
  const about = words.map(singular).find((word) => action?.startsWith(`${word}.`));
  const thing = about ?? singular(isDone ? (words.at(-2) ?? last) : last);
  return { action: action ?? `${thing}.${isDone ? last : VERBS[method as keyof typeof VERBS]}`, thing };
}

/** `api`, `v1` and the thing itself: nothing before it that it could be done to. */
const AT_TOP = 3;
const singular = (word: string) => word.replace(/ies$/, 'y').replace(/s$/, '');

const fieldsOf = (body: unknown): string[] =>
  typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? Object.keys(body) : [];

function idOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  // What was tried and failed is answered with why: that code names nothing.
  if (Reflect.get(answer, 'ok') === false) return undefined;
  const id = Reflect.get(answer, 'id') ?? Reflect.get(answer, 'code');
  return typeof id === 'string' ? id : undefined;
}

/** An answer that tells of a change, as a merger's, has an id of its own: the row is about the thing that changed. */
function changedIn(answer: unknown, thing: string | undefined): { id: string; name: string } | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const [of, id, name]: unknown[] = ['thing', 'thingId', 'thingName'].map((key) => Reflect.get(answer, key));
  if (typeof id !== 'string' || typeof name !== 'string') return undefined;
  return thing === undefined || of === thing ? { id, name } : undefined;
}
