/** What the list of cases can be narrowed by, and what it is narrowed by now. */
import { Button, Form, Input, Popover, Select, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { caseKind, stages } from '../../../../server/contract/cases.ts';
import { DepartmentChooser, HallChooser, RegionChooser } from '../../components/choosers.tsx';
import { SavedFilters } from '../../components/saved-filters.tsx';
import { dateText } from '../../lib/time.ts';
import type { CaseFilters, FilterName } from './case-filters.ts';

/** Those that have no field beside the search box. */
const BEHIND: readonly FilterName[] = [
  ...([
    'regionCode',
    'hallId',
    'kind',
    'clerk',
    'receivedFrom',
    'acceptedFrom',
    'acceptedTo',
    'completedFrom',
    'matterId',
    'windowId',
  ] as const),
];

export function FilterTools({ filters }: { filters: CaseFilters }) {
  const { t } = useTranslation();
  const { chosen, set } = filters;
  const query = new URLSearchParams({
    ...chosen,
    ...(filters.q === '' ? {} : { q: filters.q }),
    ...(filters.state === 'all' ? {} : { state: filters.state }),
    ...(filters.sort && { sort: filters.sort.by, order: filters.sort.order }),
  });
  return (
    <>
      <DepartmentChooser
        allowClear
        aria-label={t('cases.department')}
        placeholder={t('cases.department')}
        style={{ width: 180 }}
        value={chosen.departmentId}
        onChange={(departmentId) => set({ departmentId })}
      />
      <Select
        allowClear
        aria-label={t('cases.stage')}
        placeholder={t('cases.stage')}
        style={{ width: 100 }}
        value={chosen.stage ?? null}
        options={stages.map((value) => ({ value, label: t(`stage.${value}`) }))}
        onChange={(stage) => set({ stage: stage ?? undefined })}
      />
      <Select
        allowClear
        aria-label={t('cases.card')}
        placeholder={t('cases.card')}
        style={{ width: 110 }}
        value={chosen.card ?? null}
        options={[
          { value: 'any', label: t('cases.cardAny') },
          ...(['red', 'yellow', 'warning'] as const).map((value) => ({
            value,
            label: t(`alerts.level.${value}`),
          })),
        ]}
        onChange={(card) => set({ card: card ?? undefined })}
      />
      <Popover trigger="click" placement="bottomRight" content={<MoreFilters filters={filters} />}>
        <Button>
          {t('cases.more')}
          {BEHIND.some((name) => chosen[name] !== undefined) && ' •'}
        </Button>
      </Popover>
      <SavedFilters name="cases" />
      <Button href={`/api/v1/cases/export.csv?${query}`} download="cases.csv" title={t('cases.exportHint')}>
        {t('cases.export')}
      </Button>
    </>
  );
}

function MoreFilters({ filters: { chosen, set } }: { filters: CaseFilters }) {
  const { t } = useTranslation();
  const day = (at: string | undefined) => (at === undefined ? '' : dateText(at));
  return (
    <Form layout="vertical" style={{ width: 300 }}>
      <Form.Item label={t('cases.region')}>
        <RegionChooser allowClear value={chosen.regionCode} onChange={(regionCode) => set({ regionCode })} />
      </Form.Item>
      <Form.Item label={t('cases.hall')}>
        <HallChooser allowClear value={chosen.hallId} onChange={(hallId) => set({ hallId })} />
      </Form.Item>
      <Form.Item label={t('cases.kindTitle')}>
        <Select
          allowClear
          value={chosen.kind ?? null}
          options={caseKind.options.map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChange={(kind) => set({ kind: kind ?? undefined })}
        />
      </Form.Item>
      <Form.Item label={t('cases.clerk')}>
        <Input
          allowClear
          maxLength={50}
          defaultValue={chosen.clerk ?? ''}
          onPressEnter={(event) => set({ clerk: event.currentTarget.value.trim() })}
          onBlur={(event) => set({ clerk: event.currentTarget.value.trim() })}
        />
      </Form.Item>
      <Form.Item label={t('cases.acceptedBetween')} style={{ marginBottom: 0 }}>
        <Space.Compact block>
          <Input
            type="date"
            aria-label={t('cases.acceptedFrom')}
            value={day(chosen.acceptedFrom)}
            onChange={({ target }) => set({ acceptedFrom: startOf(target.value) })}
          />
          <Input
            type="date"
            aria-label={t('cases.acceptedTo')}
            value={day(chosen.acceptedTo)}
            onChange={({ target }) => set({ acceptedTo: endOf(target.value) })}
          />
        </Space.Compact>
      </Form.Item>
    </Form>
  );
}

/** In the user's zone; nothing while it is typed. */
const startOf = (day: string) => instantOf(`${day}T00:00:00`);
const endOf = (day: string) => instantOf(`${day}T23:59:59.999`);
function instantOf(local: string): string | undefined {
  const ms = new Date(local).getTime();
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Those behind the button, so that nobody wonders where the cases are. */
export function FilterChips({ filters }: { filters: CaseFilters }) {
  const { t } = useTranslation();
  const { chosen, set, clear } = filters;
  const words: Readonly<Partial<Record<FilterName, string | undefined>>> = {
    regionCode: `${t('cases.region')} ${chosen.regionCode}`,
    hallId: t('cases.hall'),
    kind: chosen.kind && t(`kind.${caseKind.parse(chosen.kind)}`),
    clerk: `${t('cases.clerk')} ${chosen.clerk}`,
    receivedFrom: `${t('stage.received')} ≥ ${dateText(chosen.receivedFrom ?? 0)}`,
    completedFrom: `${t('stage.completed')} ≥ ${dateText(chosen.completedFrom ?? 0)}`,
    acceptedFrom: `${t('cases.accepted')} ≥ ${dateText(chosen.acceptedFrom ?? 0)}`,
    acceptedTo: `${t('cases.accepted')} ≤ ${dateText(chosen.acceptedTo ?? 0)}`,
    matterId: t('cases.matterFilter'),
    windowId: t('cases.windowFilter'),
  };
  const shown = BEHIND.filter((name) => chosen[name] !== undefined);
  if (shown.length === 0) return null;
  return (
    <div className="mc-case-chips">
      {shown.map((name) => (
        <Tag
          key={name}
          closable
          closeIcon={
            <span role="img" aria-label={t('cases.clearOne', { name: words[name] ?? name })}>
              ×
            </span>
          }
          onClose={(event) => {
            event.preventDefault();
            set({ [name]: undefined });
          }}
        >
          {words[name]}
        </Tag>
      ))}
      <Button type="link" size="small" onClick={clear}>
        {t('cases.clear')}
      </Button>
    </div>
  );
}
