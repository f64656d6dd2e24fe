/** Roles: the built-in ones as they are, and those a site makes itself. */
import type { z } from 'zod';
import { builtInRole } from '../../contract/access.ts';
import type { changeRole, newRole, RoleDetail } from '../../contract/rights.ts';
import type { Bus } from '../../platform/bus.ts';
import { isUniqueViolation } from '../../platform/db/faults.ts';
import { conflict, invalid, notFound } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import { rightsChanged } from './held-rights.ts';
import type { OwnRole, RolesStore } from './roles.store.ts';
import { permissionsOf } from './roles.ts';

export interface RolesServiceOptions {
  readonly store: RolesStore;
  readonly access: Pick<Access, 'permits' | 'visible'>;
  readonly bus: Bus;
  readonly now: () => number;
}

const EVERYWHERE = { regionPath: [] };

export class RolesService {
  readonly #options: RolesServiceOptions;

  constructor(options: RolesServiceOptions) {
    this.#options = options;
  }

  /** Built-in ones first. */
  async roles(actor: Actor): Promise<RoleDetail[]> {
    const { store, access, now } = this.#options;
    const holders = await store.holders(await access.visible(actor, 'users:read'), now());
    return [
      ...builtInRole.options.map((id) => ({
        id,
        name: null,
        builtIn: true,
        permissions: [...permissionsOf[id]],
        holders: holders.get(id) ?? 0,
      })),
      ...(await store.all()).map((role) => toDetail(role, holders.get(role.id) ?? 0)),
    ];
  }

  async role(id: string): Promise<RoleDetail> {
    const role = await this.#options.store.role(id);
    if (!role) throw notFound('role');
    const holders = await this.#options.store.holders({ everywhere: true }, this.#options.now());
    return toDetail(role, holders.get(id) ?? 0);
  }

  async create(actor: Actor, input: z.output<typeof newRole>): Promise<RoleDetail> {
    await this.#mustHold(actor, input.permissions);
    return this.role(await unlessNameTaken(() => this.#options.store.insert(input)));
  }

  /** At once for all who hold it. */
  async change(actor: Actor, id: string, input: z.output<typeof changeRole>): Promise<RoleDetail> {
    await this.#mustHold(actor, (await this.role(id)).permissions);
    await this.#mustHold(actor, input.permissions ?? []);
    await unlessNameTaken(() => this.#options.store.change(id, input));
    this.#options.bus.publish(rightsChanged, { userIds: null });
    return this.role(id);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const { permissions } = await this.role(id);
    await this.#mustHold(actor, permissions);
    if (!(await this.#options.store.delete(id)))
      throw conflict('in_use', 'This role is held, or was: take it from those people first, or keep it.');
  }

  /** Nobody puts into a role, nor takes from one, what they do not hold everywhere themselves. */
  async #mustHold(actor: Actor, permissions: readonly RoleDetail['permissions'][number][]): Promise<void> {
    for (const [index, permission] of permissions.entries())
      if (!(await this.#options.access.permits(actor, permission, EVERYWHERE)))
        throw invalid([
          { field: `body.permissions[${index}]`, message: `${permission} is not among your own permissions` },
        ]);
  }
}

const toDetail = (role: OwnRole, holders: number): RoleDetail => ({
  ...role,
  permissions: [...role.permissions],
  builtIn: false,
  holders,
});

async function unlessNameTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict('role_exists', 'There is a role of this name already.', [
      { field: 'body.name', message: 'is taken' },
    ]);
  }
}
