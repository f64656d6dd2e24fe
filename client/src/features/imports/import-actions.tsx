/** What may be done with an import now: the preview's two ways in, stopping, first passwords, undoing. */
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ImportJob } from '../../../../server/contract/imports.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { takePasswords } from './take-passwords.ts';
import { isBusy, useImportStep } from './use-import.ts';

export function ImportActions({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const language = usePreferences((all) => all.language);
  const step = useImportStep(job.id);
  const askUndo = useUndo(job);
  const { counts, outcomes, state } = job;
  const good = counts.new + counts.changed;
  const hasUndoable = outcomes.created + outcomes.changed + outcomes.kept > 0;
  const discard = () =>
    modal.confirm({
      title: t('imports.discardTitle'),
      content: t('imports.discardText'),
      okText: t('imports.discard'),
      cancelText: t('common.cancel'),
      onOk: async () => {
        if (await step('cancel')) void navigate('/registry/import');
      },
    });
  return (
    <div className="mc-import-actions">
      {state === 'ready' && counts.faulty === 0 && good > 0 && (
        <Button
          type="primary"
          title={t('imports.allOrNothing')}
          onClick={() => void step('apply', { mode: 'all' })}
        >
          {t('imports.applyAll', { n: good })}
        </Button>
      )}
      {state === 'ready' && counts.faulty > 0 && good > 0 && (
        <Button type="primary" onClick={() => void step('apply', { mode: 'good' })}>
          {t('imports.applyGood', { n: good })}
        </Button>
      )}
      {state === 'stopped' && (
        <Button type="primary" onClick={() => void step('apply', { mode: 'good' })}>
          {t('imports.goOn')}
        </Button>
      )}
      {isBusy(job) && <Button onClick={() => void step('cancel')}>{t('imports.cancel')}</Button>}
      {!isBusy(job) && counts.faulty + outcomes.refused > 0 && (
        <a className="mc-button" href={`/api/v1/imports/${job.id}/faults?lang=${language}`} download>
          {t('imports.faults')}
        </a>
      )}
      {(state === 'ready' || state === 'refused' || state === 'interrupted') && (
        <Button onClick={discard}>{t('imports.discard')}</Button>
      )}
      {!isBusy(job) && job.passwords > 0 && <PasswordsButton job={job} />}
      {(state === 'applied' || state === 'stopped' || (state === 'undone' && outcomes.kept > 0)) &&
        hasUndoable && <Button onClick={askUndo}>{t('imports.undo')}</Button>}
    </div>
  );
}

function PasswordsButton({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const language = usePreferences((all) => all.language);
  return (
    <Button
      title={t('imports.passwordsText', { n: job.passwords })}
      onClick={() =>
        modal.confirm({
          title: t('imports.passwordsTitle'),
          content: `${t('imports.passwordsText', { n: job.passwords })} ${t('imports.passwordsOnce')}`,
          okText: t('imports.passwords'),
          cancelText: t('common.cancel'),
          onOk: () => takePasswords(job.id, language),
        })
      }
    >
      {t('imports.passwords')}
    </Button>
  );
}

/** Finds out first which rows can be undone, then asks. */
function useUndo(job: ImportJob): () => void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const step = useImportStep(job.id);
  const [asking, setAsking] = useState<string>();
  const checkedAt = job.undoCheckedAt;
  useEffect(() => {
    if (asking === undefined || isBusy(job) || checkedAt === null || checkedAt === asking) return;
    setAsking(undefined);
    const rows = job.outcomes.created + job.outcomes.changed + job.outcomes.kept;
    const n = rows - job.undoFaults;
    void modal.confirm({
      title: t('imports.undoTitle', { name: job.fileName }),
      content:
        n === 0
          ? t('imports.undoNone')
          : job.undoFaults === 0
            ? t('imports.undoAll', { n })
            : t('imports.undoSome', { n, kept: job.undoFaults }),
      okText: t('imports.undoVerb'),
      okButtonProps: { danger: true, disabled: n === 0 },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: () => void step('undo', { check: false }),
    });
  }, [asking, checkedAt, job, modal, step, t]);
  return () => {
    setAsking(checkedAt ?? 'never');
    void step('undo', { check: true });
  };
}
