/** A value that is wanted elsewhere: a button beside it copies it. Light, as a list draws many. */
import { App } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/copy-text.ts';
import './copyable.css';

export function Copyable({ text, children }: { text: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
    <span className="mc-copyable">
      <span className="mc-copyable-text">{children ?? text}</span>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${t('common.copy')} ${text}`}
        title={t('common.copy')}
        onClick={(event) => {
          event.stopPropagation();
          void copyText(text).then(() => message.success(t('common.copied'), 1));
        }}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M5.500 5.500h8v8h-8zM3.500 10.500h-1v-8h8v1" />
        </svg>
      </button>
    </span>
  );
}
