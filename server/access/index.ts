/** People and machines: who they are, what they may do and where. */
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Sealer } from '../platform/sealer.ts';
import type { Access, AuditFor } from './access.ts';
import { AccessGate, COOKIE } from './access-gate.ts';
import { UserImportsStore } from './people/user-imports.store.ts';
import { UserImports } from './people/user-imports.ts';
import { userSecurityRoutes } from './people/user-security.routes.ts';
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
import { accountRoutes } from './sign-in/account.routes.ts';
import { createSignInParts } from './sign-in/parts.ts';
import { sessionRoutes } from './sign-in/session.routes.ts';
import { settingsRoutes } from './sign-in/settings.routes.ts';
import type { SignInOptions } from './sign-in/sign-in.ts';
import { addressFor, ssoAdminRoutes, ssoSignInRoutes } from './sso/sso.routes.ts';
import { SsoService } from './sso/sso.service.ts';
import { SsoStore } from './sso/sso.store.ts';
import { SsoClient, type SsoConfig } from './sso/sso-client.ts';
import { tokensRoutes } from './tokens/tokens.routes.ts';
import { TokensStore } from './tokens/tokens.store.ts';

export type { Access } from './access.ts';
export { UserImports } from './people/user-imports.ts';
export type { FirstAdmin } from './people/users.service.ts';
export { onRightsChanged, rightsChanged } from './rights/held-rights.ts';
export { type HoldersQuery, permissionHolders } from './rights/holders.store.ts';
export type { Visible } from './rights/visible.ts';
export { sessionsEnded } from './sign-in/sessions.ts';
export type { SsoConfig } from './sso/sso-client.ts';

export interface AccessNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: AuditFor;
  readonly sealer: Sealer;
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
  /** Another sign-in service; left out: names and passwords of ours only. */
  readonly sso?: SsoConfig | undefined;
  /** Where browsers reach us, if their requests do not tell. */
  readonly publicUrl?: string | undefined;
  readonly signInLimits?: SignInOptions['limits'];
}

export interface AccessSlice {
  /** The gate of the app and the sockets, and what slices ask. */
  readonly access: Access;
  readonly routes: readonly Route[];
  readonly userImports: UserImports;
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
  const { db, bus, audit, now, log, sealer, publicUrl } = needs;
  const store = new UsersStore({ db });
  const tokens = new TokensStore({ db });
  const scopes = new ScopesStore({ db });
  const signIn = createSignInParts({
    ...{ db, bus, sealer, audit, users: store, now },
    ...(needs.signInLimits !== undefined && { limits: needs.signInLimits }),
  });
  const { sessions, passwords, factors, lockouts, challenges, flow, settings } = signIn;
  const ssoStore = new SsoStore({ db });
  const client = needs.sso && new SsoClient({ config: needs.sso, now });
  const rights = new RightsStore({ db });
  const held = new HeldRights({ store: rights, bus, now });
  const ends = new RightsEnds({ store: rights, bus, now, log });
  const access = new AccessGate({ sessions, held, tokens, scopes, now });
  const rolesStore = new RolesStore({ db });
  const roles = new RolesService({ store: rolesStore, access, bus, now });
  const grants = new Grants({ scopes, rights, access, roles: rolesStore, now });
  const onRightsChanged = (userId: string) => bus.publish(rightsChanged, { userIds: [userId] });
  const users = new UsersService({
    ...{ store, grants, sessions, passwords, factors, lockouts, access, onRightsChanged },
    isMadeBySso: async (userId) => (await ssoStore.ofUser(userId))?.linked === false,
    onAdminReset: (userId) =>
      audit.append({
        ...{
          actor: 'program',
          from: '',
          action: 'password.set',
          target: `user:${userId}`,
          targetName: ADMIN,
        },
        detail: { why: 'MC_ADMIN_PASSWORD' },
      }),
  });
  const sso = {
    ...{
      client,
      store: ssoStore,
      flow,
      users,
      usersStore: store,
      grants,
      sealer,
      audit,
      log,
      publicUrl,
      now,
    },
    service: new SsoService({ store: ssoStore, users: store, sessions, onRightsChanged, now }),
  };
  const identityOf = (userId: string) => ssoStore.ofUser(userId);
  const signOut: Parameters<typeof sessionRoutes>[0]['sso'] = {
    label: client?.config.label ?? null,
    signOutUrl: async (sessionId, req) => {
      const sealed = client && (await sessions.idTokenSealed(sessionId));
      return sealed ? client.signOutUrl(sealer.open(sealed), `${addressFor(req, publicUrl)}/`) : undefined;
    },
  };
  return {
    access,
    userImports: new UserImports({
      ...{ users, grants, roles: rolesStore, onRightsChanged },
      store: new UserImportsStore({ db }),
    }),
    routes: [
      ...sessionRoutes({ flow, sessions, users, held, access, sso: signOut, audit, now }),
      ...accountRoutes({
        ...{ flow, sessions, passwords, factors, users: store, identityOf, audit },
        displayNameOf: async (userId) => (await users.self(userId)).displayName,
      }),
      ...ssoSignInRoutes(sso),
      ...audited(
        [
          ...usersRoutes({ users }),
          ...userSecurityRoutes({ users, store, sessions, factors, challenges, lockouts, flow, identityOf }),
          ...settingsRoutes({ settings, sessions, users: store, now }),
          ...ssoAdminRoutes(sso),
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
      const opened = await sessions.open(admin, { openedBy: 'program', from: '', userAgent: '' });
      if (!opened) throw new Error(`the user ${ADMIN} was changed just now`);
      return `${COOKIE}=${opened.secret}`;
    },
    keepAlive: async (sessionIds) => {
      await sessions.touch(sessionIds);
      await sessions.endExpired();
      await challenges.tidy();
      await lockouts.tidy();
    },
    close: () => ends.close(),
  };
}
