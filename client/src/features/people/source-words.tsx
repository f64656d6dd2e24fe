/** Where a right comes from, in one line: role · place · until, or a right to one case. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RightSource } from '../../../../server/contract/rights.ts';
import { roleWords } from '../../lib/roles.ts';
import { instantText } from '../../lib/time.ts';

export function placeWords(source: RightSource, t: TFunction): string {
  if (source.kind === 'viewingRight') return t('rights.oneCase', { caseNo: source.caseNo });
  if (source.where.scope.kind === 'everywhere') return t('rights.everywhere');
  return source.where.name ?? t('rights.gone');
}

export function endWords(source: RightSource, t: TFunction): string {
  if (source.until === null) return '';
  const at = instantText(source.until);
  return source.holds ? t('rights.grantEnds', { at }) : t('rights.grantEnded', { at });
}

export function sourceWords(source: RightSource, t: TFunction): string {
  const what =
    source.kind === 'grant' ? roleWords(source.role, source.roleName, t) : t('rights.viewingRight');
  return [what, placeWords(source, t), endWords(source, t)].filter((part) => part !== '').join(' · ');
}

/** One after the other, ended ones quiet. */
export function Sources({ of }: { of: readonly RightSource[] }) {
  const { t } = useTranslation();
  return (
    <ul className="mc-sources">
      {of.map((source, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they carry no id of their own and never move
        <li key={index} data-holds={source.holds}>
          {sourceWords(source, t)}
          {source.kind === 'viewingRight' && (
            <span className="mc-muted"> · {t('rights.purpose', { purpose: source.purpose })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
