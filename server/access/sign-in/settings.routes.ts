/** `/api/v1/settings/sign-in`: the site's rules for signing in. They are about everybody, so only who may everything changes them. */
import { signInSettings } from '../../contract/account.ts';
import { type Need, type Route, route } from '../../platform/http/route.ts';
import type { UsersStore } from '../people/users.store.ts';
import { person } from './requests.ts';
import type { Sessions } from './sessions.ts';
import type { Settings } from './settings.ts';

export interface SettingsRoutesOptions {
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly users: Pick<UsersStore, 'withoutSecondFactor'>;
  readonly now: () => number;
}

const path = '/api/v1/settings/sign-in';
const tag = 'access';
const need: Need = {
  kind: 'permission',
  permission: 'users:write',
  at: async () => ({ regionPath: [] }),
};

export function settingsRoutes({ settings, sessions, users, now }: SettingsRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path,
      summary: 'The site’s rules for signing in',
      tag,
      need,
      response: signInSettings,
      handler: () => settings.current(),
    }),
    route({
      method: 'put',
      path,
      summary:
        'Set them; ends the sessions of those who now need a second factor and have none, but for the asker’s',
      tag,
      need,
      body: signInSettings,
      response: signInSettings,
      action: 'setting.set',
      subject: () => settings.current(),
      handler: async ({ actor, body }) => {
        const { secondFactorRoles: before } = await settings.current();
        await settings.change(body);
        const more = body.secondFactorRoles.filter((role) => !before.includes(role));
        if (more.length > 0)
          for (const userId of await users.withoutSecondFactor(more, now()))
            if (userId !== person(actor).id) await sessions.endOfUser(userId);
        return body;
      },
    }),
  ];
}
