/** A round at once: of a hall, or of some of its windows. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listOf } from '../../../../server/contract/common.ts';
import { patrolRoundDetail } from '../../../../server/contract/patrols.ts';
import { window as windowSchema } from '../../../../server/contract/places.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

export function OwnRoundButton(props: { readonly open: boolean; readonly onOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button onClick={() => props.onOpen(true)}>{t('patrols.own.button')}</Button>
      {props.open && <OwnRound onClose={() => props.onOpen(false)} />}
    </>
  );
}

function OwnRound({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [hallId, setHallId] = useState<string>();
  const [windowIds, setWindowIds] = useState<string[]>([]);
  const { data: windows, isFetching } = useQuery({
    queryKey: ['patrols', 'windows', hallId],
    queryFn: ({ signal }) =>
      api(`/halls/${hallId}/windows`, { schema: listOf(windowSchema), query: { limit: 500 }, signal }),
    enabled: hallId !== undefined,
  });
  const begin = useMutation({
    mutationFn: () =>
      api('/patrols/rounds', {
        method: 'POST',
        body: windowIds.length === 0 ? { hallId } : { windowIds },
        schema: patrolRoundDetail,
      }),
    onSuccess: ({ id }) => void navigate(`/patrols/rounds/${id}`),
  });
  return (
    <Modal
      open
      title={t('patrols.own.title')}
      okText={t('patrols.own.go')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: hallId === undefined, loading: begin.isPending }}
      onOk={() => begin.mutate()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        {begin.error !== null && <Alert type="error" showIcon title={problemWords(begin.error, t)} />}
        <Form.Item label={t('patrols.own.hall')} htmlFor="own-hall">
          <HallChooser
            id="own-hall"
            value={hallId}
            onChange={(id) => {
              setHallId(id);
              setWindowIds([]);
            }}
          />
        </Form.Item>
        <Form.Item label={t('patrols.own.windows')} htmlFor="own-windows">
          <Select
            id="own-windows"
            mode="multiple"
            allowClear
            disabled={hallId === undefined}
            loading={isFetching}
            placeholder={t('patrols.own.all')}
            value={windowIds}
            onChange={setWindowIds}
            optionFilterProp="label"
            options={(windows?.items ?? []).map(({ id, code, name }) => ({
              value: id,
              label: `${code} ${name}`,
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
