/** The trail's stable actions and targets in words; what has none stays as it is written. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';

/** Every action there are words for, for choosing from. */
export const actions = [
  'session.create',
  'session.refuse',
  'session.remove',
  'password.set',
  'user.create',
  'user.change',
  'token.create',
  'token.remove',
  'region.create',
  'region.change',
  'region.remove',
  'department.create',
  'department.change',
  'department.remove',
  'hall.create',
  'hall.change',
  'hall.remove',
  'window.create',
  'window.change',
  'window.remove',
  'camera.create',
  'camera.change',
  'camera.remove',
  'placement.set',
  'placement.remove',
  'matter.create',
  'matter.change',
  'matter.remove',
  'camera-probe.create',
  'live.view',
] as const;

export function actionWords(action: string, t: TFunction): string {
  const key = `audit.actions.${action.replace(/[.-]/g, '_')}`;
  return i18next.exists(key) ? t(key as 'audit.actions.live_view') : action;
}

/** `user:admin` → the person's name, `camera:<id>` → the camera's: where `names` knows it. */
export function nameOf(reference: string, names: ReadonlyMap<string, string>, t: TFunction): string {
  const known = names.get(reference);
  if (known !== undefined) return known;
  const [kind = '', ...rest] = reference.split(':');
  const key = `audit.kinds.${kind}`;
  if (!i18next.exists(key)) return reference;
  const word = t(key as 'audit.kinds.user');
  const which = rest.join(':');
  return which === '' ? word : t('audit.named', { kind: word, which });
}
