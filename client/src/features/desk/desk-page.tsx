/** The desk: my window, today's cases, and for the one in hand what to do next. */
import { useMutation } from '@tanstack/react-query';
import { App, Button, Input, type InputRef, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { DeskCase, DeskPlaces } from '../../../../server/contract/desk.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { newId } from '../../lib/new-id.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import { inDialog, typing } from '../../lib/typing.ts';
import { useKept } from '../../lib/use-kept.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { DeskCaseView } from './desk-case.tsx';
import { DeskRegister } from './desk-register.tsx';
import { useDeskCase, useDeskCases, useDeskPlaces } from './use-desk.ts';
import './desk.css';

export default function DeskPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useDeskPlaces();
  if (data === undefined)
    return error === null ? (
      <div className="mc-page" aria-busy="true">
        <div className="mc-skeleton" style={{ height: 480 }} />
      </div>
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  return data.departments.length === 0 ? <EmptyView text={t('desk.noPlaces')} /> : <Desk places={data} />;
}

const keptId = z.string().nullable();

function Desk({ places }: { places: DeskPlaces }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [keptDepartment, keepDepartment] = useKept('desk.department', keptId, null);
  const [keptWindow, keepWindow] = useKept('desk.window', keptId, null);
  const department = places.departments.find((one) => one.id === keptDepartment) ?? places.departments[0];
  const windows = places.windows.filter((one) => one.departmentId === department?.id);
  const window_ = windows.find((one) => one.id === keptWindow);
  const [chosen, setChosen] = useState<string>();
  const applicant = useRef<InputRef>(null);
  const departmentId = department?.id;
  if (departmentId === undefined) return null;
  return (
    <div className="mc-desk">
      <div className="mc-page-head">
        <h1>{t('desk.title')}</h1>
        <Select
          aria-label={t('desk.department')}
          style={{ minWidth: 220 }}
          value={departmentId}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(id: string) => {
            keepDepartment(id);
            setChosen(undefined);
          }}
          options={places.departments.map((one) => ({ value: one.id, label: one.name }))}
        />
        <Select
          aria-label={t('desk.window')}
          style={{ minWidth: 260 }}
          value={window_?.id ?? ''}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(id: string) => keepWindow(id === '' ? null : id)}
          options={[
            { value: '', label: t('desk.noWindow') },
            ...windows.map((one) => ({ value: one.id, label: `${one.code} ${one.name} · ${one.hallName}` })),
          ]}
        />
        {window_ !== undefined && <WindowButtons key={window_.id} windowId={window_.id} />}
        <span className="mc-spring" />
        <span className="mc-muted mc-desk-keys">{t('desk.keys')}</span>
      </div>
      <div className="mc-desk-body">
        <div className="mc-desk-left">
          <DeskRegister
            key={departmentId}
            departmentId={departmentId}
            windowId={window_?.id}
            applicantRef={applicant}
            onRegistered={(made) => {
              void message.success(t('desk.registered', { caseNo: made.caseNo }));
              setChosen(made.id);
            }}
          />
          <TodaysCases
            departmentId={departmentId}
            chosen={chosen}
            onChoose={setChosen}
            onRegister={() => applicant.current?.focus()}
          />
        </div>
        <Chosen id={chosen} windowId={window_?.id} />
      </div>
    </div>
  );
}

function Chosen({ id, windowId }: { id: string | undefined; windowId: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useDeskCase(id);
  if (id === undefined)
    return (
      <section className="mc-desk-panel mc-desk-case">
        <EmptyView text={t('desk.choose')} />
      </section>
    );
  if (data !== undefined) return <DeskCaseView key={data.id} one={data} windowId={windowId} />;
  if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  return <div className="mc-skeleton" style={{ height: 360 }} />;
}

interface TodaysCasesProps {
  readonly departmentId: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onRegister: () => void;
}

function TodaysCases({ departmentId, chosen, onChoose, onRegister }: TodaysCasesProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const { items, error, refetch, hasNextPage, fetchNextPage } = useDeskCases(
    departmentId,
    useSettled(typed.trim(), 250),
  );
  useListKeys(items ?? [], chosen, onChoose, onRegister);
  return (
    <section className="mc-desk-panel mc-desk-list">
      <div className="mc-desk-row">
        <h2>{t('desk.today')}</h2>
        <Input.Search
          allowClear
          aria-label={t('desk.search')}
          placeholder={t('desk.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {error !== null && items === undefined && <ErrorView error={error} onRetry={() => void refetch()} />}
      {items === undefined && error === null && <div className="mc-skeleton" style={{ height: 160 }} />}
      {items?.length === 0 && <p className="mc-muted">{t('desk.none')}</p>}
      <ul>
        {items?.map((one) => (
          <li key={one.id}>
            <button type="button" aria-pressed={one.id === chosen} onClick={() => onChoose(one.id)}>
              <span className="mc-mono">{one.caseNo}</span>
              <span className="mc-desk-list-stage">{t(`stage.${one.stage ?? 'none'}`)}</span>
              <span className="mc-desk-list-matter">{one.matterName}</span>
              <span className="mc-muted">{one.applicant}</span>
              <time className="mc-muted" dateTime={one.registeredAt}>
                {instantText(one.registeredAt).slice(5, 16)}
              </time>
            </button>
          </li>
        ))}
      </ul>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t('desk.more')}</Button>}
    </section>
  );
}

function useListKeys(
  items: readonly DeskCase[],
  chosen: string | undefined,
  onChoose: (id: string) => void,
  onRegister: () => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      if (event.key === 'r' || event.key === 'R') {
        event.preventDefault();
        onRegister();
        return;
      }
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (by === 0) return;
      const at = items.findIndex((one) => one.id === chosen);
      const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
      if (next === undefined) return;
      event.preventDefault();
      onChoose(next.id);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

function WindowButtons({ windowId }: { windowId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [ticket, setTicket] = useState('');
  const deed = useMutation({
    mutationFn: (step: 'open' | 'close' | 'call') =>
      api(`/desk/windows/${windowId}/events`, {
        method: 'POST',
        body: { deedId: newId(), step, ...(step === 'call' && ticket.trim() && { ticket: ticket.trim() }) },
      }),
    onSuccess: (_, step) => {
      if (step === 'call') setTicket('');
      const word = { open: 'desk.opened', close: 'desk.closed', call: 'desk.called' } as const;
      void message.success(t(word[step]));
    },
    onError: (fault) => void message.error(problemWords(fault, t)),
  });
  return (
    <>
      <Button disabled={deed.isPending} onClick={() => deed.mutate('open')}>
        {t('desk.openWindow')}
      </Button>
      <Button disabled={deed.isPending} onClick={() => deed.mutate('close')}>
        {t('desk.closeWindow')}
      </Button>
      <Input
        aria-label={t('desk.ticket')}
        placeholder={t('desk.ticket')}
        style={{ width: 110 }}
        maxLength={20}
        value={ticket}
        onChange={(event) => setTicket(event.target.value)}
        onPressEnter={() => deed.mutate('call')}
      />
      <Button disabled={deed.isPending} onClick={() => deed.mutate('call')}>
        {t('desk.call')}
      </Button>
    </>
  );
}
