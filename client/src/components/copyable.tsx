/** A value that is wanted elsewhere: a button beside it copies it. Light, as a list draws many. */
import { App } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/copy-text.ts';
import './copyable.css';

/** The button itself is made when somebody comes near: a long list draws many of these while it is scrolled. */
export function Copyable({ text, children }: { text: string; children?: ReactNode }) {
  const [near, setNear] = useState(false);
  return (
    <span className="mc-copyable" onPointerEnter={() => setNear(true)}>
      <span className="mc-copyable-text">{children ?? text}</span>
      {near && <CopyButton text={text} />}
    </span>
  );
}

function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
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
        <path d="M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1" />
      </svg>
    </button>
  );
}
