/** `/api/v1/tokens`: what other systems report and read with. A secret is shown once, when it is made. */
import { z } from 'zod';
import * as contract from '../../contract/access.ts';
import { id, listOf, listQuery } from '../../contract/common.ts';
import { conflict, invalid, unauthenticated } from '../../platform/errors.ts';
import { type Actor, type Place, type Route, type RouteInput, route } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import type { ScopesStore } from '../rights/scopes.store.ts';
import { hashSecret, newSecret } from '../sign-in/secrets.ts';
import type { TokensStore } from './tokens.store.ts';

export interface TokensRoutesOptions {
  readonly tokens: TokensStore;
  readonly scopes: ScopesStore;
  readonly access: Access;
  readonly now: () => number;
}

const tag = 'access';
const permission = 'tokens:write';
const DAY_MS = 24 * 3_600_000;
const byToken = z.object({ tokenId: id });
const scopeIn = z.object({ departmentId: id.optional(), scope: contract.scope.optional() });

export function tokensRoutes({ tokens, scopes, access, now }: TokensRoutesOptions): Route[] {
  const scopeOf = ({ scope, departmentId }: z.output<typeof scopeIn>): contract.Scope | undefined =>
    scope ?? (departmentId === undefined ? undefined : { kind: 'department', id: departmentId });
  /** An unknown place is the handler's to word; nobody but who may everywhere gets that far. */
  const ofBody = async ({ body }: RouteInput) => {
    const scope = scopeOf(scopeIn.parse(body));
    return (scope && (await scopes.placeOf(scope))) ?? { regionPath: [] };
  };
  const ofToken = async ({ params }: RouteInput) => {
    const token = await tokens.token(params.tokenId ?? '');
    return token && (await scopes.placeOf(token.scope));
  };

  /** Nobody gives a machine what they may not themselves; reporting is the one thing that only machines do. */
  async function checkPermissions(actor: Actor, asked: z.output<typeof contract.newToken>, place: Place) {
    for (const [index, one] of asked.permissions.entries())
      if (one !== 'exchange:report' && !(await access.permits(actor, one, place)))
        throw invalid([
          { field: `body.permissions[${index}]`, message: 'is not among your own permissions there' },
        ]);
  }

  /** A year, if nothing is said; never after the end of one's own rights there. */
  async function endOf(actor: Actor, asked: z.output<typeof contract.newToken>, place: Place) {
    let mostMs = Number.POSITIVE_INFINITY;
    for (const one of asked.permissions)
      mostMs = Math.min(
        mostMs,
        await access.heldUntilMs(actor, one === 'exchange:report' ? permission : one, place),
      );
    const { expiresAt } = asked;
    if (expiresAt === undefined)
      return new Date(Math.min(mostMs, now() + contract.TOKEN_DAYS * DAY_MS)).toISOString();
    const refuse = (message: string) => invalid([{ field: 'body.expiresAt', message }]);
    if (expiresAt !== null && Date.parse(expiresAt) <= now()) throw refuse('must lie ahead');
    if ((expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt)) > mostMs)
      throw refuse('lies after the end of your own rights there');
    return expiresAt;
  }

  return [
    route({
      method: 'get',
      path: '/api/v1/tokens',
      summary: 'Tokens within the asker’s grants, revoked ones too',
      tag,
      need: { kind: 'permission', permission, at: 'anywhere' },
      query: listQuery.extend({ cursor: id.optional() }),
      response: listOf(contract.token),
      handler: async ({ actor, query }) => {
        if (!actor) throw unauthenticated();
        const visible = await access.visible(actor, permission);
        const { cursor, limit } = query;
        const found = await tokens.tokens({ visible, after: cursor, limit: limit + 1 });
        const items = found.slice(0, limit);
        return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/tokens',
      summary: 'Make a token; its secret is in this answer and nowhere else',
      tag,
      need: { kind: 'permission', permission, at: ofBody },
      body: contract.newToken,
      status: 201,
      response: contract.issuedToken,
      trail: ({ body }) => ({ permissions: body.permissions, source: body.source }),
      // Without its secret: the trail keeps none.
      subject: ({ answer }) => answer && contract.token.parse(answer),
      handler: async ({ actor, body }) => {
        if (!actor) throw unauthenticated();
        const { name, source, departmentId, permissions } = body;
        const scope = scopeOf(body);
        const reports = permissions.includes('exchange:report');
        if (reports && departmentId === undefined)
          throw invalid([{ field: 'body.departmentId', message: 'to report, say for which department' }]);
        if (!reports && departmentId !== undefined)
          throw invalid([{ field: 'body.departmentId', message: 'is only for tokens that report' }]);
        if (scope === undefined)
          throw invalid([{ field: 'body.scope', message: 'say where the token may read' }]);
        if (reports && body.scope !== undefined && !isDepartment(body.scope, departmentId))
          throw invalid([{ field: 'body.scope', message: 'of a token that reports is its department' }]);
        const place = await scopes.placeOf(scope);
        const field = body.scope === undefined ? 'body.departmentId' : 'body.scope';
        if (!place) throw invalid([{ field, message: 'there is no such place' }]);
        await checkPermissions(actor, body, place);
        await scopes.mustBeOpen([{ scope, field }]);
        const expiresAt = await endOf(actor, body, place);
        const secret = `mct_${newSecret()}`;
        const issued = await tokens.insert({
          ...{ name, source, permissions, scope, expiresAt },
          departmentId: departmentId ?? null,
          secretHash: hashSecret(secret),
        });
        if (!issued)
          throw conflict('source_taken', 'Another department reports under this source.', [
            { field: 'body.source', message: 'another department reports under it' },
          ]);
        return { ...issued, secret };
      },
    }),
    route({
      method: 'delete',
      path: '/api/v1/tokens/:tokenId',
      summary: 'Revoke a token, at once and for good',
      tag,
      need: { kind: 'permission', permission, at: ofToken },
      params: byToken,
      subject: ({ params }) => tokens.token(params.tokenId ?? ''),
      handler: async ({ params }) => tokens.revoke(params.tokenId, now()),
    }),
  ];
}

const isDepartment = (scope: contract.Scope, id: string | undefined): boolean =>
  scope.kind === 'department' && scope.id === id;
