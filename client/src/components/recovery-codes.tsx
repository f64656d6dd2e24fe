/** Ten recovery codes, this once: to copy, to save, and to say that one has. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/copy-text.ts';
import './authenticator.css';

export interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly username: string;
  readonly done: string;
  readonly onDone: () => void;
}

export function RecoveryCodes({ codes, username, done, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = `${codes.join('\n')}\n`;
  return (
    <div className="mc-authenticator">
      <p>{t('account.codesText')}</p>
      <ul className="mc-recovery" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mc-recovery-tools">
        <button
          type="button"
          className="mc-button"
          onClick={() => void copyText(text).then(() => setCopied(true))}
        >
          {copied ? t('common.copied') : t('account.codesCopy')}
        </button>
        <a
          className="mc-button"
          download={`mingchuang-${username}.txt`}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
        >
          {t('account.codesDownload')}
        </a>
      </div>
      <button
        type="button"
        className="mc-button"
        data-primary=""
        data-testid="recovery-codes-done"
        onClick={onDone}
      >
        {done}
      </button>
    </div>
  );
}
