/** When a hall is open: the weeks that hold one after the other, and single days that differ. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfficeDay } from '../../../../../server/contract/office-hours.ts';
import { todayIn, WEEKDAYS } from '../../../components/hours/days.ts';
import { WeekForm } from '../../../components/hours/week-form.tsx';
import { EmptyView, ErrorView } from '../../../components/state-views.tsx';
import { useDelete } from '../../../components/use-delete.tsx';
import { useMay } from '../../../lib/me.ts';
import { ExceptionForm } from './exception-form.tsx';
import { useOfficeHours } from './use-office-hours.ts';
import './hours.css';

export function HoursTab({ hallId }: { hallId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const remove = useDelete();
  const queries = useQueryClient();
  const { data, error, refetch } = useOfficeHours(hallId);
  const [form, setForm] = useState<'week' | 'day'>();
  const writer = may('places:write');
  if (data === undefined)
    return error !== null ? (
      <ErrorView error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton active paragraph={{ rows: 8 }} />
    );
  const today = todayIn(data.zone);
  const current = data.terms.findLast((term) => term.validFrom <= today);
  const saved = () => {
    setForm(undefined);
    void queries.invalidateQueries({ queryKey: ['office-hours', hallId] });
  };
  const setWeek = writer && (
    <Button type="primary" onClick={() => setForm('week')}>
      {t('hours.edit')}
    </Button>
  );
  return (
    <div className="mc-hours">
      <section>
        <header>
          <h2>{t('hours.week')}</h2>
          <span className="mc-muted">{t('hours.zone', { zone: data.zone })}</span>
          <span className="mc-spring" />
          {data.terms.length > 0 && setWeek}
        </header>
        {data.terms.length === 0 && <EmptyView text={t('hours.none')}>{setWeek}</EmptyView>}
        {data.terms.toReversed().map((term) => (
          <article key={term.validFrom} data-current={term === current}>
            <h3>
              {t('hours.holdsFrom', { day: term.validFrom })}
              {term === current && <em>{t('hours.holdsNow')}</em>}
              {term.validFrom > today && (
                <>
                  <em>{t('hours.future')}</em>
                  {writer && (
                    <Button
                      type="text"
                      size="small"
                      onClick={() =>
                        remove({
                          path: `/halls/${hallId}/office-hours/${term.validFrom}`,
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
                </>
              )}
            </h3>
            <table>
              <tbody>
                {term.week.map((day, at) => (
                  <tr key={WEEKDAYS[at]}>
                    <th>{t(`hours.days.${WEEKDAYS[at] ?? 'd1'}`)}</th>
                    <DayCells day={day} />
                  </tr>
                ))}
              </tbody>
            </table>
          </article>
        ))}
      </section>
      <section>
        <header>
          <h2>{t('hours.exceptions')}</h2>
          <span className="mc-spring" />
          {writer && <Button onClick={() => setForm('day')}>{t('hours.addException')}</Button>}
        </header>
        <p className="mc-muted">
          {data.exceptions.length === 0 ? t('hours.noExceptions') : t('hours.exceptionsText')}
        </p>
        <table>
          <tbody>
            {data.exceptions.toReversed().map((one) => (
              <tr key={one.day} data-past={one.day < today}>
                <th>{one.day}</th>
                <DayCells day={one.hours} />
                <td>{one.note}</td>
                <td>
                  {writer && one.day >= today && (
                    <Button
                      type="text"
                      size="small"
                      onClick={() =>
                        remove({
                          path: `/halls/${hallId}/office-hours/exceptions/${one.day}`,
                          kind: '',
                          name: one.day,
                          title: t('hours.removeDay', { day: one.day }),
                          text: t('hours.removeText'),
                          verb: t('hours.remove'),
                        })
                      }
                    >
                      {t('hours.remove')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {form === 'week' && (
        <WeekForm
          path={`/halls/${hallId}/office-hours`}
          week={(current ?? data.terms.at(-1))?.week}
          first={data.terms.length === 0}
          today={today}
          onClose={() => setForm(undefined)}
          onSaved={saved}
        />
      )}
      {form === 'day' && (
        <ExceptionForm hallId={hallId} today={today} onClose={() => setForm(undefined)} onSaved={saved} />
      )}
    </div>
  );
}

function DayCells({ day }: { day: OfficeDay }) {
  const { t } = useTranslation();
  if (day.morning === null && day.afternoon === null)
    return (
      <td colSpan={2} className="mc-muted">
        {t('hours.closed')}
      </td>
    );
  return (
    <>
      {[day.morning, day.afternoon].map((span, at) => (
        <td key={at === 0 ? 'morning' : 'afternoon'}>{span === null ? '—' : `${span.from}–${span.to}`}</td>
      ))}
    </>
  );
}
