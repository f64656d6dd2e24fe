/** A hall's windows, and whether a camera sees them. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type Window, window as windowSchema } from '../../../../server/contract/places.ts';
import { DepartmentField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { useHallWall } from '../../lib/use-hall-wall.ts';
import { RowActions } from './row-actions.tsx';

export function WindowsTab({ hallId }: { hallId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const remove = useDelete();
  const [search] = useSearchParams();
  const writer = may('places:write');
  const [open, setOpen] = useState<Partial<Window> | undefined>(search.has('new') && writer ? {} : undefined);
  const wall = useHallWall(hallId, may('cameras:read'));
  const seenBy = (windowId: string) =>
    (wall.data?.placements ?? [])
      .filter((placement) => placement.windowId === windowId)
      .flatMap((placement) => wall.data?.cameras.filter((camera) => camera.id === placement.cameraId) ?? []);
  const create = writer && (
    <Button type="primary" onClick={() => setOpen({})}>
      {t('registry.newWindow')}
    </Button>
  );
  return (
    <>
      <RecordTable
        path={`/halls/${hallId}/windows`}
        item={windowSchema}
        rowKey="id"
        empty={t('registry.emptyWindows')}
        create={create}
        columns={[
          { title: t('registry.windowCode'), dataIndex: 'code', width: 110 },
          { title: t('registry.windowName'), dataIndex: 'name' },
          { title: t('registry.department'), dataIndex: 'departmentName' },
          {
            title: t('registry.seenBy'),
            render: (_, row) => {
              const cameras = seenBy(row.id);
              if (cameras.length === 0) {
                const camera = wall.data?.cameras[0];
                if (camera === undefined || !may('cameras:write'))
                  return <span className="mc-muted">{t('registry.seenByNoCamera')}</span>;
                return (
                  <Link to={`/registry/halls/${hallId}/cameras/${camera.id}/zones?window=${row.id}`}>
                    {t('registry.seenByNone')}
                  </Link>
                );
              }
              return cameras.map((camera) => (
                <Link key={camera.id} to={`/registry/halls/${hallId}/cameras/${camera.id}/zones`}>
                  {camera.name}{' '}
                </Link>
              ));
            },
          },
          ...(writer
            ? [
                {
                  key: 'actions',
                  align: 'right' as const,
                  render: (_: unknown, row: Window) => (
                    <RowActions
                      onEdit={() => setOpen(row)}
                      onDelete={() =>
                        remove({
                          path: `/windows/${row.id}`,
                          kind: t('registry.windows'),
                          name: `${t('window.number', { code: row.code })} ${row.name}`,
                        })
                      }
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {open !== undefined && <WindowForm hallId={hallId} initial={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function WindowForm(props: { hallId: string; initial: Partial<Window>; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { initial } = props;
  const exists = initial.id !== undefined;
  return (
    <FormDrawer<Window>
      title={exists ? t('registry.editWindow') : t('registry.newWindow')}
      initial={initial}
      onClose={props.onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        props.onClose();
      }}
      save={({ code, name, departmentId }) =>
        exists
          ? api(`/windows/${initial.id}`, {
              method: 'PATCH',
              body: { code, name, ...(departmentId === initial.departmentId ? {} : { departmentId }) },
            })
          : api(`/halls/${props.hallId}/windows`, { method: 'POST', body: { code, name, departmentId } })
      }
    >
      {() => (
        <>
          <Form.Item
            name="code"
            label={t('registry.windowCode')}
            extra={t('registry.windowCodeHint')}
            rules={[
              { required: true, pattern: /^[A-Za-z0-9-]{1,16}$/, message: t('registry.windowCodeHint') },
            ]}
          >
            <Input maxLength={16} />
          </Form.Item>
          <Form.Item
            name="name"
            label={t('registry.windowName')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <DepartmentField label={t('registry.department')} />
        </>
      )}
    </FormDrawer>
  );
}
