/** All that is known of one window now, beside the person it is about: while its label is pointed at or has the focus. */
import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { readClock, workingSpanText } from '../../lib/case-clock.ts';
import { instantText } from '../../lib/time.ts';
import { AlertLine } from '../alert-line.tsx';
import { ClockLine } from '../clock-line.tsx';
import { StageDots } from '../stage-dots.tsx';
import { placeCard } from './card-place.ts';
import type { LabelledWindow } from './labels-of.ts';
import type { Rect } from './rect.ts';
import type { LabelStatus } from './use-status-of.ts';

export interface DetailsCardProps extends LabelStatus {
  readonly id: string;
  readonly window: LabelledWindow;
  /** Both zones of the window, and its label, on screen. */
  readonly person: Rect;
  readonly label: Rect;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
}

const EDGE_PX = 8;

export function DetailsCard(props: DetailsCardProps) {
  const { t } = useTranslation();
  const { window: at, status, now, person, label } = props;
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ x: number; y: number }>();
  const shown = status?.case ?? undefined;
  const version = status?.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another size
  useLayoutEffect(() => {
    if (card.current === null) return;
    const { offsetWidth: width, offsetHeight: height } = card.current;
    const screen = {
      x: EDGE_PX,
      y: EDGE_PX,
      width: innerWidth - 2 * EDGE_PX,
      height: innerHeight - 2 * EDGE_PX,
    };
    const { x, y } = placeCard(screen, { width, height }, person, label);
    setPlace((before) => (before?.x === x && before.y === y ? before : { x, y }));
  }, [person, label, version]);
  return createPortal(
    <div
      ref={card}
      id={props.id}
      role="tooltip"
      className="mc-details"
      data-testid="window-details"
      style={place === undefined ? { visibility: 'hidden' } : { left: place.x, top: place.y }}
      onPointerEnter={props.onEnter}
      onPointerLeave={props.onLeave}
    >
      <p className="mc-details-head">
        <b>{t('window.number', { code: at.code })}</b>
        <span>{at.name}</span>
        <span className="mc-muted">
          {props.refused
            ? t('window.refused')
            : status === undefined
              ? t('window.connecting')
              : t(`window.${status.state}`)}
        </span>
      </p>
      <dl className="mc-details-facts">
        {at.departmentName !== undefined && <Fact word={t('registry.department')}>{at.departmentName}</Fact>}
        {status?.clerk != null && <Fact word={t('window.clerk')}>{status.clerk}</Fact>}
        {status?.ticket != null && <Fact word={t('inPicture.ticket')}>{status.ticket}</Fact>}
        {shown !== undefined && (
          <>
            <Fact word={t('inPicture.caseNo')}>
              <span className="mc-mono">{shown.caseNo}</span>
            </Fact>
            <Fact word={t('inPicture.matter')}>{shown.matterName}</Fact>
            {shown.applicant !== null && <Fact word={t('window.applicant')}>{shown.applicant}</Fact>}
            <Fact word={t('inPicture.startedAt')}>{instantText(shown.startedAt)}</Fact>
            {shown.clock !== null && (
              <Fact word={t('inPicture.used')}>
                {workingSpanText(readClock(shown.clock, now).usedMs, shown.clock.workingDayMs, t)}
              </Fact>
            )}
          </>
        )}
      </dl>
      {shown !== undefined && (
        <>
          <p className="mc-details-stage">
            <StageDots stage={shown.stage} />
          </p>
          <ClockLine clock={shown.clock} now={now} />
          {shown.card !== null && <AlertLine card={shown.card} now={now} />}
        </>
      )}
    </div>,
    document.body,
  );
}

function Fact({ word, children }: { word: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </>
  );
}
