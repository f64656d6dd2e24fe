/** One import: how far it is, what may be done with it, and its rows. */
import { Alert, Progress, Skeleton } from 'antd';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../../../server/contract/imports.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { ImportActions } from './import-actions.tsx';
import { ImportRows } from './import-rows.tsx';
import { isBusy, useImport } from './use-import.ts';
import { useRegistryWords } from './use-registries.ts';

export function ImportView({ id }: { id: string }) {
  const { data: job, error, refetch } = useImport(id);
  if (job === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 8 }} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  return (
    <div className="mc-import">
      <ImportHead job={job} />
      {isBusy(job) && <ImportProgress job={job} />}
      <ImportNotes job={job} />
      <ImportActions job={job} />
      {job.counts.rows > 0 && job.state !== 'reading' && <ImportRows job={job} />}
    </div>
  );
}

function ImportHead({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const words = useRegistryWords();
  return (
    <header className="mc-import-head">
      <h2>
        {words(job.registry)} · {job.fileName}
      </h2>
      <span className="mc-import-state" data-testid="import-state" data-state={job.state}>
        {t(`imports.state.${job.state}`)}
      </span>
      <span className="mc-muted">
        {job.by} · <Instant at={job.createdAt} />
      </span>
      <span className="mc-muted mc-mono mc-import-hash" title={`${t('imports.sha256')} ${job.sha256}`}>
        {job.sha256.slice(0, 12)}…
      </span>
    </header>
  );
}

function ImportProgress({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const { done = 0, total = 0 } = job.progress ?? {};
  return (
    <div className="mc-import-progress" role="status">
      <Progress percent={total === 0 ? 0 : Math.floor((100 * done) / total)} size="small" status="active" />
      <span className="mc-muted">
        {total === 0 ? t('imports.waiting') : t('imports.progress', { done, total })} {t('imports.goesOn')}
      </span>
    </div>
  );
}

function ImportNotes({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const { outcomes, counts } = job;
  const notes: { readonly type: 'info' | 'warning' | 'error'; readonly text: string }[] = [];
  if (job.fault !== null && !isBusy(job))
    notes.push({ type: 'error', text: faultText(job.fault, t('imports.fault.other', job.fault)) });
  if (job.unknownHeaders.length > 0)
    notes.push({
      type: 'warning',
      text: t('imports.unknown', { names: job.unknownHeaders.join(t('common.comma')) }),
    });
  if (job.state === 'ready' && counts.faulty > 0)
    notes.push({ type: 'warning', text: t('imports.mendFirst', { n: counts.faulty }) });
  if (job.state === 'ready' && counts.faulty === 0 && counts.new + counts.changed === 0)
    notes.push({ type: 'info', text: t('imports.nothingToDo') });
  if (job.state === 'applied')
    notes.push({ type: outcomes.refused > 0 ? 'warning' : 'info', text: t('imports.done', outcomes) });
  if (job.state === 'stopped')
    notes.push({ type: 'warning', text: t('imports.stopped', { n: outcomes.created + outcomes.changed }) });
  if (job.state === 'undone')
    notes.push({ type: outcomes.kept > 0 ? 'warning' : 'info', text: t('imports.undone', outcomes) });
  return notes.map(({ type, text }) => <Alert key={text} type={type} showIcon title={text} />);
}

function faultText(fault: { code: string; message: string }, otherwise: string): string {
  const key = `imports.fault.${fault.code}`;
  return i18next.exists(key)
    ? i18next.t(key as 'imports.fault.columns_missing', { message: fault.message })
    : otherwise;
}
