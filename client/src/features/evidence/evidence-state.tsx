/** How far a package is: waits, grows, is there, or why not. */
import { useQueryClient } from '@tanstack/react-query';
import { Progress } from 'antd';
import i18next, { type TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidencePackage } from '../../../../server/contract/evidence.ts';
import { inTheMaking, useEvidencePackage } from '../../lib/evidence/use-package.ts';
import { listKey } from '../../lib/use-list.ts';

export function EvidenceState({ row }: { row: EvidencePackage }) {
  return inTheMaking(row) ? <Moving row={row} /> : <Still row={row} />;
}

function Still({ row }: { row: EvidencePackage }) {
  const { t } = useTranslation();
  return (
    <span className="mc-evidence-state" data-state={row.state}>
      {t(`evidence.state.${row.state}`)}
      {row.state === 'failed' && row.error !== null && <small>{row.error}</small>}
    </span>
  );
}

function Moving({ row }: { row: EvidencePackage }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data = row } = useEvidencePackage(row.id, row);
  const ended = !inTheMaking(data);
  // The list has its size and sum then.
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: listKey('/evidence') });
  }, [ended, queries]);
  if (ended) return <Still row={data} />;
  const { progress } = data;
  return (
    <span className="mc-evidence-state" data-state={data.state}>
      {t(`evidence.state.${data.state}`)}
      {progress !== null && (
        <>
          <Progress
            size="small"
            percent={Math.floor(progress.percent)}
            aria-label={t('evidence.progress', { title: row.title })}
          />
          <small>{stepWords(progress.step, t)}</small>
        </>
      )}
    </span>
  );
}

function stepWords(step: string, t: TFunction): string {
  const key = `evidence.step.${step}`;
  return i18next.exists(key) ? t(key as 'evidence.step.footage') : step;
}
