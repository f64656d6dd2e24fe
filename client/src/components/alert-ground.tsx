/** What a card was computed from, in words: one phrase a line, or all in one sentence. */
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../server/contract/alerts.ts';
import { groundParts } from '../lib/alerts/ground-words.ts';
import './alert-ground.css';

export interface AlertGroundProps {
  readonly card: Pick<AlertDetail, 'subject' | 'subjectKey' | 'ground'>;
  /** In one line, cut off where room ends; whole on hover. */
  readonly line?: boolean;
}

export function AlertGround({ card, line = false }: AlertGroundProps) {
  const { t } = useTranslation();
  const parts = groundParts(card, t);
  const comma = t('alerts.ground.comma');
  const sentence = parts.join(comma);
  return (
    <p className="mc-ground-words" data-line={line} title={line ? sentence : undefined}>
      {parts.map((part, index) => (
        <Fragment key={part}>
          <span>
            {part}
            {index < parts.length - 1 && comma.trimEnd()}
          </span>
          {/* Outside of the phrase, whose own end would swallow it. */}
          {comma.endsWith(' ') && ' '}
        </Fragment>
      ))}
    </p>
  );
}
