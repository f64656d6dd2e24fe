/** Registration changes go into the audit trail without any route having to remember it. */
import type { Actor, Route } from './route.ts';

/** What is needed of the audit trail. */
export interface AuditTrail {
  append(entry: {
    readonly actor: Actor | string;
    readonly from: string;
    readonly action: string;
    readonly target: string;
    readonly detail?: Readonly<Record<string, unknown>>;
  }): Promise<void>;
}

const VERBS = { post: 'create', put: 'set', patch: 'change', delete: 'remove' } as const;

/**
 * Wraps every route that changes something: once it has, `hall.change` of `hall:<id>` is appended, with the names
 * of the fields that were sent. Never their values, as a body may hold a camera's password; what else is worth
 * keeping, a route names itself.
 */
export function audited(routes: readonly Route[], audit: AuditTrail): Route[] {
  return routes.map((one) => {
    if (one.method === 'get') return one;
    const what = thingOf(one.path);
    const action = `${what}.${VERBS[one.method]}`;
    return {
      ...one,
      handler: async (context) => {
        const answer = await one.handler(context);
        await audit.append({
          actor: context.actor ?? 'nobody',
          from: context.req.ip ?? '',
          action,
          target: `${what}:${idOf(answer) ?? Object.values(context.params ?? {}).join('/')}`,
          detail: {
            fields: Object.keys((context.body as object | undefined) ?? {}),
            ...one.trail?.(context),
          },
        });
        return answer;
      },
    };
  });
}

/** `/api/v1/halls/:hallId/windows` → `window`. */
function thingOf(path: string): string {
  const last = path.split('/').findLast((part) => part !== '' && !part.startsWith(':')) ?? path;
  return last.replace(/ies$/, 'y').replace(/s$/, '');
}

function idOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const id = Reflect.get(answer, 'id') ?? Reflect.get(answer, 'code');
  return typeof id === 'string' ? id : undefined;
}
