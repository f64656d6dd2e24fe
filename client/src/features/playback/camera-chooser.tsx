/** Choosing up to nine cameras: by their hall, or by name, number and pinyin initials across all of them. */
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Empty, Input, Popover, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { camera } from '../../../../server/contract/cameras.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { MOST_IN_STEP } from '../../../../server/contract/playback.ts';
import { searchAnswer } from '../../../../server/contract/search.ts';
import { api } from '../../lib/api.ts';
import { useHalls } from '../../lib/halls.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { useSettled } from '../../lib/use-settled.ts';

export interface CameraChooserProps {
  readonly chosen: readonly string[];
  readonly onChange: (cameraIds: readonly string[]) => void;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly children: ReactNode;
}

export function CameraChooser({ chosen, onChange, open, onOpen, children }: CameraChooserProps) {
  const { t } = useTranslation();
  return (
    <Popover
      open={open}
      onOpenChange={onOpen}
      trigger="click"
      placement="bottomLeft"
      title={
        <span className="mc-chooser-title">
          {t('playback.chooser.title')}
          <small>{t('playback.chooser.chosen', { n: chosen.length, most: MOST_IN_STEP })}</small>
        </span>
      }
      content={<Choices chosen={chosen} onChange={onChange} />}
      destroyOnHidden
    >
      {children}
    </Popover>
  );
}

function Choices({ chosen, onChange }: Pick<CameraChooserProps, 'chosen' | 'onChange'>) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 200);
  const toggle = (cameraId: string, on: boolean) =>
    onChange(on ? [...chosen, cameraId] : chosen.filter((each) => each !== cameraId));
  const full = chosen.length >= MOST_IN_STEP;
  return (
    <div className="mc-chooser">
      <Input
        autoFocus
        allowClear
        value={typed}
        placeholder={t('playback.chooser.search')}
        aria-label={t('playback.chooser.search')}
        onChange={(event) => setTyped(event.target.value)}
      />
      {full && <p className="mc-muted">{t('playback.chooser.most', { n: MOST_IN_STEP })}</p>}
      <div className="mc-chooser-rows">
        {q === '' ? (
          <ByHall chosen={chosen} full={full} onToggle={toggle} />
        ) : (
          <Found q={q} chosen={chosen} full={full} onToggle={toggle} />
        )}
      </div>
    </div>
  );
}

interface RowsProps {
  readonly chosen: readonly string[];
  readonly full: boolean;
  readonly onToggle: (cameraId: string, on: boolean) => void;
}

function Row(props: RowsProps & { id: string; name: string; note?: string | undefined }) {
  const { id, name, note, chosen, full, onToggle } = props;
  const on = chosen.includes(id);
  return (
    <Checkbox checked={on} disabled={full && !on} onChange={(event) => onToggle(id, event.target.checked)}>
      {name}
      {note !== undefined && <small className="mc-muted"> {note}</small>}
    </Checkbox>
  );
}

function ByHall(props: RowsProps) {
  const { t } = useTranslation();
  const { data: halls } = useHalls();
  const last = usePreferences((preferences) => preferences.lastHallId);
  const [openId, setOpenId] = useState<string | undefined>();
  const shownId = openId ?? halls?.find(({ id }) => id === last)?.id ?? halls?.[0]?.id;
  if (halls === undefined) return <Skeleton active paragraph={{ rows: 5 }} title={false} />;
  if (halls.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('playback.chooser.none')} />;
  return (
    <div className="mc-chooser-halls">
      {halls.map(({ id, name }) => (
        <section key={id}>
          <button type="button" aria-expanded={id === shownId} onClick={() => setOpenId(id)}>
            {name}
          </button>
          {id === shownId && <HallCameras hallId={id} {...props} />}
        </section>
      ))}
    </div>
  );
}

function HallCameras({ hallId, ...rest }: RowsProps & { hallId: string }) {
  const { t } = useTranslation();
  const path = `/halls/${hallId}/cameras`;
  const { data } = useQuery({
    queryKey: ['list', path, 'chooser'],
    // Those that were retired have footage as well.
    queryFn: ({ signal }) =>
      api(path, { schema: listOf(camera), query: { limit: 500, closed: 'include' }, signal }),
  });
  if (data === undefined) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  if (data.items.length === 0) return <p className="mc-muted">{t('playback.chooser.none')}</p>;
  return (
    <div className="mc-chooser-list">
      {data.items.map(({ id, name, closedAt }) => (
        <Row
          key={id}
          id={id}
          name={name}
          note={closedAt === null ? undefined : t('playback.chooser.closed')}
          {...rest}
        />
      ))}
    </div>
  );
}

function Found({ q, ...rest }: RowsProps & { q: string }) {
  const { t } = useTranslation();
  const { data, isPending } = useQuery({
    queryKey: ['search', 'cameras', q],
    queryFn: ({ signal }) =>
      api('/search', { schema: searchAnswer, query: { q, kinds: 'camera', limit: 20 }, signal }),
    placeholderData: (before) => before,
  });
  const hits = data?.items.filter((hit) => hit.kind === 'camera') ?? [];
  if (isPending) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  if (hits.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('playback.chooser.none')} />;
  return (
    <div className="mc-chooser-list">
      {hits.map(({ id, name, where }) => (
        <Row key={id} id={id} name={name} note={where[0]} {...rest} />
      ))}
    </div>
  );
}
