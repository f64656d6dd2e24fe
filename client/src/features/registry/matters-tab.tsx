/** Matters: what is applied for, and within what time. */
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate } from 'react-router';
import { caseKind } from '../../../../server/contract/cases.ts';
import { matter, mattersLack } from '../../../../server/contract/matters.ts';
import { Copyable } from '../../components/copyable.tsx';
import { limitText } from '../../lib/case-clock.ts';
import { useMay } from '../../lib/me.ts';
import { PlaceMenu } from './changes/place-menu.tsx';
import { ClosedMark } from './closed-mark.tsx';
import { ClosedFilter, DepartmentFilter } from './list-filters.tsx';
import { RecordList } from './record-list.tsx';
import { useListState } from './use-list-state.ts';
import { useDepartmentNames } from './use-names.ts';
import { type Place, regionOf } from './use-place.ts';

export function MattersTab({ place }: { place: Place }) {
  const { t } = useTranslation();
  const may = useMay();
  const state = useListState();
  const departmentId = state.get('department');
  const closed = state.get('closed');
  const kind = state.get('kind');
  const lacks = state.get('lacks');
  const navigate = useNavigate();
  const nameOf = useDepartmentNames();
  return (
    <RecordList
      name="matters"
      path="/matters"
      item={matter}
      rowKey="id"
      empty={t('registry.emptyMatters')}
      filter={{ below: regionOf(place), departmentId, kind, lacks, closed: closed && 'include' }}
      narrowed={
        [departmentId, closed, kind, lacks].some((one) => one !== undefined) || place.kind === 'region'
      }
      tools={
        <>
          <DepartmentFilter />
          <Select
            aria-label={t('registry.matterKind')}
            style={{ width: 104 }}
            value={kind ?? ''}
            onChange={(next: string) => state.set({ kind: next })}
            options={[
              { value: '', label: t('matters.anyKind') },
              ...caseKind.options.map((each) => ({ value: each, label: t(`kind.${each}`) })),
            ]}
          />
          <Select
            aria-label={t('matters.lacksLabel')}
            style={{ width: 130 }}
            value={lacks ?? ''}
            onChange={(next: string) => state.set({ lacks: next })}
            options={[
              { value: '', label: t('matters.lacksAny') },
              ...mattersLack.options.map((each) => ({ value: each, label: t(`matters.lacks.${each}`) })),
            ]}
          />
          <ClosedFilter whole />
        </>
      }
      exported={{ registry: 'matters', query: { regionCode: regionOf(place), departmentId } }}
      mayWrite={may('matters:write')}
      newWord={t('registry.newMatter')}
      fresh={departmentId === undefined ? {} : { departmentId }}
      form={(initial) => (
        <Navigate
          to={
            initial.id === undefined
              ? `/registry/matters/new${departmentId === undefined ? '' : `?department=${departmentId}`}`
              : `/registry/matters/${initial.id}/edit`
          }
        />
      )}
      onOpen={(row) => void navigate(`/registry/matters/${row.id}`)}
      removal={(row) => ({ path: `/matters/${row.id}`, kind: t('registry.matters'), name: row.name })}
      menu={(row) => (
        <PlaceMenu place={{ thing: 'matter', id: row.id, name: row.name, closedAt: row.closedAt }} />
      )}
      columns={[
        {
          key: 'name',
          title: t('common.name'),
          width: 190,
          render: (_, row) => (
            <>
              {row.name}
              <ClosedMark at={row.closedAt} />
            </>
          ),
        },
        {
          key: 'code',
          title: t('registry.matterCode'),
          width: 140,
          render: (_, row) => (
            <Copyable text={row.code}>
              <span className="mc-mono">{row.code}</span>
            </Copyable>
          ),
        },
        {
          key: 'kind',
          title: t('registry.matterKind'),
          width: 86,
          render: (_, row) => t(`kind.${row.kind}`),
        },
        {
          key: 'department',
          title: t('registry.department'),
          width: 180,
          render: (_, row) => nameOf(row.departmentId),
        },
        {
          key: 'promised',
          title: t('matters.promised'),
          width: 120,
          render: (_, row) => limitText(row.promisedLimit, t),
        },
        {
          key: 'statutory',
          title: t('matters.statutory'),
          width: 120,
          render: (_, row) => limitText(row.statutoryLimit, t),
        },
      ]}
    />
  );
}
