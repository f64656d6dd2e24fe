/** Choosers of what the registry's lists are narrowed by; each writes into the page's address. */
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { DepartmentChooser } from '../../components/choosers.tsx';
import { useListState } from './use-list-state.ts';

export function PlacedFilter() {
  const { t } = useTranslation();
  const state = useListState();
  return (
    <Select
      aria-label={t('registry.placedFilter')}
      style={{ width: 120 }}
      value={state.get('placed') ?? ''}
      onChange={(placed: string) => state.set({ placed })}
      options={[
        { value: '', label: t('registry.placedAny') },
        { value: 'yes', label: t('registry.placedYes') },
        { value: 'no', label: t('registry.placedNo') },
      ]}
    />
  );
}

/** `whole`: the list can show closed ones beside the others, not alone. */
export function ClosedFilter({ whole = false }: { whole?: boolean }) {
  const { t } = useTranslation();
  const state = useListState();
  return (
    <Select
      aria-label={t('registry.closedInclude')}
      style={{ width: 104 }}
      value={state.get('closed') ?? ''}
      onChange={(closed: string) => state.set({ closed })}
      options={[
        { value: '', label: t('registry.closedExclude') },
        { value: 'include', label: t('registry.closedInclude') },
        ...(whole ? [] : [{ value: 'only', label: t('registry.closedOnly') }]),
      ]}
    />
  );
}

export function DepartmentFilter() {
  const { t } = useTranslation();
  const state = useListState();
  return (
    <DepartmentChooser
      allowClear
      aria-label={t('registry.department')}
      style={{ width: 160 }}
      placeholder={t('registry.anyDepartment')}
      value={state.get('department')}
      onChange={(department) => state.set({ department })}
    />
  );
}
