/** A year of a region: whose it is, its days, and what was changed when by whom. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, AutoComplete, Button, Radio, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CalendarOfYear, type CalendarVersion, NATIONAL } from '../../../../server/contract/calendar.ts';
import { todayIn } from '../../components/hours/days.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { instantText } from '../../lib/time.ts';
import { calendarKey, useCalendarYear } from './use-calendar.ts';
import { useSaveYear } from './use-save-year.ts';
import { YearGrid } from './year-grid.tsx';
import { type Brush, daysOf, differing, type Marks, marksOf, paint, workdaysOf } from './year-marks.ts';

const FESTIVALS = ['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节'];

export function YearView({ code, year }: { code: string; year: number }) {
  const { data, error, refetch } = useCalendarYear(code, year);
  if (data === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 12 }} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  return <KnownYear key={`${code} ${year}`} data={data} />;
}

function KnownYear({ data }: { data: CalendarOfYear }) {
  const { t } = useTranslation();
  const may = useMay();
  const save = useSaveYear();
  const [draft, setDraft] = useState<Marks>();
  const [older, setOlder] = useState<CalendarVersion>();
  const [kind, setKind] = useState<Brush['kind']>('holiday');
  const [name, setName] = useState('');
  const { own, above, year } = data;
  const counts = own?.state === 'announced' ? own : above;
  const shown = draft ?? marksOf((older ?? own ?? above)?.days ?? []);
  const differs = above === null ? new Set<string>() : differing(shown, marksOf(above.days));
  const nameHere = data.code === NATIONAL ? t('calendar.country') : data.name;
  const brush: Brush = kind === 'normal' ? { kind } : { kind, name: name.trim() };
  const put = (announced: boolean) => {
    if (draft === undefined) return;
    void save({ code: data.code, name: nameHere, year }, { announced, days: daysOf(draft) }, () =>
      setDraft(undefined),
    );
  };
  return (
    <div className="mc-calendar-year">
      <div>
        {counts === null && draft === undefined && (
          <Alert type="error" showIcon title={t('calendar.unknown', { year })} style={{ marginBottom: 12 }} />
        )}
        {older !== undefined && (
          <Alert
            type="info"
            showIcon
            style={{ marginBottom: 12 }}
            title={t('calendar.olderShown', {
              n: older.version,
              at: older.at === null ? '' : instantText(older.at),
            })}
            action={
              <Button size="small" onClick={() => setOlder(undefined)}>
                {t('calendar.backToNow')}
              </Button>
            }
          />
        )}
        <YearGrid
          year={year}
          marks={shown}
          differs={differs}
          today={todayIn(data.zone)}
          onPaint={
            draft === undefined
              ? undefined
              : (day) => setDraft((before) => paint(before ?? shown, day, withName(brush, shown, day, t)))
          }
        />
      </div>
      <aside>
        <YearOrigin data={data} />
        <p className="mc-muted">
          {t('calendar.workdays', { n: workdaysOf(year, shown) })}
          {differs.size > 0 && ` · ${t('calendar.differences', { n: differs.size })}`}
        </p>
        <Legend />
        {may('calendar:write') && draft === undefined && older === undefined && (
          <div className="mc-calendar-actions">
            <Button type="primary" onClick={() => setDraft(shown)}>
              {own !== null || (data.code === NATIONAL && above !== null)
                ? t('calendar.edit')
                : above === null
                  ? t('calendar.enter', { year })
                  : t('calendar.editOwn')}
            </Button>
            {own !== null && <FollowAgain data={data} name={nameHere} />}
          </div>
        )}
        {draft !== undefined && (
          <div className="mc-calendar-brush">
            <p>{t('calendar.brush')}</p>
            <Radio.Group
              optionType="button"
              value={kind}
              onChange={(event) => setKind(event.target.value)}
              options={(['holiday', 'workday', 'normal'] as const).map((value) => ({
                value,
                label: t(`calendar.${value}`),
              }))}
            />
            {kind !== 'normal' && (
              <AutoComplete
                aria-label={t('calendar.name')}
                placeholder={`${t('calendar.name')}，${t('calendar.nameHint')}`}
                value={name}
                onChange={setName}
                options={FESTIVALS.map((value) => ({ value }))}
                style={{ width: '100%' }}
              />
            )}
            <div className="mc-calendar-actions">
              <Button type="primary" onClick={() => put(true)}>
                {t('calendar.save')}
              </Button>
              {own?.state !== 'announced' && (
                <Button onClick={() => put(false)}>{t('calendar.saveDraft')}</Button>
              )}
              <Button onClick={() => setDraft(undefined)}>{t('common.cancel')}</Button>
            </div>
          </div>
        )}
        <History data={data} shown={older} onShow={setOlder} />
      </aside>
    </div>
  );
}

/** A holiday has a name: that of its neighbour where none is given, or just "day off". */
function withName(brush: Brush, marks: Marks, day: string, t: (key: 'calendar.holiday') => string): Brush {
  if (brush.kind !== 'holiday' || brush.name !== '') return brush;
  return { kind: 'holiday', name: marks.get(day)?.name || t('calendar.holiday') };
}

