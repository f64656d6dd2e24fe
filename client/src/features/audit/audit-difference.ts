/** Before and after, field by field, and values in words. */
import type { TFunction } from 'i18next';
import { instant } from '../../../../server/contract/common.ts';
import { instantText } from '../../lib/time.ts';

type Fields = Readonly<Record<string, unknown>> | null;

export interface Difference {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Names first, then in the order they came; ids and what nobody reads last. */
export function differencesOf(before: Fields, after: Fields): Difference[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .sort((a, b) => rank(a) - rank(b))
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }));
}

function rank(field: string): number {
  if (/name$/i.test(field)) return 0;
  return /^id$|Id$|^createdAt$|Count$/.test(field) ? 2 : 1;
}

export function valueWords(value: unknown, t: TFunction): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  if (typeof value === 'string') return instant.safeParse(value).success ? instantText(value) : value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'))
    return value.length === 0 ? '—' : value.join(t('common.comma'));
  return JSON.stringify(value);
}
