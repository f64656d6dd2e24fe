/** What a change would do, counted; and what must be named anew before it can be done. */
import { Alert, Form, Input } from 'antd';
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { PlaceChange } from '../../../../../server/contract/place-changes.ts';
import { problemWords } from '../../../lib/problem-words.ts';
import './changes.css';

export interface WhatChangesProps {
  readonly preview: PlaceChange | undefined;
  readonly pending: boolean;
  readonly error: unknown;
  readonly chosen: boolean;
  readonly renames: Readonly<Record<string, string>>;
  readonly canRename: boolean;
  readonly onRename: (id: string, name: string) => void;
}

export function WhatChanges(props: WhatChangesProps) {
  const { t } = useTranslation();
  const { preview, pending, error, chosen, renames, canRename } = props;
  const [told, hold] = wordsOf(props, t);
  const open = preview?.collisions ?? [];
  const renamed = Object.keys(renames).filter((id) => !open.some((one) => one.id === id));
  return (
    <>
      <div className="mc-what-changes" data-pending={pending} aria-live="polite">
        <strong>{t('changes.willDo')}</strong>
        <span className={hold ? 'mc-muted' : undefined}>{told}</span>
      </div>
      {chosen && error !== null && error !== undefined && !pending && (
        <Alert type="error" showIcon title={problemWords(error, t)} style={{ marginBottom: 16 }} />
      )}
      {open.length > 0 && (
        <Form.Item label={t(canRename ? 'changes.collide' : 'changes.collideOther')}>
          <ul className="mc-collisions">
            {open.map(({ what, id, taken }) => (
              <li key={id}>
                {t(`changes.collideWhat.${what}`, { taken })}
                {canRename && (
                  <Input
                    size="small"
                    maxLength={what === 'window' ? 16 : 100}
                    aria-label={t(`changes.collideWhat.${what}`, { taken })}
                    value={renames[id] ?? ''}
                    onChange={(event) => props.onRename(id, event.target.value)}
                  />
                )}
              </li>
            ))}
          </ul>
        </Form.Item>
      )}
      {renamed.length > 0 && open.length === 0 && (
        <p className="mc-muted">{renamed.map((id) => renames[id]).join(t('common.comma'))}</p>
      )}
    </>
  );
}

/** What is told, and whether it only stands in for what comes. */
function wordsOf({ preview, pending, error, chosen }: WhatChangesProps, t: TFunction): [string, boolean] {
  if (!chosen) return [t('changes.chooseFirst'), true];
  if (pending) return [t('changes.asking'), true];
  if (preview === undefined || (error !== null && error !== undefined)) return ['—', true];
  if (preview.collisions.length > 0) return [t('changes.renameFirst'), true];
  return [countsText(preview.counts, t), false];
}

/** `3 个窗口、2 个摄像头`; the place itself is not counted. */
export function countsText(counts: Readonly<Record<string, number>>, t: TFunction): string {
  const parts = Object.entries(counts).flatMap(([what, n]) => {
    const key = `changes.count.${what}`;
    return i18next.exists(key) ? [t(key as 'changes.count.windows', { n })] : [];
  });
  return parts.length === 0 ? t('changes.willNothing') : parts.join(t('common.comma'));
}
