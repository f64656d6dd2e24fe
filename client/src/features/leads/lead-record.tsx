/** What the record says of the same time, beside the picture; each line leads to its second. */
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LeadDetail } from '../../../../server/contract/leads.ts';
import { type Playback, usePlayheadAt } from '../../components/playback/use-playback.ts';
import { useMay } from '../../lib/me.ts';
import { clockText, dateText, instantText, minuteText, spanText } from '../../lib/time.ts';
import { LEAD_IN_MS } from './lead-axis.tsx';
import { stepWord } from './lead-words.ts';
import './lead-record.css';

export interface LeadRecordProps {
  readonly lead: LeadDetail;
  readonly playback: Playback;
  /** There is no picture beside it: nothing plays, and its lines begin where the lead does. */
  readonly alone: boolean;
  readonly onJump: (atMs: number) => void;
}

/** What reached us later than this is said: networks take some seconds. */
const LATE_MS = 10 * 60_000;

export function LeadRecord({ lead, playback, alone, onJump }: LeadRecordProps) {
  const { t } = useTranslation();
  const may = useMay();
  const atMs = usePlayheadAt(playback, 250);
  const list = useRef<HTMLOListElement>(null);
  const [fromMs, toMs] = [Date.parse(lead.from), Date.parse(lead.to)];
  const current = useMemo(
    () => lead.events.findLastIndex((one) => Date.parse(one.at) <= atMs),
    [lead.events, atMs],
  );
  useEffect(() => {
    const line = list.current?.querySelector(`[data-index="${current}"]`);
    if (list.current === null || line == null) return;
    if (alone)
      list.current.scrollTop += line.getBoundingClientRect().top - list.current.getBoundingClientRect().top;
    else line.scrollIntoView({ block: 'nearest' });
  }, [current, alone]);
  return (
    <section className="mc-lead-record">
      <h3>{t('leads.record.title')}</h3>
      {!may('cases:read') ? (
        <p className="mc-muted">{t('leads.record.notAllowed')}</p>
      ) : lead.events.length === 0 ? (
        <Concerned caseNos={caseNosOf(lead)} />
      ) : (
        <ol ref={list}>
          {lead.events.map((one, index) => {
            const ms = Date.parse(one.at);
            const lateMs = one.receivedAt === null ? 0 : Date.parse(one.receivedAt) - ms;
            return (
              <li
                key={`${one.at} ${one.what} ${one.caseNo ?? ''}`}
                data-index={index}
                data-now={index === current || undefined}
                data-inside={(ms >= fromMs && ms <= toMs) || undefined}
              >
                <button type="button" title={t('leads.record.jump')} onClick={() => onJump(ms - LEAD_IN_MS)}>
                  <time dateTime={one.at} title={instantText(one.at)}>
                    {dateText(one.at) === dateText(lead.from) ? clockText(one.at) : minuteText(one.at)}
                  </time>
                  <b>{stepWord(one.what, t)}</b>
                  <span>
                    {[
                      one.caseId !== null && one.caseId === lead.caseId
                        ? t('leads.record.thisCase')
                        : one.caseNo,
                      one.ticket,
                      one.clerk,
                    ]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </span>
                  {lateMs > LATE_MS && one.receivedAt !== null && (
                    <em>
                      {t('leads.record.late', { at: minuteText(one.receivedAt), span: spanText(lateMs, t) })}
                    </em>
                  )}
                </button>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

/** A lead of an account or a source is at no window: then it is about these cases. */
function caseNosOf({ facts }: LeadDetail): readonly string[] {
  const { caseNos } = facts;
  return Array.isArray(caseNos) ? caseNos.filter((one) => typeof one === 'string') : [];
}

function Concerned({ caseNos }: { caseNos: readonly string[] }) {
  const { t } = useTranslation();
  if (caseNos.length === 0) return <p className="mc-lead-record-none">{t('leads.record.empty')}</p>;
  return (
    <>
      <p className="mc-muted">{t('leads.record.cases', { n: caseNos.length })}</p>
      <ol>
        {caseNos.map((one) => (
          <li key={one}>
            <Link className="mc-mono" to={`/cases?${new URLSearchParams({ q: one })}`}>
              {one}
            </Link>
          </li>
        ))}
      </ol>
    </>
  );
}
