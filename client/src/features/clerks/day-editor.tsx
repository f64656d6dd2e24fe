/** Who is at a window on a day, and from when to when; at a stroke on other days of the week as well. */
import { Alert, Button, Checkbox, Input, Modal, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type Clerk, laid, shift } from '../../../../server/contract/clerks.ts';
import { type OfficeHours, openSpans, weekdayOf } from '../../../../server/contract/office-hours.ts';
import type { Window } from '../../../../server/contract/places.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { addDays, asTime, isSpan } from './week.ts';

export interface DayShift {
  readonly clerkId: string;
  readonly from: string;
  readonly to: string;
}
type Draft = Partial<DayShift> & { readonly key: number };

export const setDay = (windowId: string, day: string, shifts: readonly DayShift[]) =>
  api(`/windows/${windowId}/shifts/${day}`, {
    method: 'PUT',
    body: { shifts: shifts.map(({ clerkId, from, to }) => ({ clerkId, span: { from, to } })) },
    schema: z.object({ shifts: z.array(shift) }),
  });

export interface DayEditorProps {
  readonly hallId: string;
  readonly window: Window;
  readonly day: string;
  readonly monday: string;
  readonly today: string;
  readonly hours: OfficeHours;
  readonly clerks: readonly Clerk[];
  readonly shifts: readonly DayShift[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function DayEditor(props: DayEditorProps) {
  const { t } = useTranslation();
  const { window, day, monday, today, hours, clerks, onClose } = props;
  const next = useRef(props.shifts.length);
  const begun = props.shifts.map((one, key) => ({ ...one, key }));
  const fresh = (some: Partial<DayShift> = {}): Draft => {
    next.current += 1;
    return {
      ...(clerks.length === 1 && clerks[0] !== undefined && { clerkId: clerks[0].id }),
      ...some,
      key: next.current,
    };
  };
  const spans = openSpans(hours, day) ?? [];
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    begun.length > 0 ? begun : spans.length > 0 ? spans.map((span) => fresh(span)) : [fresh()],
  );
  const [also, setAlso] = useState<readonly number[]>([]);
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const change = (key: number, some: Partial<DayShift>) =>
    setDrafts((before) => before.map((one) => (one.key === key ? { ...one, ...some } : one)));
  const others = [0, 1, 2, 3, 4, 5, 6].filter(
    (weekday) => weekday !== weekdayOf(day) && addDays(monday, weekday) >= today,
  );

  const save = async () => {
    const shifts: DayShift[] = [];
    for (const { clerkId, from = '', to = '' } of drafts) {
      if (clerkId === undefined && from === '' && to === '') continue;
      if (clerkId === undefined) return setFailure(t('clerks.needClerk'));
      if (!isSpan(from, to)) return setFailure(t('clerks.badTime'));
      shifts.push({ clerkId, from, to });
    }
    setBusy(true);
    try {
      if (also.length === 0 || shifts.length === 0)
        for (const on of [day, ...also.map((weekday) => addDays(monday, weekday))])
          await setDay(window.id, on, shifts);
      else await lay(props, also, shifts);
    } catch (error) {
      setFailure(problemWords(error, t));
      setBusy(false);
      return;
    }
    props.onSaved();
  };
  return (
    <Modal
      open
      width={560}
      title={t('clerks.editTitle', { window: `${window.code} ${window.name}`, day })}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={onClose}
    >
      {clerks.length === 0 && <Alert type="info" showIcon title={t('clerks.noClerks')} />}
      <div className="mc-day-editor">
        {drafts.map((draft) => (
          <div key={draft.key} className="mc-day-shift">
            <Select
              aria-label={t('clerks.clerk')}
              placeholder={t('clerks.chooseClerk')}
              value={draft.clerkId ?? null}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={(clerkId: string) => change(draft.key, { clerkId })}
              options={clerks.map((one) => ({ value: one.id, label: `${one.name}（${one.staffNo}）` }))}
            />
            <Input
              aria-label={t('clerks.from')}
              placeholder="08:30"
              value={draft.from ?? ''}
              onChange={(event) => change(draft.key, { from: event.target.value })}
              onBlur={(event) => change(draft.key, { from: asTime(event.target.value) })}
            />
            –
            <Input
              aria-label={t('clerks.to')}
              placeholder="12:00"
              value={draft.to ?? ''}
              onChange={(event) => change(draft.key, { to: event.target.value })}
              onBlur={(event) => change(draft.key, { to: asTime(event.target.value) })}
            />
            <Button
              type="text"
              aria-label={t('clerks.remove')}
              onClick={() => setDrafts((before) => before.filter((one) => one.key !== draft.key))}
            >
              ✕
            </Button>
          </div>
        ))}
        <span>
          <Button size="small" onClick={() => setDrafts((before) => [...before, fresh()])}>
            {t('clerks.add')}
          </Button>{' '}
          {spans.length > 0 && (
            <Button
              size="small"
              onClick={() => {
                const [first] = drafts;
                setDrafts(
                  spans.map((span) => fresh({ ...span, ...(first?.clerkId && { clerkId: first.clerkId }) })),
                );
              }}
            >
              {t('clerks.fill')}
            </Button>
          )}
        </span>
        {others.length > 0 && (
          <div>
            <span className="mc-muted">{t('clerks.alsoOn')} </span>
            <Checkbox.Group
              value={[...also]}
              onChange={(chosen) => setAlso(chosen)}
              options={others.map((weekday) => ({
                value: weekday,
                label: t(`clerks.weekdays.d${weekday as 0}`),
              }))}
            />
          </div>
        )}
        {failure !== undefined && <Alert type="error" showIcon title={failure} />}
      </div>
    </Modal>
  );
}

/** One request a run of days: days between that were not chosen must stay as they are. */
async function lay(
  { hallId, window, day, monday }: DayEditorProps,
  also: readonly number[],
  shifts: readonly DayShift[],
): Promise<void> {
  const weekdays = [...new Set([weekdayOf(day), ...also])].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const weekday of weekdays) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === weekday - 1) last.push(weekday);
    else runs.push([weekday]);
  }
  for (const run of runs)
    await api(`/halls/${hallId}/shifts/lay`, {
      method: 'POST',
      body: {
        from: addDays(monday, run[0] ?? 0),
        to: addDays(monday, run.at(-1) ?? 0),
        pattern: run.flatMap((weekday) =>
          shifts.map(({ clerkId, from, to }) => ({
            weekday,
            windowId: window.id,
            clerkId,
            span: { from, to },
          })),
        ),
      },
      schema: laid,
    });
}
