/** With whom a wall or tour is shared: roles, people, everybody; to see or to change. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Modal, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { builtInRole } from '../../../../server/contract/access.ts';
import {
  type SavedWall,
  savedWall,
  sharePeople,
  type Tour,
  tour as tourSchema,
  type WallShare,
} from '../../../../server/contract/walls.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey } from '../../lib/use-list.ts';
import { toursKey, useSavedWall, useTour, wallsKey } from './walls-api.ts';

export function ShareDialog(props: { kind: 'walls' | 'tours'; id: string; onClose: () => void }) {
  const isWall = props.kind === 'walls';
  const wall = useSavedWall(isWall ? props.id : undefined);
  const tour = useTour(isWall ? undefined : props.id);
  const thing = isWall ? wall.data : tour.data;
  if (thing === undefined) return null;
  return <Dialog key={thing.version} {...props} thing={thing} />;
}

const keyOf = ({ with: who }: WallShare): string =>
  who.kind === 'everybody' ? 'everybody' : who.kind === 'role' ? `role:${who.role}` : `user:${who.id}`;

function Dialog(props: {
  kind: 'walls' | 'tours';
  id: string;
  onClose: () => void;
  thing: SavedWall | Tour;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { kind, id, thing, onClose } = props;
  const [shares, setShares] = useState<readonly WallShare[]>(thing.shares);
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const people = useQuery({
    queryKey: ['wall-people', q],
    queryFn: ({ signal }) => api('/wall-people', { schema: sharePeople, query: { q }, signal }),
    staleTime: 60_000,
  });
  const saving = useMutation({
    mutationFn: async () => {
      const { name, version } = thing;
      const body =
        'pages' in thing
          ? { name, version, shares, pages: thing.pages }
          : { name, version, shares, steps: thing.steps, interrupt: thing.interrupt };
      if (kind === 'walls') await api(`/walls/${id}`, { method: 'PUT', body, schema: savedWall });
      else await api(`/tours/${id}`, { method: 'PUT', body, schema: tourSchema });
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: kind === 'walls' ? wallsKey : toursKey });
      void queries.invalidateQueries({ queryKey: listKey(`/${kind}`) });
      void message.success(t('common.saved'));
      onClose();
    },
  });
  const roleName = (role: string) =>
    builtInRole.options.some((one) => one === role)
      ? t(`users.role.${role as 'monitor'}`)
      : (people.data?.roles.find((one) => one.role === role)?.name ?? role);
  const nameOf = ({ with: who }: WallShare) =>
    who.kind === 'everybody'
      ? t('walls.everybody')
      : who.kind === 'role'
        ? t('walls.withRole', { role: roleName(who.role) })
        : (who.name ?? who.id);
  const choices: { value: string; label: string; share: WallShare }[] = [
    { with: { kind: 'everybody' as const }, right: 'see' as const },
    ...(['monitor', 'supervisor', 'admin'] as const).map((role) => ({
      with: { kind: 'role' as const, role },
      right: 'see' as const,
    })),
    ...(people.data?.roles ?? []).map(({ role }) => ({
      with: { kind: 'role' as const, role },
      right: 'see' as const,
    })),
    ...(people.data?.items ?? []).map((person) => ({
      with: { kind: 'user' as const, id: person.id, name: `${person.displayName}（${person.username}）` },
      right: 'see' as const,
    })),
  ]
    .filter((share) => !shares.some((one) => keyOf(one) === keyOf(share)))
    .map((share) => ({ value: keyOf(share), label: nameOf(share), share }));
  return (
    <Modal
      open
      title={t('walls.shareTitle', { name: thing.name })}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      confirmLoading={saving.isPending}
      onOk={() => saving.mutate()}
      onCancel={onClose}
      width={520}
    >
      {saving.error !== null && <Alert type="error" showIcon title={problemWords(saving.error, t)} />}
      <p className="mc-walls-none">{t('walls.shareHint')}</p>
      <Select
        showSearch={{
          onSearch: setTyped,
          filterOption: (input, option) =>
            String(option?.label ?? '')
              .toLowerCase()
              .includes(input.toLowerCase()),
        }}
        style={{ width: '100%' }}
        aria-label={t('walls.shareAdd')}
        placeholder={t('walls.shareAdd')}
        value={null}
        options={choices}
        loading={people.isFetching}
        onSelect={(_: unknown, { share }: { share: WallShare }) => setShares([...shares, share])}
      />
      <ul className="mc-share-list">
        {shares.map((share) => (
          <li key={keyOf(share)} className="mc-walls-row">
            <span className="mc-walls-name">{nameOf(share)}</span>
            <Select
              size="small"
              aria-label={t('walls.right.label')}
              value={share.right}
              options={(['see', 'change'] as const).map((right) => ({
                value: right,
                label: t(`walls.right.${right}`),
              }))}
              onChange={(right) =>
                setShares(shares.map((one) => (keyOf(one) === keyOf(share) ? { ...one, right } : one)))
              }
            />
            <Button
              type="text"
              size="small"
              onClick={() => setShares(shares.filter((one) => keyOf(one) !== keyOf(share)))}
            >
              {t('walls.unshare')}
            </Button>
          </li>
        ))}
      </ul>
      {shares.length === 0 && <p className="mc-walls-none">{t('walls.private')}</p>}
    </Modal>
  );
}
