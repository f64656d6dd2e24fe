/** `/api/v1/tokens`: what departments' systems report with. A secret is shown once, when it is made. */
import { z } from 'zod';
import * as contract from '../../contract/access.ts';
import { id, listOf, listQuery } from '../../contract/common.ts';
import { conflict, invalid, unauthenticated } from '../../platform/errors.ts';
import { type Route, type RouteInput, route } from '../../platform/http/route.ts';
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
const byToken = z.object({ tokenId: id });
const departmentIn = z.object({ departmentId: id });

export function tokensRoutes({ tokens, scopes, access, now }: TokensRoutesOptions): Route[] {
  const atDepartment = (departmentId: string) => scopes.placeOf({ kind: 'department', id: departmentId });
  /** An unknown department is the handler's to word; nobody but who may everywhere gets that far. */
  const ofBody = async ({ body }: RouteInput) =>
    (await atDepartment(departmentIn.parse(body).departmentId)) ?? { regionPath: [] };
  const ofToken = async ({ params }: RouteInput) => {
    const token = await tokens.token(params.tokenId ?? '');
    return token && atDepartment(token.departmentId);
  };

  return [
    route({
      method: 'get',
      path: '/api/v1/tokens',
      summary: 'Tokens of departments within the asker’s grants, revoked ones too',
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
      handler: async ({ body }) => {
        const { name, source, departmentId, expiresAt } = body;
        if (!(await atDepartment(departmentId)))
          throw invalid([{ field: 'body.departmentId', message: 'there is no such department' }]);
        if (expiresAt !== null && Date.parse(expiresAt) <= now())
          throw invalid([{ field: 'body.expiresAt', message: 'must lie ahead' }]);
        const secret = `mct_${newSecret()}`;
        const issued = await tokens.insert({
          name,
          source,
          departmentId,
          expiresAt,
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
      handler: async ({ params }) => tokens.revoke(params.tokenId, now()),
    }),
  ];
}