function YearOrigin({ data: { own, above } }: { data: CalendarOfYear }) {
  const { t } = useTranslation();
  if (own !== null)
    return (
      <p>
        <b>{t(own.state === 'draft' ? 'calendar.draft' : 'calendar.own')}</b>
        <VersionLine version={own} />
      </p>
    );
  if (above === null) return null;
  return (
    <p>
      {above.at === null ? (
        t('calendar.shipped', { source: above.reason })
      ) : (
        <>
          {t('calendar.follows', {
            name: above.from.code === NATIONAL ? t('calendar.country') : above.from.name,
          })}
          <VersionLine version={above} />
        </>
      )}
    </p>
  );
}

function VersionLine({ version: { version, at, by, reason } }: { version: CalendarVersion }) {
  const { t } = useTranslation();
  return (
    <span className="mc-muted mc-calendar-version">
      {t('calendar.version', { n: version })} · {by ?? t('calendar.byNobody')}
      {at !== null && (
        <>
          {' '}
          · <Instant at={at} />
        </>
      )}
      {reason !== null && <span>{reason}</span>}
    </span>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="mc-calendar-legend">
      {(['holiday', 'workday'] as const).map((kind) => (
        <li key={kind}>
          <span className="mc-day" data-kind={kind}>
            8<i>{t(`calendar.${kind}Mark`)}</i>
          </span>
          {t(`calendar.${kind}`)}
        </li>
      ))}
      <li>
        <span className="mc-day" data-kind="off">
          8
        </span>
        {t('calendar.legendWeekend')}
      </li>
      <li>
        <span className="mc-day" data-kind="work" data-differs="true">
          8
        </span>
        {t('calendar.differs')}
      </li>
    </ul>
  );
}

function FollowAgain({ data: { code, year }, name }: { data: CalendarOfYear; name: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const ask = useReason();
  const queries = useQueryClient();
  return (
    <Button
      onClick={() =>
        ask({
          title: `${t('calendar.follow')}：${name} ${year}`,
          text: t('calendar.followText'),
          verb: t('calendar.follow'),
          run: async (reason) => {
            await api(`/calendars/${code}/${year}`, { method: 'DELETE', reason });
            void message.success(t('calendar.saved'));
            await queries.invalidateQueries({ queryKey: calendarKey });
          },
        })
      }
    >
      {t('calendar.follow')}
    </Button>
  );
}

function History(props: {
  data: CalendarOfYear;
  shown: CalendarVersion | undefined;
  onShow: (version: CalendarVersion) => void;
}) {
  const { t } = useTranslation();
  const { history } = props.data;
  return (
    <section className="mc-calendar-history">
      <h2>{t('calendar.history')}</h2>
      {history.length === 0 && <p className="mc-muted">{t('calendar.noHistory')}</p>}
      <ul>
        {history.map((one) => (
          <li key={one.version} data-shown={one === props.shown}>
            <span>{t(`calendar.states.${one.state}`)}</span>
            <VersionLine version={one} />
            {one.state !== 'withdrawn' && (
              <Button type="link" size="small" onClick={() => props.onShow(one)}>
                {t('calendar.showVersion')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
