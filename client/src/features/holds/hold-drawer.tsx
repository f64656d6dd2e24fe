/** One hold: why, what of which cameras, and letting it go. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Skeleton, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Hold, type HoldRange, hold } from '../../../../server/contract/holds.ts';
import { Instant } from '../../components/instant.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { ApiError, api } from '../../lib/api.ts';
import { bytesText } from '../../lib/bytes.ts';
import { instantText, minuteText } from '../../lib/time.ts';
import { listKey } from '../../lib/use-list.ts';
import { HoldStateWord } from './hold-words.tsx';

export function HoldDrawer({ holdId, onClose }: { holdId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: [...listKey('/holds'), holdId],
    queryFn: ({ signal }) => api(`/holds/${holdId}`, { schema: hold, signal }),
    enabled: holdId !== undefined,
    retry: false,
  });
  const shown = data?.id === holdId ? data : undefined;
  return (
    <Drawer
      open={holdId !== undefined}
      onClose={onClose}
      size={620}
      mask={false}
      title={shown?.title ?? t('holds.title')}
      extra={shown && <Actions hold={shown} />}
    >
      {shown ? (
        <Detail hold={shown} />
      ) : error instanceof ApiError && (error.status === 404 || error.status === 400) ? (
        <EmptyView text={t('holds.drawer.notFound')} />
      ) : error !== null ? (
        <ErrorView error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      )}
    </Drawer>
  );
}

function Actions({ hold: one }: { hold: Hold }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const ask = useReason();
  const done = async (words: string) => {
    void message.success(words);
    await queries.invalidateQueries({ queryKey: listKey('/holds') });
  };
  if (one.restoreUntil !== null)
    return (
      <Button
        onClick={() =>
          ask({
            title: t('holds.restore.title', { name: one.title }),
            text: t('holds.restore.text', { at: minuteText(one.restoreUntil ?? '') }),
            verb: t('holds.restore.verb'),
            run: async (reason) => {
              await api(`/holds/${one.id}/restore`, { method: 'POST', body: { reason } });
              await done(t('holds.restore.done'));
            },
          })
        }
      >
        {t('holds.restore.verb')}
      </Button>
    );
  if (one.release === 'released' || one.release === 'not_allowed') return null;
  const isOwn = one.release === 'own';
  return (
    <Tooltip title={isOwn ? t('holds.release.own') : undefined}>
      <Button
        danger
        disabled={isOwn}
        onClick={() =>
          ask({
            title: t('holds.release.title', { name: one.title }),
            text: t('holds.release.text', { size: bytesText(one.bytes) }),
            verb: t('holds.release.verb'),
            danger: true,
            run: async (reason) => {
              await api(`/holds/${one.id}/release`, { method: 'POST', body: { reason } });
              await done(t('holds.release.done'));
            },
          })
        }
      >
        {t('holds.release.verb')}
      </Button>
    </Tooltip>
  );
}

function Detail({ hold: one }: { hold: Hold }) {
  const { t } = useTranslation();
  const stateText = one.state === 'held' && one.kind === 'range' ? 'heldRange' : one.state;
  const facts: [string, ReactNode][] = [
    [t('holds.drawer.reason'), one.reason],
    [t('holds.drawer.subject'), one.caseId !== null && <Subject hold={one} />],
    [
      t('holds.drawer.set'),
      <>
        {one.setByName || t('holds.byItself')} · <Instant at={one.setAt} />
      </>,
    ],
    [t('holds.drawer.until'), one.until && <Instant at={one.until} />],
    [t('holds.drawer.ending'), one.endingSince && t('holds.since', { at: instantText(one.endingSince) })],
    [
      t('holds.drawer.released'),
      one.releasedAt && (
        <>
          {one.releasedByName} · <Instant at={one.releasedAt} />
        </>
      ),
    ],
    [t('holds.drawer.releaseReason'), one.releaseReason],
    [
      t('holds.column.size'),
      one.segments === 0
        ? t('holds.nothing')
        : t('holds.size', { size: bytesText(one.bytes), n: one.segments }),
    ],
    [t('holds.drawer.oldest'), one.oldest && <Instant at={one.oldest} />],
  ];
  return (
    <div className="mc-hold-detail" data-testid="hold-detail">
      <p>
        <HoldStateWord state={one.state} />{' '}
        <span className="mc-muted">{t(`holds.stateText.${stateText}`)}</span>
      </p>
      <dl className="mc-hold-facts">
        {facts
          .filter(([, value]) => value !== null && value !== false)
          .map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <h3>{t('holds.drawer.ranges')}</h3>
      {one.ranges.length === 0 ? (
        <p className="mc-muted">{t('holds.drawer.none')}</p>
      ) : (
        <ul className="mc-hold-ranges">
          {one.ranges.map((range) => (
            <Range key={`${range.cameraId} ${range.from}`} range={range} />
          ))}
        </ul>
      )}
      {one.rangesCut && <p className="mc-muted">{t('holds.drawer.cut', { n: one.ranges.length })}</p>}
      <p className="mc-muted">{t('holds.drawer.hiddenNote')}</p>
    </div>
  );
}

function Subject({ hold: { kind, subjectId, caseId, title } }: { hold: Hold }) {
  const { t } = useTranslation();
  return kind === 'alert' ? (
    <>
      <Link to={`/alerts/${subjectId}`}>{t('holds.kind.alert')}</Link> ·{' '}
      <Link to={`/cases/${caseId}`}>{title}</Link>
    </>
  ) : (
    <>
      <Link to={`/cases/${caseId}`}>{title}</Link> ·{' '}
      <Link to={`/cases/${caseId}/playback`}>{t('holds.drawer.play')}</Link>
    </>
  );
}

function Range({ range }: { range: HoldRange }) {
  const { t } = useTranslation();
  const { cameraId, cameraName, hallName, from, to, gone } = range;
  const query = new URLSearchParams({ cameras: cameraId, at: from });
  return (
    <li>
      <div>
        <strong>{cameraName ?? t('holds.noCamera')}</strong> <span className="mc-muted">{hallName}</span>
        <div>
          {instantText(from)} – {instantText(to)}
        </div>
        {gone && <div className="mc-muted">{t('holds.gone')}</div>}
      </div>
      <Link to={`/playback?${query}`}>{t('holds.drawer.play')}</Link>
    </li>
  );
}
