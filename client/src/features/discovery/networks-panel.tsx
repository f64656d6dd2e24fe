/** The internal networks that cameras may be on: seen by who registers cameras, changed by who may everywhere. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { type CameraNetwork, cameraNetwork } from '../../../../server/contract/camera-networks.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';

const key = ['camera-networks'] as const;

interface Values {
  readonly cidr: string;
  readonly note?: string;
}

export function NetworksPanel() {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const ask = useReason();
  const [form] = Form.useForm<Values>();
  const mayChange = may('networks:write');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api('/camera-networks', { schema: listOf(cameraNetwork), signal }).then(({ items }) => items),
  });
  const changed = async () => {
    await queries.invalidateQueries();
    void message.success(t('common.saved'));
  };
  const add = ({ cidr, note }: Values) =>
    ask({
      title: t('discovery.allowTitle', { network: cidr.trim() }),
      text: t('discovery.allowText'),
      verb: t('discovery.addNetwork'),
      run: async (reason) => {
        await api('/camera-networks', {
          method: 'POST',
          schema: cameraNetwork,
          body: { cidr: cidr.trim(), note: note?.trim() ?? '' },
          reason,
        });
        form.resetFields();
        await changed();
      },
    });
  const remove = ({ id, cidr }: CameraNetwork) =>
    ask({
      title: t('discovery.removeNetworkTitle', { network: cidr }),
      text: t('discovery.removeNetworkText'),
      verb: t('discovery.removeNetwork'),
      danger: true,
      run: async (reason) => {
        await api(`/camera-networks/${id}`, { method: 'DELETE', reason });
        await changed();
      },
    });
  return (
    <section className="mc-discover-networks">
      <p className="mc-muted">{t('discovery.networksHint')}</p>
      {mayChange && (
        <Form<Values> form={form} layout="inline" onFinish={add} style={{ marginBottom: 12 }}>
          <Form.Item
            name="cidr"
            rules={[
              { required: true, message: t('discovery.cidrFault') },
              { pattern: /^\s*[0-9a-fA-F:.]+(\/\d{1,3})?\s*$/, message: t('discovery.cidrFault') },
            ]}
          >
            <Input
              className="mc-mono"
              aria-label={t('discovery.network')}
              placeholder={t('discovery.rangeHint')}
              style={{ width: 220 }}
            />
          </Form.Item>
          <Form.Item name="note">
            <Input
              aria-label={t('discovery.networkNote')}
              placeholder={t('discovery.networkNote')}
              maxLength={200}
            />
          </Form.Item>
          <Button htmlType="submit">{t('discovery.addNetwork')}</Button>
        </Form>
      )}
      {error !== null ? (
        <ErrorView error={error} onRetry={() => void refetch()} />
      ) : (
        <Table<CameraNetwork>
          rowKey={({ id, cidr }) => id ?? cidr}
          size="small"
          loading={isPending}
          pagination={false}
          dataSource={data ?? []}
          locale={{ emptyText: t('discovery.networksEmpty') }}
          columns={[
            {
              title: t('discovery.network'),
              render: (_, { cidr }) => <span className="mc-mono">{cidr}</span>,
            },
            {
              title: t('discovery.networkNote'),
              render: (_, { id, note }) => (id === null ? t('discovery.fixed') : note),
            },
            {
              title: t('registry.created'),
              render: (_, { createdAt }) => createdAt !== null && <Instant at={createdAt} />,
            },
            {
              key: 'actions',
              align: 'right',
              render: (_, network) =>
                mayChange &&
                network.id !== null && (
                  <Button type="text" size="small" onClick={() => remove(network)}>
                    {t('discovery.removeNetwork')}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}
