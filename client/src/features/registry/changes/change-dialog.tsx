/** Closing, moving or merging a place: whither, why, and what will change, told before it is done. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reason as reasonSchema } from '../../../../../server/contract/common.ts';
import type { PlaceChangeKind, PlaceThing } from '../../../../../server/contract/place-changes.ts';
import { DepartmentChooser, HallChooser, RegionChooser } from '../../../components/choosers.tsx';
import { problemWords } from '../../../lib/problem-words.ts';
import { useSettled } from '../../../lib/use-settled.ts';
import { bodyOf, type ChangeValues, makeChange, previewChange } from './change-request.ts';
import type { ChangedPlace } from './changed-place.ts';
import { WhatChanges } from './what-changes.tsx';

const NOTHING: ChangeValues = { way: 'department', code: '', renames: {}, windows: new Set() };

export function ChangeDialog(props: { place: ChangedPlace; kind: PlaceChangeKind; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { place, kind, onClose } = props;
  const [values, setValues] = useState(NOTHING);
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const set = (some: Partial<ChangeValues>) => setValues((before) => ({ ...before, ...some }));

  const body = bodyOf(place.thing, kind, values);
  const asked = useSettled(JSON.stringify(body ?? null), 300);
  const preview = useQuery({
    queryKey: ['place-change-preview', place.thing, place.id, kind, asked],
    queryFn: async ({ signal }) => {
      const told = await previewChange(place, kind, JSON.parse(asked) as object, signal);
      const colliding = told.collisions.filter((one) => one.what === 'window').map((one) => one.id);
      // What collided once stays in the form, so that its new name can be seen and changed.
      setValues((before) => ({ ...before, windows: new Set([...before.windows, ...colliding]) }));
      return told;
    },
    enabled: asked !== 'null',
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const settled = body !== undefined && asked === JSON.stringify(body) && !preview.isFetching;
  const isReady =
    settled &&
    preview.error === null &&
    preview.data?.collisions.length === 0 &&
    reasonSchema.safeParse(reason).success;

  const run = async () => {
    if (body === undefined) return;
    setBusy(true);
    try {
      const made = await makeChange(place, kind, body, reason.trim());
      void message.success(t(`changes.done.${kind}`, { name: place.name, target: made.targetName ?? '' }));
    } catch (error) {
      setFailure(error);
      setBusy(false);
      return;
    }
    onClose();
    await queries.invalidateQueries();
  };
  const thing = t(`changes.thing.${place.thing}`);
  return (
    <Modal
      open
      width={560}
      title={t(`changes.${kind}Title`, { thing, name: place.name })}
      okText={t(`changes.${kind}`)}
      okButtonProps={{ danger: kind !== 'move', disabled: !isReady }}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={() => void run()}
      onCancel={() => !busy && onClose()}
    >
      <p style={{ marginTop: 0 }}>{t(textKey(kind, place.thing))}</p>
      <Form layout="vertical">
        {kind !== 'close' && <Whither place={place} kind={kind} values={values} onChange={set} />}
        <WhatChanges
          preview={preview.data}
          pending={body !== undefined && !settled}
          error={preview.error}
          chosen={body !== undefined}
          renames={values.renames}
          canRename={kind === 'merge' && place.thing === 'hall'}
          onRename={(id, name) => set({ renames: { ...values.renames, [id]: name } })}
        />
        <Form.Item label={t('changes.reason')} required extra={t('changes.reasonHint')}>
          <Input.TextArea
            rows={2}
            maxLength={500}
            value={reason}
            aria-label={t('changes.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      {failure !== undefined && <Alert type="error" showIcon title={problemWords(failure, t)} />}
    </Modal>
  );
}

const textKey = (kind: PlaceChangeKind, thing: PlaceThing) =>
  `changes.${kind}Text.${thing}` as 'changes.closeText.window';

function Whither(props: {
  place: ChangedPlace;
  kind: 'move' | 'merge' | PlaceChangeKind;
  values: ChangeValues;
  onChange: (some: Partial<ChangeValues>) => void;
}) {
  const { t } = useTranslation();
  const { place, kind, values, onChange } = props;
  const isWindow = place.thing === 'window';
  const target = kind === 'merge' ? place.thing : isWindow ? values.way : 'region';
  const label =
    kind === 'merge'
      ? t(`changes.into.${target as 'hall'}`)
      : place.thing === 'region'
        ? t('changes.targetParent')
        : t(`changes.target.${target as 'hall'}`);
  const chooser = {
    value: values.target,
    onChange: (chosen: string | undefined) => onChange({ target: chosen }),
    'aria-label': label,
  };
  return (
    <>
      {isWindow && (
        <Form.Item
          label={t('changes.way')}
          extra={t(values.way === 'hall' ? 'changes.toHallHint' : 'changes.toDepartmentHint')}
        >
          <Radio.Group
            value={values.way}
            onChange={(event) =>
              onChange({ way: event.target.value as ChangeValues['way'], target: undefined })
            }
            options={[
              { value: 'department', label: t('changes.toDepartment') },
              { value: 'hall', label: t('changes.toHall') },
            ]}
          />
        </Form.Item>
      )}
      <Form.Item label={label} required>
        {target === 'region' ? (
          <RegionChooser {...chooser} />
        ) : target === 'department' ? (
          <DepartmentChooser {...chooser} />
        ) : (
          <HallChooser {...chooser} />
        )}
      </Form.Item>
      {isWindow && values.way === 'hall' && (
        <Form.Item label={t('changes.newCode')} extra={t('changes.newCodeHint')}>
          <Input
            maxLength={16}
            style={{ width: 160 }}
            value={values.code}
            onChange={(event) => onChange({ code: event.target.value })}
          />
        </Form.Item>
      )}
    </>
  );
}
