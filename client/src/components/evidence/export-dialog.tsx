/** Takes footage out of the house: what goes into the package, what each choice means, and why it is wanted. */
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { reason } from '../../../../server/contract/common.ts';
import {
  type EvidenceOptions,
  evidenceOptions,
  evidencePackage,
  type NewEvidence,
} from '../../../../server/contract/evidence.ts';
import type { CameraRange } from '../../../../server/contract/playback.ts';
import { cameraCoverage } from '../../../../server/contract/recordings.ts';
import { api } from '../../lib/api.ts';
import { bytesText } from '../../lib/bytes.ts';
import { useCameraNames } from '../../lib/camera-name.ts';
import { footageOf, packageBytes } from '../../lib/evidence/estimate.ts';
import { useEvidenceNode } from '../../lib/evidence/node.ts';
import { usePendingEvidence } from '../../lib/evidence/pending.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { spanText } from '../../lib/time.ts';
import { listKey } from '../../lib/use-list.ts';
import { useSole } from '../../lib/use-sole.ts';
import { EvidenceChoices } from './evidence-choices.tsx';
import { RangeRows } from './range-rows.tsx';
import './evidence.css';

export interface ExportDialogProps {
  readonly ranges: readonly CameraRange[];
  readonly caseId?: string;
  /** What the package is called unless somebody says otherwise. */
  readonly title?: string;
  /** Asked for, or let be. */
  readonly onDone?: () => void;
}

const TITLE_MOST = 100;

export function ExportDialog({ ranges, caseId, title, onDone }: ExportDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const sole = useSole();
  const may = useMay();
  const { data: node } = useEvidenceNode();
  const remember = usePendingEvidence((pending) => pending.add);
  const [name, setName] = useState((title ?? t('evidence.export.usual')).slice(0, TITLE_MOST));
  const [purpose, setPurpose] = useState('');
  const [options, setOptions] = useState<EvidenceOptions>(() => evidenceOptions.parse({}));
  const nameOf = useCameraNames(ranges.map(({ cameraId }) => cameraId));
  const coverages = useQueries({
    queries: ranges.map(({ cameraId, from, to }) => ({
      queryKey: ['coverage', cameraId, from, to],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api(`/cameras/${cameraId}/coverage`, { schema: cameraCoverage, query: { from, to }, signal }),
      staleTime: 30_000,
      retry: 1,
    })),
  });
  const rows = ranges.map((range, index) => {
    const data = coverages[index]?.data;
    return {
      range,
      name: nameOf(range.cameraId),
      footage: data === undefined ? undefined : footageOf(range, data),
      failed: coverages[index]?.isError ?? false,
    };
  });
  const footageMs = rows.reduce((sum, { footage }) => sum + (footage?.footageMs ?? 0), 0);
  const counted = rows.every(({ footage, failed }) => footage !== undefined || failed);
  const nothing = counted && footageMs === 0 && rows.every(({ failed }) => !failed);
  const asking = useMutation({
    mutationFn: (body: NewEvidence) => api('/evidence', { method: 'POST', body, schema: evidencePackage }),
    onSuccess: (made) => {
      remember(made.id);
      void queries.invalidateQueries({ queryKey: listKey('/evidence') });
      void message.success(
        <>
          {t('evidence.export.begun')} <Link to="/evidence">{t('evidence.export.look')}</Link>
        </>,
        6,
      );
      onDone?.();
    },
    onError: () => sole.leave(),
  });
  const blurred = options.blurApplicants || options.blurFaces;
  const ready = reason.safeParse(purpose).success && name.trim() !== '' && ranges.length > 0 && !nothing;
  return (
    <Modal
      open
      centered
      width={640}
      title={t('evidence.export.title')}
      okText={t('evidence.export.go')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !ready, loading: asking.isPending }}
      onOk={() => {
        if (sole.enter())
          asking.mutate({
            title: name.trim(),
            purpose: purpose.trim(),
            caseId: caseId ?? null,
            ranges: [...ranges],
            options,
          });
      }}
      onCancel={() => onDone?.()}
      mask={{ closable: false }}
    >
      {asking.error !== null && (
        <Alert type="error" showIcon title={problemWords(asking.error, t)} style={{ marginBottom: 12 }} />
      )}
      <Form layout="vertical" component="div">
        <Form.Item label={t('evidence.export.purpose')} required extra={t('evidence.export.purposeAbout')}>
          <Input.TextArea
            autoFocus
            rows={2}
            maxLength={500}
            value={purpose}
            aria-label={t('evidence.export.purpose')}
            onChange={(event) => setPurpose(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={t('evidence.export.name')} required>
          <Input
            maxLength={TITLE_MOST}
            value={name}
            aria-label={t('evidence.export.name')}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
      </Form>
      <RangeRows rows={rows} />
      <EvidenceChoices
        value={options}
        onChange={setOptions}
        offered={(choice) =>
          choice === 'unmask'
            ? caseId !== undefined && may('cases:unmask')
            : choice !== 'sm' || node?.sm === true
        }
      />
      <p className="mc-evidence-sum" role="status">
        {nothing
          ? t('evidence.export.nothing')
          : counted
            ? t('evidence.export.sum', {
                span: spanText(footageMs, t),
                size: bytesText(packageBytes(footageMs, { blurred })),
              })
            : t('evidence.export.counting')}
      </p>
    </Modal>
  );
}
