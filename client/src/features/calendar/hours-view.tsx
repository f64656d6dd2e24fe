/** Office hours of a region, for halls without their own and cases at no hall. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NATIONAL, type RegionHours } from '../../../../server/contract/calendar.ts';
import type { OfficeDay } from '../../../../server/contract/office-hours.ts';
import { todayIn, WEEKDAYS } from '../../components/hours/days.ts';
import { WeekForm } from '../../components/hours/week-form.tsx';
import { Instant } from '../../components/instant.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { useMay } from '../../lib/me.ts';
import { calendarKey, useRegionHours } from './use-calendar.ts';

export function HoursView({ code }: { code: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const { data, error, refetch } = useRegionHours(code);
  const [isOpen, setOpen] = useState(false);
  if (data === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 8 }} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  const today = todayIn(data.zone);
  const current = data.terms.findLast((one) => one.validFrom <= today);
  const above = data.above.find((one) => one.validFrom <= today);
  const set = may('calendar:write') && (
    <Button type="primary" onClick={() => setOpen(true)}>
      {t('hours.edit')}
    </Button>
  );
  return (
    <div className="mc-calendar-hours">
      <section>
        <p className="mc-muted">{t('calendar.hoursText')}</p>
        {data.terms.length === 0 && above === undefined && (
          <EmptyView text={t('calendar.hoursNone')}>{set}</EmptyView>
        )}
        {(data.terms.length > 0 || above !== undefined) && <p>{set}</p>}
        {data.terms.toReversed().map((one) => (
          <Term key={one.validFrom} data={data} term={one} isCurrent={one === current} today={today} />
        ))}
        {current === undefined && above !== undefined && (
          <article>
            <AboveTitle above={above} />
            <Week week={above.week} />
          </article>
        )}
      </section>
      <History data={data} />
      {isOpen && (
        <WeekForm
          path={`/regions/${code}/office-hours`}
          week={(current ?? data.terms.at(-1) ?? above)?.week}
          first={data.terms.length === 0}
          today={today}
          onClose={() => setOpen(false)}
          onSaved={() => {
            setOpen(false);
            void queries.invalidateQueries({ queryKey: calendarKey });
          }}
        />
      )}
    </div>
  );
}

/** Before any case: the term came with the program. */
const EVER = '1970-01-01';

function AboveTitle({ above }: { above: RegionHours['above'][number] }) {
  const { t } = useTranslation();
  if (above.validFrom === EVER)
    return <Alert type="warning" showIcon title={t('calendar.hoursAssumed')} style={{ marginBottom: 8 }} />;
  const name = above.from.code === NATIONAL ? t('calendar.country') : above.from.name;
  return <h3>{t('calendar.hoursFrom', { name, day: above.validFrom })}</h3>;
}

function Term(props: {
  data: RegionHours;
  term: RegionHours['terms'][number];
  isCurrent: boolean;
  today: string;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const remove = useDelete();
  const { term, data } = props;
  const isAhead = term.validFrom > props.today;
  return (
    <article data-current={props.isCurrent}>
      <h3>
        {t('hours.holdsFrom', { day: term.validFrom })}
        {props.isCurrent && <em>{t('hours.holdsNow')}</em>}
        {isAhead && <em>{t('hours.future')}</em>}
        {isAhead && may('calendar:write') && (
          <Button
            type="text"
            size="small"
            onClick={() =>
              remove({
                path: `/regions/${data.code}/office-hours/${term.validFrom}`,
                kind: '',
                name: term.validFrom,
                title: t('hours.removeWeek', { day: term.validFrom }),
                text: t('hours.removeText'),
                verb: t('hours.remove'),
              })
            }
          >
            {t('hours.remove')}
          </Button>
        )}
      </h3>
      <Week week={term.week} />
      <Said one={term} />
    </article>
  );
}

function Week({ week }: { week: readonly OfficeDay[] }) {
  const { t } = useTranslation();
  return (
    <table>
      <tbody>
        {week.map(({ morning, afternoon }, at) => (
          <tr key={WEEKDAYS[at]}>
            <th>{t(`hours.days.${WEEKDAYS[at] ?? 'd1'}`)}</th>
            {morning === null && afternoon === null ? (
              <td colSpan={2} className="mc-muted">
                {t('hours.closed')}
              </td>
            ) : (
              [morning, afternoon].map((span, half) => (
                <td key={half === 0 ? 'morning' : 'afternoon'}>
                  {span === null ? '—' : `${span.from}–${span.to}`}
                </td>
              ))
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Said({ one }: { one: { version: number; at: string | null; by: string | null } }) {
  const { t } = useTranslation();
  return (
    <span className="mc-muted mc-calendar-version">
      {t('calendar.version', { n: one.version })} · {one.by ?? t('calendar.byNobody')}
      {one.at !== null && (
        <>
          {' '}
          · <Instant at={one.at} />
        </>
      )}
    </span>
  );
}

function History({ data }: { data: RegionHours }) {
  const { t } = useTranslation();
  return (
    <section className="mc-calendar-history">
      <h2>{t('calendar.history')}</h2>
      {data.history.length === 0 && <p className="mc-muted">{t('calendar.noHistory')}</p>}
      <ul>
        {data.history.map((one) => (
          <li key={`${one.validFrom} ${one.version}`}>
            <span>
              {one.week === null
                ? t('calendar.hoursTaken', { day: one.validFrom })
                : t('hours.holdsFrom', { day: one.validFrom })}
            </span>
            <Said one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}
