/** What goes out in one message, in its reader's words: one notice, or several that came in a burst. */
import { noticeText } from '../contract/notice-words.ts';
import type { NoticeKind, NoticeLanguage, NoticeValues } from '../contract/notices.ts';

export interface Told {
  readonly kind: NoticeKind;
  readonly values: NoticeValues;
  readonly link: string | null;
  readonly urgent: boolean;
}

export interface Message {
  /** The same whenever it is sent again: a receiver drops the second. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly language: NoticeLanguage;
  /** `digest`: several at once. */
  readonly kind: NoticeKind | 'digest' | 'test' | 'code';
  readonly urgent: boolean;
  readonly subject: string;
  readonly lines: readonly string[];
  /** Absolute; null: nobody said where browsers reach us. */
  readonly url: string | null;
}

export interface MessageOptions {
  readonly id: string;
  readonly to: Message['to'];
  readonly language: NoticeLanguage;
  readonly notices: readonly Told[];
  readonly publicUrl: string | undefined;
  readonly zone: string;
}

const DIGEST = {
  zh: (count: number) => `明窗：${count} 条通知`,
  en: (count: number) => `Mingchuang: ${count} notices`,
} as const;

export function messageOf({ id, to, language, notices, publicUrl, zone }: MessageOptions): Message {
  const urgent = notices.some((one) => one.urgent);
  const [only] = notices;
  const absolute = (path: string | null) =>
    publicUrl === undefined || path === null ? null : `${publicUrl.replace(/\/$/, '')}${path}`;
  if (notices.length === 1 && only) {
    const { subject, lines } = noticeText(only.kind, only.values, language, zone);
    return { id, to, language, kind: only.kind, urgent, subject, lines, url: absolute(only.link) };
  }
  return {
    ...{ id, to, language, kind: 'digest' as const, urgent },
    subject: DIGEST[language](notices.length),
    lines: notices.map(({ kind, values }) => `• ${noticeText(kind, values, language, zone).subject}`),
    url: absolute('/inbox'),
  };
}
