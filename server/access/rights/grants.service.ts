/**
 * Who may give which grants: nobody gives what they do not hold themselves at that place, nor for longer, and nobody
 * changes a person who may do more than they.
 */
import type { Grant } from '../../contract/access.ts';
import { viewingPermissions } from '../../contract/rights.ts';
import { AppError, invalid } from '../../platform/errors.ts';
import type { Actor, Place } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import type { RightsStore } from './rights.store.ts';
import type { RolesStore } from './roles.store.ts';
import type { ScopesStore } from './scopes.store.ts';

export interface GrantsOptions {
  readonly scopes: Pick<ScopesStore, 'placeOf' | 'placeOfCase' | 'mustBeOpen'>;
  readonly roles: Pick<RolesStore, 'permissions'>;
  readonly rights: Pick<RightsStore, 'cases'>;
  readonly access: Pick<Access, 'permits' | 'heldUntilMs'>;
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
      if (!known.has(nameOf(grant)) && (await this.#outlasts(actor, grant, place)))
        throw refuse('until', 'lies after the end of your own rights there');
    }
    const asked = grants.map((grant, index) => ({ grant, field: `body.grants[${index}].scope` }));
    const added = asked.filter(({ grant }) => !known.has(nameOf(grant)));
    await scopes.mustBeOpen(added.map(({ grant: { scope }, field }) => ({ scope, field })));
  }

  /** @throws beyond_reach where the person holds something that the actor does not. */
  async mayChange(actor: Actor, before: readonly Grant[]): Promise<void> {
    const { scopes, roles, now } = this.#options;
    for (const grant of before) {
      if (hasEnded(grant, now())) continue;
      const place = await scopes.placeOf(grant.scope);
      if (!place) continue;
      if ((await this.#lacking(actor, grant, place)) !== undefined) throw beyondReach();
      // Who stands in for a while looks after those who work there, but not after who administers them for longer:
      // whoever becomes one of those has it all for good.
      const gives = (await roles.permissions(grant.role))?.includes('users:write') ?? false;
      if (gives && (await this.#outlasts(actor, grant, place))) throw beyondReach();
    }
  }

  /**
   * Whoever gives a person a new password, or takes the second factor away, could sign in as them.
   * @throws beyond_reach where that would show the actor a case that they may not see themselves.
   */
  async mayBecome(actor: Actor, userId: string): Promise<void> {
    const { rights, scopes, now } = this.#options;
    for (const { caseId } of await rights.cases(userId, now())) {
      const place = (await scopes.placeOfCase(caseId)) ?? { regionPath: [] };
      for (const permission of viewingPermissions)
        if (!(await this.#holds(actor, permission, place))) throw beyondReach();
    }
  }

  /** Whether the grant goes on after the actor's own rights to what it carries. */
  async #outlasts(actor: Actor, { role, until }: Grant, place: Place): Promise<boolean> {
    const untilMs = until == null ? Number.POSITIVE_INFINITY : Date.parse(until);
    for (const permission of (await this.#options.roles.permissions(role)) ?? [])
      if ((await this.#options.access.heldUntilMs(actor, permission, place)) < untilMs) return true;
    return false;
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

const beyondReach = () => new AppError(403, 'beyond_reach', 'This person may do things that you may not.');

const hasEnded = ({ until }: Grant, nowMs: number): boolean => until != null && Date.parse(until) <= nowMs;

const nameOf = ({ role, scope, until }: Grant): string => {
  const target = scope.kind === 'region' ? scope.code : 'id' in scope ? scope.id : '';
  return `${role} ${scope.kind} ${target} ${until ?? ''}`;
};
