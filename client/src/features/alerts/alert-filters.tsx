/** What narrows the list: search, level, subject, place, days; kept in the address and under names of one's own. */
import { Button, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { alertSubject, cardLevels } from '../../../../server/contract/alerts.ts';
import { DepartmentChooser, HallChooser, RegionChooser } from '../../components/choosers.tsx';
import { useSearchText } from '../../components/record-table-search.ts';
import { SavedFilters } from '../../components/saved-filters.tsx';
import { type AlertSort, type AlertsFilter, isNarrowed, type useAlertsFilter } from './use-alerts-filter.ts';

export interface AlertFiltersProps {
  readonly filter: AlertsFilter;
  readonly set: ReturnType<typeof useAlertsFilter>['set'];
  readonly clear: () => void;
}

const sorts: readonly AlertSort[] = ['urgency', 'newest', 'due'];

export function AlertFilters({ filter, set, clear }: AlertFiltersProps) {
  const { t } = useTranslation();
  // The address follows a little later than one types: a field bound to it would lose letters.
  const [text, setText] = useSearchText({ search: filter.q, onSearch: (q) => set({ q }) });
  return (
    <div className="mc-alert-filters">
      <Input.Search
        allowClear
        aria-label={t('alerts.filter.search')}
        placeholder={t('alerts.filter.search')}
        style={{ width: 160 }}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Select
        allowClear
        aria-label={t('alerts.filter.level')}
        placeholder={t('alerts.filter.level')}
        style={{ width: 92 }}
        value={filter.level ?? null}
        options={[...cardLevels].reverse().map((value) => ({ value, label: t(`alerts.level.${value}`) }))}
        onChange={(level) => set({ level: level ?? undefined })}
      />
      <Select
        allowClear
        aria-label={t('alerts.filter.subject')}
        placeholder={t('alerts.filter.subject')}
        style={{ width: 116 }}
        value={filter.subject ?? null}
        options={alertSubject.options.map((value) => ({ value, label: t(`alerts.subject.${value}`) }))}
        onChange={(subject) => set({ subject: subject ?? undefined })}
      />
      <RegionChooser
        allowClear
        aria-label={t('alerts.filter.region')}
        placeholder={t('alerts.filter.region')}
        style={{ width: 116 }}
        value={filter.regionCode}
        onChange={(regionCode) => set({ regionCode })}
      />
      <DepartmentChooser
        allowClear
        aria-label={t('alerts.filter.department')}
        placeholder={t('alerts.filter.department')}
        style={{ width: 138 }}
        value={filter.departmentId}
        onChange={(departmentId) => set({ departmentId })}
      />
      <HallChooser
        allowClear
        aria-label={t('alerts.filter.hall')}
        placeholder={t('alerts.filter.hall')}
        style={{ width: 116 }}
        value={filter.hallId}
        onChange={(hallId) => set({ hallId })}
      />
      {(['from', 'to'] as const).map((end) => (
        <Input
          key={end}
          type="date"
          aria-label={t(`alerts.filter.${end}`)}
          title={t(`alerts.filter.${end}`)}
          style={{ width: 126 }}
          value={filter[end] ?? ''}
          onChange={(event) => set({ [end]: event.target.value })}
        />
      ))}
      {isNarrowed(filter) && (
        <Button type="text" onClick={clear}>
          {t('alerts.filter.clear')}
        </Button>
      )}
      <span className="mc-spring" />
      <Select
        aria-label={t('alerts.sort.urgency')}
        style={{ width: 130 }}
        value={filter.sort}
        options={sorts.map((value) => ({ value, label: t(`alerts.sort.${value}`) }))}
        onChange={(sort) => set({ sort: sort === 'urgency' ? undefined : sort })}
      />
      <SavedFilters name="alerts" />
    </div>
  );
}
