/**
 * Who may give which grants: nobody gives what they do not hold themselves at that place, and nobody changes a person
 * who may do more than they.
 */
import type { Grant } from '../../contract/access.ts';
import { AppError, invalid } from '../../platform/errors.ts';
import type { Actor, Place } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import type { RolesStore } from './roles.store.ts';
import type { ScopesStore } from './scopes.store.ts';

export interface GrantsOptions {
  readonly scopes: Pick<ScopesStore, 'placeOf' | 'mustBeOpen'>;
  readonly roles: Pick<RolesStore, 'permissions'>;
  readonly access: Pick<Access, 'permits'>;
  readonly now: () => number;
}

export class Grants {
  readonly #options: GrantsOptions;

  constructor(options: GrantsOptions) {
    this.#options = options;
  }

  /** Those that are in `before` as they are may stay though they have ended, or their place has been closed. */
  async check(actor: Actor, grants: readonly Grant[], before: readonly Grant[] = []): Promise<void> {
    const { scopes, roles, now } = this.#options;
    const known = new Set(before.map(nameOf));
    for (const [index, grant] of grants.entries()) {
      const refuse = (field: string, message: string) =>
        invalid([{ field: `body.grants[${index}].${field}`, message }]);
      if ((await roles.permissions(grant.role)) === undefined) throw refuse('role', 'there is no such role');
      if (hasEnded(grant, now()) && !known.has(nameOf(grant))) throw refuse('until', 'must lie ahead');
      const place = await scopes.placeOf(grant.scope);
      if (!place || !(await this.#holds(actor, 'users:write', place)))
        throw refuse('scope', 'no such place, or not within your own grants');
      const lacking = await this.#lacking(actor, grant, place);
      if (lacking !== undefined) throw refuse('role', `carries ${lacking}, which you do not hold there`);
    }
    const asked = grants.map((grant, index) => ({ grant, field: `body.grants[${index}].scope` }));
    const added = asked.filter(({ grant }) => !known.has(nameOf(grant)));
    await scopes.mustBeOpen(added.map(({ grant: { scope }, field }) => ({ scope, field })));
  }

  /** @throws beyond_reach where the person holds something that the actor does not. */
  async mayChange(actor: Actor, before: readonly Grant[]): Promise<void> {
    for (const grant of before) {
      if (hasEnded(grant, this.#options.now())) continue;
      const place = await this.#options.scopes.placeOf(grant.scope);
      if (place && (await this.#lacking(actor, grant, place)) !== undefined)
        throw new AppError(403, 'beyond_reach', 'This person may do things that you may not.');
    }
  }

  async #lacking(actor: Actor, { role }: Grant, place: Place): Promise<string | undefined> {
    for (const permission of (await this.#options.roles.permissions(role)) ?? [])
      if (!(await this.#holds(actor, permission, place))) return permission;
    return undefined;
  }

  #holds(...asked: Parameters<Access['permits']>): Promise<boolean> {
    return this.#options.access.permits(...asked);
  }
}

const hasEnded = ({ until }: Grant, nowMs: number): boolean => until != null && Date.parse(until) <= nowMs;

const nameOf = ({ role, scope, until }: Grant): string => {
  const target = scope.kind === 'region' ? scope.code : 'id' in scope ? scope.id : '';
  return `${role} ${scope.kind} ${target} ${until ?? ''}`;
};
