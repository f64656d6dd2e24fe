/** `/api/v1/account/notices` and `/api/v1/account/email`: how one is told. */
import * as contract from '../contract/notices.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import type { OwnEmail } from './own-email.ts';
import type { PreferencesStore } from './preferences.store.ts';
import { person } from './requests.ts';
import type { SiteSettings } from './site-settings.ts';
import { allowedOf, usualOf } from './ways.ts';

export interface OwnSettingsRoutesOptions {
  readonly store: PreferencesStore;
  readonly email: OwnEmail;
  readonly site: SiteSettings;
  readonly audit: AuditTrail;
}

const tag = 'notices';
const need = { kind: 'session' } as const;
const bodyLimit = 8192;

export function ownSettingsRoutes({ store, email, site, audit }: OwnSettingsRoutesOptions): Route[] {
  const told = async (actor: Extract<Actor, { kind: 'user' }>, from: string | undefined, action: string) =>
    audit.append({
      ...{ actor, from: from ?? '', action, target: `user:${actor.id}`, targetName: actor.username },
    });
  const read = async (userId: string): Promise<contract.OwnNoticeSettings> => {
    const ways = await site.ways();
    const byKind = (pick: typeof usualOf) =>
      Object.fromEntries(contract.noticeKinds.map((kind) => [kind, [...pick(ways.policy, kind)]]));
    return {
      ...(await store.read(userId)),
      email: await store.email(userId),
      unconfirmed: await email.unconfirmed(userId),
      policy: { allowed: byKind(allowedOf), usual: byKind(usualOf) },
      ways: contract.sentChannel.options.filter((way) => ways[way]),
    };
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/account/notices',
      summary: 'How one is told, and what there is to choose from',
      tag,
      need,
      response: contract.ownNoticeSettings,
      handler: async ({ actor }) => read(person(actor).id),
    }),
    route({
      method: 'put',
      path: '/api/v1/account/notices',
      summary: 'Choose how one is told',
      tag,
      need,
      bodyLimit,
      body: contract.noticePreferences,
      response: contract.ownNoticeSettings,
      handler: async ({ actor, body }) => {
        const { id } = person(actor);
        await store.write(id, body);
        return read(id);
      },
    }),
    route({
      method: 'put',
      path: '/api/v1/account/email',
      summary: 'Have a code sent to one’s e-mail address',
      tag,
      need,
      bodyLimit,
      body: contract.setEmail,
      response: contract.ownNoticeSettings,
      handler: async ({ actor, body }) => {
        const { id } = person(actor);
        await email.ask(id, body.email);
        return read(id);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/account/email/confirm',
      summary: 'Type in the code: from now on the address is used',
      tag,
      need,
      bodyLimit,
      action: 'email.set',
      body: contract.confirmEmail,
      response: contract.ownNoticeSettings,
      handler: async ({ actor, body, req }) => {
        const user = person(actor);
        // A wrong code counts as a try whatever becomes of the rest.
        await email.confirm(user.id, body.code);
        await told(user, req.ip, 'email.set');
        return read(user.id);
      },
    }),
    route({
      method: 'delete',
      path: '/api/v1/account/email',
      summary: 'Nothing is sent to one’s e-mail address any more',
      tag,
      need,
      action: 'email.remove',
      response: contract.ownNoticeSettings,
      handler: async ({ actor, req }) => {
        const user = person(actor);
        await inUnitOfWork(async () => {
          await store.setEmail(user.id, null);
          await told(user, req.ip, 'email.remove');
        });
        return read(user.id);
      },
    }),
  ];
}
