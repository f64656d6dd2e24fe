/** The disks: how full, how much of it is held, for how long there is room, and what is wrong. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listOf } from '../../../../server/contract/common.ts';
import { type RecordingDisk, recordingDisk } from '../../../../server/contract/recordings.ts';
import { ApiError, api } from '../../lib/api.ts';
import { bytesText } from '../../lib/bytes.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { dateText } from '../../lib/time.ts';
import { QuotaDrawer } from './quota-drawer.tsx';

export const DISKS = '/recordings/disks';
/** From this share on holds are worth a word: what they take is not purged. */
const HELD_MUCH = 0.4;

export function DiskCards() {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<RecordingDisk>();
  const { data, error, refetch } = useQuery({
    queryKey: ['recordings', DISKS],
    queryFn: ({ signal }) => api(DISKS, { schema: listOf(recordingDisk), signal }),
    refetchInterval: 30_000,
    retry: false,
  });
  // Who looks after a part of the city has no disks to look after.
  if (error instanceof ApiError && (error.status === 403 || error.status === 404))
    return <p className="mc-muted">{t('recordings.disk.notYours')}</p>;
  if (data === undefined)
    return error === null ? (
      <div className="mc-skeleton" style={{ height: 110, marginBottom: 16 }} aria-busy="true" />
    ) : (
      <p className="mc-muted" role="alert">
        {problemWords(error, t)}{' '}
        <button type="button" className="mc-button" onClick={() => void refetch()}>
          {t('common.retry')}
        </button>
      </p>
    );
  return (
    <section aria-label={t('recordings.disks')} className="mc-disks">
      {data.items.length === 0 && <p className="mc-muted">{t('recordings.disk.none')}</p>}
      {data.items.map((disk) => (
        <DiskCard key={disk.id} disk={disk} onEdit={() => setEdited(disk)} />
      ))}
      {edited && <QuotaDrawer disk={edited} onClose={() => setEdited(undefined)} />}
    </section>
  );
}

function DiskCard({ disk, onEdit }: { disk: RecordingDisk; onEdit: () => void }) {
  const { t } = useTranslation();
  const { path, state, fault, usedBytes, heldBytes, freeBytes, quotaBytes, reserveBytes, oldest } = disk;
  const room = roomOf(disk);
  const share = (bytes: number) => `${room === 0 ? 0 : Math.min(100, (bytes / room) * 100)}%`;
  return (
    <article className="mc-disk" data-state={state}>
      <header>
        <strong className="mc-mono" title={path}>
          <bdi>{path}</bdi>
        </strong>
        <span className="mc-disk-state">{t(`recordings.disk.state.${state}`)}</span>
        <Button size="small" onClick={onEdit}>
          {t('recordings.disk.edit')}
        </Button>
      </header>
      {fault !== null && <p className="mc-disk-fault">{fault}</p>}
      <div
        className="mc-disk-bar"
        role="img"
        aria-label={`${t('recordings.disk.used', { size: bytesText(usedBytes) })}, ${t('recordings.disk.held', { size: bytesText(heldBytes) })}`}
      >
        <i style={{ width: share(usedBytes) }} />
        <i data-held="true" style={{ width: share(heldBytes) }} />
      </div>
      <p>
        {t('recordings.disk.used', { size: bytesText(usedBytes) })}
        {heldBytes > 0 && (
          <>
            {' · '}
            <span className="mc-disk-held">{t('recordings.disk.held', { size: bytesText(heldBytes) })}</span>
          </>
        )}{' '}
        · {t('recordings.disk.free', { size: bytesText(freeBytes) })} ·{' '}
        {quotaBytes === null
          ? t('recordings.disk.noQuota', { size: bytesText(reserveBytes) })
          : t('recordings.disk.quota', { size: bytesText(quotaBytes) })}
      </p>
      <p className="mc-muted">
        {headroomText(disk, t)}
        {oldest !== null && <> · {t('recordings.disk.oldest', { at: dateText(oldest) })}</>}
      </p>
      {room > 0 && heldBytes / room >= HELD_MUCH && (
        <p className="mc-disk-fault">
          {t('recordings.disk.heldMuch', { n: Math.round((heldBytes / room) * 100) })}
        </p>
      )}
    </article>
  );
}

/** What recordings may come to on it. */
export function roomOf({ quotaBytes, usedBytes, freeBytes, reserveBytes }: RecordingDisk): number {
  const has = usedBytes + Math.max(0, freeBytes - reserveBytes);
  return quotaBytes === null ? has : Math.min(quotaBytes, has);
}

function headroomText({ state, headroomHours: hours }: RecordingDisk, t: TFunction): string {
  if (hours === null) return t('recordings.disk.idle');
  if (state === 'full' || hours < 1) return t('recordings.disk.full');
  const span =
    hours >= 48
      ? t('recordings.disk.headroomDays', { n: Math.floor(hours / 24) })
      : t('recordings.disk.headroomHours', { n: Math.floor(hours) });
  return t('recordings.disk.headroom', { span });
}
