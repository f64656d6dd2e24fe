/** The clerks one may plan for: registered, renamed, ended. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Clerk, clerk } from '../../../../server/contract/clerks.ts';
import { DepartmentField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';

export function ClerksDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Partial<Clerk>>();
  const writes = may('clerks:write');
  const end = (one: Clerk) =>
    void modal.confirm({
      title: t('clerks.endTitle', { name: one.name }),
      content: t('clerks.endText'),
      okText: t('clerks.end'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: async () => {
        try {
          await api(`/clerks/${one.id}/end`, { method: 'POST', schema: clerk });
        } catch (error) {
          void message.error(problemWords(error, t), 6);
          return;
        }
        await queries.invalidateQueries();
      },
    });
  return (
    <Drawer open size={640} title={t('clerks.people')} onClose={onClose}>
      <RecordTable
        path="/clerks"
        item={clerk}
        rowKey="id"
        empty={t('clerks.emptyClerks')}
        create={
          writes && (
            <Button type="primary" onClick={() => setOpen({})}>
              {t('clerks.newClerk')}
            </Button>
          )
        }
        columns={[
          { key: 'name', title: t('clerks.name'), dataIndex: 'name', width: 120 },
          { key: 'staffNo', title: t('clerks.staffNo'), dataIndex: 'staffNo', width: 110 },
          { key: 'department', title: t('clerks.department'), dataIndex: 'departmentName', width: 210 },
          ...(writes
            ? [
                {
                  key: 'actions',
                  align: 'right' as const,
                  width: 130,
                  render: (_: unknown, row: Clerk) => (
                    <span style={{ whiteSpace: 'nowrap' }}>
                      <Button type="text" size="small" onClick={() => setOpen(row)}>
                        {t('common.edit')}
                      </Button>
                      <Button type="text" size="small" onClick={() => end(row)}>
                        {t('clerks.end')}
                      </Button>
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
      {open !== undefined && (
        <ClerkForm
          initial={open}
          onClose={() => setOpen(undefined)}
          onSaved={() => {
            setOpen(undefined);
            void queries.invalidateQueries();
          }}
        />
      )}
    </Drawer>
  );
}

function ClerkForm(props: { initial: Partial<Clerk>; onClose: () => void; onSaved: () => void }) {
  const { t } = useTranslation();
  const { initial } = props;
  const exists = initial.id !== undefined;
  return (
    <FormDrawer<Clerk>
      title={t(exists ? 'clerks.editClerk' : 'clerks.newClerk')}
      initial={initial}
      width={420}
      onClose={props.onClose}
      onSaved={props.onSaved}
      save={({ name, staffNo, departmentId }) =>
        exists
          ? api(`/clerks/${initial.id}`, { method: 'PATCH', body: { name, staffNo } })
          : api('/clerks', { method: 'POST', body: { name, staffNo, departmentId } })
      }
    >
      {() => (
        <>
          <Form.Item
            name="name"
            label={t('clerks.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input autoFocus />
          </Form.Item>
          <Form.Item
            name="staffNo"
            label={t('clerks.staffNo')}
            extra={t('clerks.staffNoHint')}
            rules={[{ required: true, pattern: /^[\p{L}\p{N}._-]{1,32}$/u }]}
          >
            <Input maxLength={32} />
          </Form.Item>
          <DepartmentField label={t('clerks.department')} disabled={exists} />
        </>
      )}
    </FormDrawer>
  );
}
