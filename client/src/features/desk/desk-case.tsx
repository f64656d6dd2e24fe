/** The case in hand: where it stands, what can be done next, what was done, and the last of it taken back. */
import { App, Button } from 'antd';
import type { TFunction } from 'i18next';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  type DeskCase,
  type DeskStep,
  nextSteps,
  standingOf,
  undoable,
} from '../../../../server/contract/desk.ts';
import { Copyable } from '../../components/copyable.tsx';
import '../../components/overlay-strip.css';
import { StageDots } from '../../components/stage-dots.tsx';
import { newId } from '../../lib/new-id.ts';
import { useServices } from '../../lib/services.ts';
import { instantText } from '../../lib/time.ts';
import { inDialog, typing } from '../../lib/typing.ts';
import { useNow } from '../../lib/use-now.ts';
import { DeskReceiptView } from './desk-receipt.tsx';
import { asksFor, StepForm } from './step-form.tsx';
import { useDeed } from './use-desk.ts';

export interface DeskCaseViewProps {
  readonly one: DeskCase;
  readonly windowId: string | undefined;
}

export function DeskCaseView({ one, windowId }: DeskCaseViewProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState<DeskStep>();
  const [printing, setPrinting] = useState(false);
  const idOf = useDeedIds(one);
  const deed = useDeed((done) => {
    setOpen(undefined);
    const last = done.deeds.at(-1);
    if (last !== undefined) void message.success(wordOf(last.step, t));
  });
  const standing = standingOf(one.deeds);
  const steps = nextSteps(standing);
  const act = (step: DeskStep, fields: Record<string, unknown> = {}) => {
    if (deed.isPending) return;
    const body = { ...fields, step, deedId: idOf(step), ...(windowId !== undefined && { windowId }) };
    deed.mutate({ path: `/desk/cases/${one.id}/events`, body });
  };
  const choose = (step: DeskStep) => (asksFor(step) ? setOpen(step) : act(step));
  useDigits(open === undefined ? steps : [], choose);
  const isAccepted = one.deeds.some((each) => each.step === 'accept' && !each.undone);
  return (
    <section className="mc-desk-panel mc-desk-case" aria-label={one.caseNo}>
      <header>
        <h2>
          <Copyable text={one.caseNo}>
            <span className="mc-mono">{one.caseNo}</span>
          </Copyable>
        </h2>
        <span>{one.matterName}</span>
        <span className="mc-muted">{one.applicant}</span>
        <span className="mc-spring" />
        {isAccepted && <Button onClick={() => setPrinting(true)}>{t('desk.receipt')}</Button>}
        <Link to={`/cases/${one.id}`} className="mc-muted">
          {t('desk.openCase')}
        </Link>
      </header>
      <div className="mc-desk-stage">
        <StageDots stage={one.stage} />
      </div>
      <p className="mc-muted">
        {standing.refused
          ? t('desk.refused')
          : one.dueAt === null
            ? t('desk.noDue')
            : t('desk.due', { at: instantText(one.dueAt) })}
      </p>
      <h3>{t('desk.next')}</h3>
      {steps.length === 0 && (
        <p className="mc-muted">{standing.refused ? t('desk.refused') : t('desk.nothingNext')}</p>
      )}
      <div className="mc-desk-steps">
        {steps.map((step, index) => (
          <Button
            key={step}
            size="large"
            type={index === 0 && open === undefined ? 'primary' : 'default'}
            disabled={deed.isPending || (open !== undefined && open !== step)}
            onClick={() => choose(step)}
          >
            <kbd>{index + 1}</kbd> {t(`desk.steps.${step}`)}
          </Button>
        ))}
      </div>
      {open !== undefined && (
        <StepForm
          step={open}
          busy={deed.isPending}
          onDo={(fields) => act(open, fields)}
          onCancel={() => setOpen(undefined)}
        />
      )}
      <Done one={one} />
      {printing && <DeskReceiptView caseId={one.id} onClose={() => setPrinting(false)} />}
    </section>
  );
}

function Done({ one }: { one: DeskCase }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const { clock } = useServices();
  useNow(15_000);
  const undo = useDeed(() => void message.success(t('desk.undone')));
  const last = undoable(one.deeds, clock.now());
  return (
    <>
      <div className="mc-desk-done-head">
        <h3>{t('desk.done')}</h3>
        {last !== undefined && (
          <Button
            loading={undo.isPending}
            onClick={() =>
              void modal.confirm({
                title: t('desk.undoTitle', { step: wordOf(last.step, t) }),
                content: t('desk.undoText'),
                okText: t('desk.undo'),
                cancelText: t('common.cancel'),
                onOk: () =>
                  undo.mutate({ path: `/desk/cases/${one.id}/undo`, body: { deedId: last.deedId } }),
              })
            }
          >
            {t('desk.undo')}
          </Button>
        )}
      </div>
      <ol className="mc-desk-done">
        {[...one.deeds].reverse().map((each) => (
          <li key={each.deedId} {...(each.undone ? { 'data-undone': '' } : {})}>
            <time dateTime={each.occurredAt}>{instantText(each.occurredAt)}</time>
            <b>{wordOf(each.step, t)}</b>
            <span className="mc-muted">{each.clerk}</span>
            {each.undone && <span className="mc-muted">{t('desk.undoneMark')}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}

const wordOf = (step: string, t: TFunction): string => t(`desk.steps.${step as DeskStep}`);

/** One for each step at each point of the case's way: pressed twice it is one deed. */
function useDeedIds(one: DeskCase): (step: DeskStep) => string {
  const ids = useRef(new Map<string, string>());
  return (step) => {
    const key = `${one.id} ${one.deeds.length} ${one.deeds.filter((each) => each.undone).length} ${step}`;
    const id = ids.current.get(key) ?? newId();
    ids.current.set(key, id);
    return id;
  };
}

function useDigits(steps: readonly DeskStep[], choose: (step: DeskStep) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event) || inDialog())
        return;
      const step = /^[1-9]$/.test(event.key) ? steps[Number(event.key) - 1] : undefined;
      if (step === undefined) return;
      event.preventDefault();
      choose(step);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
