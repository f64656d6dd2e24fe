/** The states of cases with how many there are of each: one is always chosen. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { caseCounts, MOST_COUNTED } from '../../../../server/contract/cases.ts';
import { api } from '../../lib/api.ts';
import type { StateChoice } from './case-filters.ts';

const CHOICES = ['open', 'over', 'near', 'suspended', 'fault', 'completed', 'refused', 'all'] as const;

export interface StateTabsProps {
  readonly state: StateChoice;
  /** The rest of the query: counted is what the list would show. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly onChoose: (state: StateChoice) => void;
}

export function StateTabs({ state, query, onChoose }: StateTabsProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['list', '/cases', 'counts', query],
    queryFn: ({ signal }) => api('/cases/counts', { schema: caseCounts, query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <div className="mc-case-states" role="radiogroup" aria-label={t('cases.stateTitle')}>
      {CHOICES.map((each) => {
        const n = each === 'all' ? undefined : data?.counts[each];
        // Nothing is wrong with any clock: nothing to say of it.
        if (each === 'fault' && !n && state !== 'fault') return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a radio's own look cannot carry a count
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={state === each}
            className="mc-case-state"
            data-state={each}
            data-any={n !== undefined && n > 0}
            title={t(`cases.stateHint.${each}`, { defaultValue: '' })}
            onClick={() => onChoose(each)}
          >
            {t(`cases.state.${each}`)}
            {n !== undefined && (
              <b>
                {n >= MOST_COUNTED
                  ? t('cases.countMore', { n: MOST_COUNTED.toLocaleString() })
                  : n.toLocaleString()}
              </b>
            )}
          </button>
        );
      })}
    </div>
  );
}
