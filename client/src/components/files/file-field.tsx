/** Where files are dropped or chosen, and how far each is. */
import { Alert as Banner, Button, Progress } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ALERT_FILE_MOST_BYTES, ALERT_FILES_MOST } from '../../../../server/contract/alerts.ts';
import { bytesText } from '../../lib/bytes.ts';
import { acceptedTypes, type useUploads } from './use-uploads.ts';
import './files.css';

export function FileField({ files }: { files: ReturnType<typeof useUploads> }) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="mc-files">
      <button
        type="button"
        className="mc-files-drop"
        data-over={isOver}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          files.add([...event.dataTransfer.files]);
        }}
      >
        <span>{t('alerts.files.drop')}</span>
        <small>
          {t('alerts.files.accepted', { size: bytesText(ALERT_FILE_MOST_BYTES), n: ALERT_FILES_MOST })}
        </small>
      </button>
      <input
        ref={input}
        type="file"
        multiple
        style={{ display: 'none' }}
        data-testid="answer-files"
        accept={acceptedTypes}
        onChange={(event) => {
          files.add([...(event.target.files ?? [])]);
          // The same file can be chosen again.
          event.target.value = '';
        }}
      />
      {files.faults.length > 0 && (
        <Banner type="error" title={files.faults.map((fault) => <div key={fault}>{fault}</div>)} />
      )}
      {files.uploads.length > 0 && (
        <ul>
          {files.uploads.map((each) => (
            <li key={each.key} data-state={each.state}>
              <span className="mc-files-name" title={each.file.name}>
                {each.file.name}
              </span>
              <span className="mc-muted">{bytesText(each.file.size)}</span>
              {each.state === 'sending' && (
                <Progress
                  size="small"
                  percent={Math.round(each.share * 100)}
                  aria-label={t('alerts.files.uploading', { percent: Math.round(each.share * 100) })}
                />
              )}
              {each.state === 'failed' && (
                <Button size="small" onClick={() => files.retry(each)}>
                  {t('alerts.files.retry')}
                </Button>
              )}
              <Button
                size="small"
                type="text"
                aria-label={t('alerts.files.remove', { name: each.file.name })}
                onClick={() => files.remove(each)}
              >
                ✕
              </Button>
              {each.fault !== undefined && <small role="alert">{each.fault}</small>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
