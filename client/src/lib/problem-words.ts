/** A failure in the user's words: by its stable code where we have words, else as the server put it. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { ApiError } from './api.ts';

export function problemWords(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  const key = `problem.${error.code}`;
  if (i18next.exists(key)) return t(key as 'problem.network');
  return t('problem.other', { message: error.message, code: error.code });
}

/** Names the occurrence for whoever reads the server's log. */
export function problemId(error: unknown): string | undefined {
  return error instanceof ApiError ? error.problem?.instance : undefined;
}

/** Words of a code in a group of texts, or the group's `other`. */
export function codeWords(group: 'fault' | 'camera.advice', code: string, t: TFunction): string {
  const key = `${group}.${code}`;
  return i18next.exists(key) ? t(key as 'fault.other') : t(`${group}.other`, { code });
}

/**
 * The fields a problem names, as form paths: `body.profiles[0].url` → `['profiles', 0, 'url']`.
 */
export function fieldFaults(error: unknown): { path: (string | number)[]; message: string }[] {
  if (!(error instanceof ApiError)) return [];
  return (error.problem?.errors ?? []).map(({ field, message }) => ({
    path: field
      .replace(/^body\.?/, '')
      .split(/[.[\]]+/)
      .filter((part) => part !== '')
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    message,
  }));
}
