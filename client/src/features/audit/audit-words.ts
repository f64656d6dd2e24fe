/** The trail's stable actions, targets and fields in words; what has none stays as it is written. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import {
  type ActionGroup,
  type AuditRow,
  actionGroups,
  actionVerbs,
} from '../../../../server/contract/audit.ts';
import { spanText } from '../../lib/time.ts';

export function actionsOf(group: ActionGroup | undefined): string[] {
  const things: readonly string[] = group === undefined ? Object.keys(actionVerbs) : actionGroups[group];
  return things.flatMap((thing) => (actionVerbs[thing] ?? []).map((verb) => `${thing}.${verb}`));
}

/** In words of its own where there are any, else put together: 新增 + 大厅. */
export function actionWords(action: string, t: TFunction): string {
  const own = wordsAt(`audit.actions.${action.replace(/[.-]/g, '_')}`, t);
  if (own !== undefined) return own;
  const [thing = '', verb = ''] = action.split('.');
  const kind = wordsAt(`audit.kinds.${thing}`, t);
  const done = wordsAt(`audit.verbs.${verb}`, t);
  return kind === undefined || done === undefined ? action : t('audit.did', { verb: done, kind });
}

/** What is worth reading of a row's detail without opening it; the rest stays for whoever does. */
export function detailWords(detail: Readonly<Record<string, unknown>>, t: TFunction): string[] {
  const { soundAllowed, lineKbps, durationMs, why } = detail;
  const words: string[] = [];
  if (typeof durationMs === 'number')
    words.push(t('audit.details.lasted', { span: spanText(durationMs, t) }));
  if (typeof why === 'string') words.push(wordsAt(`audit.whys.${why}`, t) ?? why);
  if (typeof lineKbps === 'number') words.push(t('audit.details.line', { mbit: lineKbps / 1000 }));
  if (lineKbps === null) words.push(t('audit.details.noLine'));
  if (typeof soundAllowed === 'boolean')
    words.push(t(soundAllowed ? 'audit.details.sound' : 'audit.details.noSound'));
  return words;
}

export function actorWords(
  { actor, actorName }: Pick<AuditRow, 'actor' | 'actorName'>,
  t: TFunction,
): string {
  if (actorName !== null) return actorName;
  const [kind, ...rest] = actor.split(':');
  const name = rest.join(':');
  if (kind === 'nobody') return name === '' ? t('audit.nobody') : t('audit.nobodyAs', { name });
  return name === '' ? actor : referenceWords(actor, t);
}

export function targetWords(
  { target, targetName }: Pick<AuditRow, 'target' | 'targetName'>,
  t: TFunction,
): string {
  if (targetName === null) return referenceWords(target, t);
  const kind = wordsAt(`audit.kinds.${target.split(':')[0]}`, t);
  return kind === undefined ? targetName : t('audit.named', { kind, which: targetName });
}

export function fieldWords(field: string, t: TFunction): string {
  return wordsAt(`audit.fields.${field}`, t) ?? field;
}

/** `hall:<id>` → 大厅 <id>; the kind alone where that is all there is. */
function referenceWords(reference: string, t: TFunction): string {
  const [kind = '', ...rest] = reference.split(':');
  const word = wordsAt(`audit.kinds.${kind}`, t);
  const which = rest.join(':');
  if (word === undefined) return reference;
  return which === '' ? word : t('audit.named', { kind: word, which });
}

function wordsAt(key: string, t: TFunction): string | undefined {
  return i18next.exists(key) ? t(key as 'audit.title') : undefined;
}
