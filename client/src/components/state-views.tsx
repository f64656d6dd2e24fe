/** What a part of a page looks like when it has nothing to show yet, or could not be fetched. Light: no antd. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../lib/api.ts';
import { problemId, problemWords } from '../lib/problem-words.ts';
import './state-views.css';

export function EmptyView(props: { title?: string; text: string; children?: ReactNode }) {
  return (
    <div className="mc-view">
      <svg className="mc-view-mark" viewBox="0 0 48 48" aria-hidden="true">
        <path d="M6 6h36v36H6zM24 6v36M6 27h36" />
      </svg>
      {props.title !== undefined && <h2>{props.title}</h2>}
      <p>{props.text}</p>
      {props.children !== undefined && <div className="mc-view-actions">{props.children}</div>}
    </div>
  );
}

export function ErrorView(props: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { error } = props;
  const denied = error instanceof ApiError && error.status === 403;
  const id = problemId(error);
  return (
    <div className="mc-view" role="alert">
      <h2>{denied ? t('common.forbiddenTitle') : t('common.errorTitle')}</h2>
      <p>{denied ? t('common.forbiddenText') : problemWords(error, t)}</p>
      {id !== undefined && <p className="mc-muted mc-mono">{t('common.errorId', { id })}</p>}
      {denied && (
        <div className="mc-view-actions">
          {/* Not a router's link: this is shown where there is no router as well. */}
          <a className="mc-button" href="/rights">
            {t('rights.whyNot')}
          </a>
        </div>
      )}
      {props.onRetry !== undefined && !denied && (
        <div className="mc-view-actions">
          <button type="button" className="mc-button" onClick={props.onRetry}>
            {t('common.retry')}
          </button>
        </div>
      )}
    </div>
  );
}
