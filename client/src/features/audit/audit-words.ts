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
  'push-key.set',
  'push-key.remove',
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

/** What is worth reading of a row's detail without opening it; the rest stays for whoever does. */
export function detailWords(detail: Readonly<Record<string, unknown>>, t: TFunction): string[] {
  const { soundAllowed, lineKbps } = detail;
  const words: string[] = [];
  if (typeof lineKbps === 'number') words.push(t('audit.details.line', { mbit: lineKbps / 1000 }));
  if (lineKbps === null) words.push(t('audit.details.noLine'));
  if (typeof soundAllowed === 'boolean')
    words.push(t(soundAllowed ? 'audit.details.sound' : 'audit.details.noSound'));
  return words;
}

/** `user:admin` → the person's name, `camera:<id>` → the camera's: where `names` knows it. */
export function nameOf(reference: string, names: ReadonlyMap<string, string>, t: TFunction): string {
  const known = names.get(reference);
  if (known !== undefined) return known;
  const [kind = '', ...rest] = reference.split(':');
  if (kind === 'push-key') {
    const [cameraId = '', profile = ''] = rest.join(':').split('/');
    return pushKeyName(nameOf(`camera:${cameraId}`, names, t), profile, t);
  }
  const key = `audit.kinds.${kind}`;
  if (!i18next.exists(key)) return reference;
  const word = t(key as 'audit.kinds.user');
  const which = rest.join(':');
  return which === '' ? word : t('audit.named', { kind: word, which });
}

function pushKeyName(camera: string, profile: string, t: TFunction): string {
  const key = `large.${profile}`;
  return t('audit.pushKey', { camera, profile: i18next.exists(key) ? t(key as 'large.main') : profile });
}
