/** 值班台: what happened since I last sat here, what waits, what was handed over. */
import { App, Button, Skeleton, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { DUTY_ITEMS_MOST, type DutyDesk, dutyShift } from '../../../../server/contract/duty.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { usePageKeys } from '../../lib/page-keys.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { minuteText } from '../../lib/time.ts';
import { Handovers } from './handovers.tsx';
import { ItemList } from './item-list.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { ShiftsTab } from './shifts-tab.tsx';
import { useDuty } from './use-duty.ts';
import './duty.css';

export default function DutyPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const tab = params.get('tab') === 'shifts' ? 'shifts' : 'desk';
  const { data, error, again } = useDuty();
  usePageKeys([
    ['↓  ↑', t('duty.keys.move')],
    ['Enter', t('duty.keys.enter')],
  ]);
  return (
    <div className="mc-page mc-duty">
      <div className="mc-page-head">
        <h1>{t('duty.title')}</h1>
        {data !== undefined && <Sitting desk={data} onChanged={again} />}
      </div>
      <Tabs
        activeKey={tab}
        onChange={(next) => setParams(next === 'desk' ? {} : { tab: next }, { replace: true })}
        items={(['desk', 'shifts'] as const).map((key) => ({ key, label: t(`duty.tabs.${key}`) }))}
      />
      {tab === 'shifts' ? (
        <ShiftsTab />
      ) : data === undefined && error !== null ? (
        <ErrorView error={error} onRetry={again} />
      ) : data === undefined ? (
        <Skeleton active paragraph={{ rows: 12 }} />
      ) : (
        <Desk desk={data} />
      )}
    </div>
  );
}

/** Who sits here, and the one button that changes it. */
function Sitting({ desk, onChanged }: { desk: DutyDesk; onChanged: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const begin = async () => {
    setBusy(true);
    try {
      await api('/duty/shift', { method: 'POST', schema: dutyShift });
      onChanged();
    } catch (error) {
      void message.error(problemWords(error, t));
    } finally {
      setBusy(false);
    }
  };
  const { shift } = desk;
  return (
    <>
      <span className="mc-muted">
        {shift === null
          ? t('duty.notSitting')
          : t('duty.sitting', { name: shift.userName, at: minuteText(shift.begunAt) })}
      </span>
      <span className="mc-spring" />
      {shift === null ? (
        <Button type="primary" loading={busy} onClick={() => void begin()}>
          {t('duty.begin')}
        </Button>
      ) : (
        <Button onClick={() => setLeaving(true)}>{t('duty.end')}</Button>
      )}
      {leaving && (
        <LeaveDialog
          open={desk.open}
          onDone={(left) => {
            setLeaving(false);
            if (left) onChanged();
          }}
        />
      )}
    </>
  );
}

function Desk({ desk }: { desk: DutyDesk }) {
  const { t } = useTranslation();
  const any = desk.happened.some(({ n }) => n > 0);
  // What still waits stands above, and is not told twice.
  const waits = new Set(desk.open.map(({ kind, id }) => `${kind} ${id}`));
  const past = desk.items.filter(({ kind, id }) => !waits.has(`${kind} ${id}`));
  const above = desk.items.length - past.length;
  return (
    <div className="mc-duty-body">
      <section>
        <h2>
          {t('duty.open')} <b className="mc-duty-n">{desk.open.length}</b>
          <span className="mc-muted">{t('duty.openAbout')}</span>
        </h2>
        {desk.open.length === 0 ? (
          <p className="mc-duty-none">{t('duty.openNone')}</p>
        ) : (
          <ItemList items={desk.open} label={t('duty.open')} most={DUTY_ITEMS_MOST} />
        )}
      </section>
      <section>
        <h2>
          {t('duty.happened')}
          <span className="mc-muted">
            {t(desk.leftThen ? 'duty.since' : 'duty.sinceFirst', { at: minuteText(desk.since) })}
          </span>
        </h2>
        {any && (
          <ul className="mc-duty-counts">
            {desk.happened.map(({ kind, n, urgent }) => (
              <li key={kind} data-none={n === 0}>
                {t(`duty.counted.${kind}`)} <b>{n}</b>
                {urgent > 0 && <em className="mc-duty-urgent">{t('duty.urgentOf', { n: urgent })}</em>}
              </li>
            ))}
          </ul>
        )}
        {above > 0 && <p className="mc-muted mc-duty-above">{t('duty.above', { n: above })}</p>}
        {past.length > 0 ? (
          <ItemList items={past} label={t('duty.happened')} most={DUTY_ITEMS_MOST - above} />
        ) : (
          above === 0 && <p className="mc-duty-none">{t('duty.nothing')}</p>
        )}
      </section>
      <section className="mc-duty-side">
        <h2>{t('duty.handovers')}</h2>
        <Handovers shifts={desk.handovers} />
      </section>
    </div>
  );
}
