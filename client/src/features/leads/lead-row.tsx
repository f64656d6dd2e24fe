/** One lead in the queue: how strong, what, where, when, and whether it is explained by now. */
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead } from '../../../../server/contract/leads.ts';
import { instantText, minuteText, shortInstantText, spanText } from '../../lib/time.ts';
import { whereText } from './lead-words.ts';

export interface LeadRowProps {
  readonly lead: Lead;
  readonly chosen: boolean;
  readonly now: number;
  readonly onOpen: (leadId: string) => void;
}

export const LeadRow = memo(function LeadRow({ lead, chosen, now, onOpen }: LeadRowProps) {
  const { t } = useTranslation();
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const { strength, explainedBy } = lead;
  const lasted = Date.parse(lead.to) - Date.parse(lead.from);
  const details = [lead.caseNo ?? lead.clerk, lasted >= 60_000 ? spanText(lasted, t) : null];
  return (
    <button
      ref={row}
      type="button"
      role="option"
      aria-selected={chosen}
      className="mc-lead-row"
      data-testid="lead-row"
      data-lead-id={lead.id}
      data-state={lead.state}
      tabIndex={chosen ? 0 : -1}
      onClick={() => onOpen(lead.id)}
    >
      <span className="mc-lead-strength" title={t('leads.strength', { n: strength })}>
        <b>{strength}</b>
        <i style={{ width: `${strength}%` }} />
      </span>
      <span className="mc-lead-row-what">
        <b>{t(`leads.kind.${lead.kind}`)}</b>
        <em>{whereText(lead)}</em>
        <small>{details.filter((part) => part !== null).join(' · ')}</small>
      </span>
      <span className="mc-lead-row-when">
        <time dateTime={lead.from} title={instantText(lead.from)}>
          {shortInstantText(lead.from, now).slice(0, -3)}
        </time>
        {explainedBy !== null ? (
          <span className="mc-lead-tag" data-kind="explained">
            {t('leads.explainedShort', { cause: t(`leads.cause.${explainedBy}`) })}
          </span>
        ) : (
          lead.state !== 'new' && (
            <span className="mc-lead-tag" data-kind={lead.state}>
              {lead.state === 'watched' && lead.watchUntil !== null
                ? `${t('leads.state.watched')} · ${minuteText(lead.watchUntil).slice(5)}`
                : lead.outcome !== null
                  ? t(`leads.became.${lead.outcome}`)
                  : t(`leads.state.${lead.state}`)}
            </span>
          )
        )}
      </span>
    </button>
  );
});
