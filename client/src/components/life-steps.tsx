/** What was done with a card or a finding, the newest on top: by whom, when, why, with which files. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertFile } from '../../../server/contract/alerts.ts';
import { bytesText } from '../lib/bytes.ts';
import { instantText } from '../lib/time.ts';
import './life-steps.css';

export interface LifeStep {
  readonly seq: number;
  readonly action: string;
  readonly at: string;
  /** Null: the program itself. */
  readonly by: string | null;
  readonly files: readonly AlertFile[];
}

export interface LifeStepsProps<S extends LifeStep> {
  readonly steps: readonly S[];
  readonly word: (step: S) => string;
  /** By when it is to be answered, who was told, why. */
  readonly detail: (step: S) => ReactNode;
  /** Where its files are fetched: `/api/v1/alerts/4711/files`. */
  readonly filesPath: string;
}

export function LifeSteps<S extends LifeStep>({ steps, word, detail, filesPath }: LifeStepsProps<S>) {
  const { t } = useTranslation();
  return (
    <ol className="mc-life-steps">
      {[...steps]
        .sort((a, b) => b.seq - a.seq)
        .map((step) => (
          <li key={step.seq} data-action={step.action}>
            <div className="mc-life-step-head">
              <b>{word(step)}</b>
              <span>{step.by ?? t('alerts.byItself')}</span>
              <time className="mc-muted" dateTime={step.at}>
                {instantText(step.at)}
              </time>
            </div>
            {detail(step)}
            {step.files.length > 0 && (
              <ul className="mc-life-files">
                {step.files.map((file) => (
                  <li key={file.id}>
                    <a
                      href={`${filesPath}/${file.id}`}
                      download={file.name}
                      title={t('alerts.files.download', { name: file.name })}
                    >
                      {file.name}
                    </a>{' '}
                    <span className="mc-muted">{bytesText(file.bytes)}</span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
    </ol>
  );
}
