/** Is everything recorded that should be, and for how long is there room? Those that do not record come first. */
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import {
  type CameraRecording,
  cameraRecording,
  recordingState,
} from '../../../../server/contract/recordings.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { bytesText } from '../../lib/bytes.ts';
import { dateText } from '../../lib/time.ts';
import { useList } from '../../lib/use-list.ts';
import { CameraState } from './camera-state.tsx';
import { DiskCards } from './disk-cards.tsx';
import { PolicyDrawer, type PolicyTarget } from './policy-drawer.tsx';
import { PolicyWords } from './policy-words.tsx';
import './recordings.css';

const PATH = '/recordings/cameras';

export default function RecordingsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [target, setTarget] = useState<PolicyTarget>();
  const set = (name: string, value: string | null | undefined) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const filter = { state: params.get('state') ?? undefined, hallId: params.get('hallId') ?? undefined };
  const { hallId } = filter;
  return (
    <div className="mc-page mc-recordings">
      <div className="mc-page-head">
        <h1>{t('recordings.title')}</h1>
        <Faults shown={filter.state === 'fault'} onShow={(on) => set('state', on ? 'fault' : null)} />
      </div>
      <DiskCards />
      <RecordTable
        keep="recordings"
        path={PATH}
        item={cameraRecording}
        rowKey="cameraId"
        empty={t('recordings.empty')}
        searchPlaceholder={t('recordings.search')}
        filter={filter}
        narrowed={filter.state !== undefined || hallId !== undefined}
        onRow={(row) => setTarget({ kind: 'cameras', cameras: [row] })}
        selection={(rows, clear) => (
          <Button size="small" onClick={() => setTarget({ kind: 'cameras', cameras: rows, onSaved: clear })}>
            {t('recordings.policy.bulk')}
          </Button>
        )}
        tools={
          <>
            <HallChooser
              allowClear
              aria-label={t('bar.place')}
              placeholder={t('bar.place')}
              style={{ width: 190 }}
              value={hallId}
              onChange={(next) => set('hallId', next)}
            />
            <Select
              allowClear
              aria-label={t('recordings.column.state')}
              placeholder={t('recordings.column.state')}
              style={{ width: 120 }}
              value={filter.state ?? null}
              onChange={(value: string | null | undefined) => set('state', value)}
              options={recordingState.options.map((value) => ({
                value,
                label: t(`recordings.state.${value}`),
              }))}
            />
            <Button
              disabled={hallId === undefined}
              title={hallId === undefined ? t('recordings.policy.chooseHall') : ''}
              onClick={() => hallId !== undefined && setTarget({ kind: 'hall', hallId })}
            >
              {t('recordings.policy.hall')}
            </Button>
          </>
        }
        columns={[
          {
            key: 'state',
            title: t('recordings.column.state'),
            width: 300,
            render: (_, row) => <CameraState row={row} />,
          },
          {
            key: 'camera',
            title: t('recordings.column.camera'),
            ellipsis: true,
            render: (_, row) => (
              <span title={`${row.hallName} · ${row.cameraName}`}>
                <strong>{row.cameraName}</strong> <span className="mc-muted">{row.hallName}</span>
              </span>
            ),
          },
          {
            key: 'policy',
            title: t('recordings.column.policy'),
            width: 220,
            render: (_, row) => <PolicyWords policy={row.policy} from={row.policyFrom} />,
          },
          {
            key: 'day',
            title: t('recordings.column.day'),
            width: 100,
            align: 'right',
            render: (_, row) => (row.policy.mode === 'off' ? '—' : `${row.percentDay} %`),
          },
          {
            key: 'size',
            title: t('recordings.column.size'),
            width: 120,
            align: 'right',
            render: (_, row) => (
              <>
                {row.bytes === 0 ? '—' : bytesText(row.bytes)}
                {row.heldBytes > 0 && (
                  <div className="mc-muted">
                    {t('recordings.disk.held', { size: bytesText(row.heldBytes) })}
                  </div>
                )}
              </>
            ),
          },
          {
            key: 'oldest',
            title: t('recordings.column.oldest'),
            width: 104,
            render: (_, row) => (row.oldest === null ? '—' : dateText(row.oldest)),
          },
          {
            key: 'kbps',
            title: t('recordings.column.kbps'),
            width: 72,
            align: 'right',
            render: (_, row) => row.kbps ?? '—',
          },
        ]}
      />
      {target && <PolicyDrawer target={target} onClose={() => setTarget(undefined)} />}
    </div>
  );
}

/** What the eye meets first. */
function Faults({ shown, onShow }: { shown: boolean; onShow: (on: boolean) => void }) {
  const { t } = useTranslation();
  const { items } = useList({
    path: PATH,
    item: cameraRecording,
    query: { state: 'fault' },
    limit: FAULTS_COUNTED,
  });
  if (items === undefined) return null;
  const some = items as CameraRecording[];
  if (some.length === 0) return <span className="mc-muted">{t('recordings.faults.none')}</span>;
  const n = some.length < FAULTS_COUNTED ? some.length : `${FAULTS_COUNTED}+`;
  return (
    <span className="mc-recordings-faults" role="status">
      <b>{t('recordings.faults.some', { n })}</b>
      {!shown && (
        <Button size="small" onClick={() => onShow(true)}>
          {t('recordings.faults.show')}
        </Button>
      )}
    </span>
  );
}

const FAULTS_COUNTED = 100;
