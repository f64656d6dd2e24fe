/** People and machines: who they are, what they may do and where. */
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Access, AuditFor } from './access.ts';
import { AccessGate, COOKIE } from './access-gate.ts';
import { usersRoutes } from './people/users.routes.ts';
import { ADMIN, type FirstAdmin, UsersService } from './people/users.service.ts';
import { UsersStore } from './people/users.store.ts';
import { Grants } from './rights/grants.service.ts';
import { HeldRights, rightsChanged } from './rights/held-rights.ts';
import { RightsStore } from './rights/rights.store.ts';
import { RightsEnds } from './rights/rights-ends.ts';
import { type RightsPlaces, rightsRoutes } from './rights/rights-routes.ts';
import { rolesRoutes } from './rights/roles.routes.ts';
import { RolesService } from './rights/roles.service.ts';
import { RolesStore } from './rights/roles.store.ts';
import { ScopesStore } from './rights/scopes.store.ts';
import { sessionRoutes } from './sign-in/session.routes.ts';
import { SessionsStore } from './sign-in/sessions.store.ts';
import { Sessions } from './sign-in/sessions.ts';
import { SignIn, type SignInOptions } from './sign-in/sign-in.ts';
import { tokensRoutes } from './tokens/tokens.routes.ts';
import { TokensStore } from './tokens/tokens.store.ts';

export type { Access } from './access.ts';
export type { FirstAdmin } from './people/users.service.ts';
export { onRightsChanged, rightsChanged } from './rights/held-rights.ts';
export type { Visible } from './rights/visible.ts';
export { sessionsEnded } from './sign-in/sessions.ts';

export interface AccessNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: AuditFor;
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
  readonly signInLimits?: SignInOptions['limits'];
}

export interface AccessSlice {
  /** The gate of the app and the sockets, and what slices ask. */
  readonly access: Access;
  readonly routes: readonly Route[];
  /** Who may what where, and why; rights to see one case. Once it is known where things are. */
  rightsRoutes(places: RightsPlaces): Route[];
  /** At every start, after the migrations. */
  ensureAdmin(password: string | undefined): Promise<FirstAdmin>;
  /** A session of the admin's for our own demo, as a Cookie header's text; it ends like any other. */
  openAdminSession(): Promise<string>;
  /** Sockets being open counts as use; call it every few minutes, with the sessions that have one. */
  keepAlive(sessionIds: Iterable<string>): Promise<void>;
  close(): void;
}

export function createAccess(needs: AccessNeeds): AccessSlice {
  const { db, bus, audit, now, log } = needs;
  const store = new UsersStore({ db });
  const tokens = new TokensStore({ db });
  const scopes = new ScopesStore({ db });
  const sessions = new Sessions({ store: new SessionsStore({ db }), bus, now });
  const rights = new RightsStore({ db });
  const held = new HeldRights({ store: rights, bus, now });
  const ends = new RightsEnds({ store: rights, bus, now, log });
  const access = new AccessGate({ sessions, held, tokens, scopes, now });
  const rolesStore = new RolesStore({ db });
  const roles = new RolesService({ store: rolesStore, access, bus, now });
  const grants = new Grants({ scopes, access, roles: rolesStore, now });
  const onRightsChanged = (userId: string) => bus.publish(rightsChanged, { userIds: [userId] });
  const users = new UsersService({ store, grants, sessions, access, onRightsChanged });
  const signIn = new SignIn({
    users: store,
    now,
    ...(needs.signInLimits !== undefined && { limits: needs.signInLimits }),
  });
  return {
    access,
    routes: [
      ...sessionRoutes({ signIn, sessions, users, held, audit, now }),
      ...audited(
        [
          ...usersRoutes({ users }),
          ...rolesRoutes({ roles }),
          ...tokensRoutes({ tokens, scopes, access, now }),
        ],
        audit,
      ),
    ],
    rightsRoutes: (at) =>
      rightsRoutes({ ...at, db, bus, audit, access, users, rights, roles: rolesStore, now }),
    ensureAdmin: (password) => users.ensureAdmin(password),
    openAdminSession: async () => {
      const admin = await store.accountByName(ADMIN);
      if (!admin || admin.disabled) throw new Error(`there is no user ${ADMIN}, or it is disabled`);
      const opened = await sessions.open(admin);
      if (!opened) throw new Error(`the user ${ADMIN} was changed just now`);
      return `${COOKIE}=${opened.secret}`;
    },
    keepAlive: async (sessionIds) => {
      await sessions.touch(sessionIds);
      await sessions.endExpired();
    },
    close: () => ends.close(),
  };
}
