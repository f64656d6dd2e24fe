/** The numbers of what is looked at, asked for again every five seconds; and which place that is, kept in the address. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { type OverviewPlace, overview } from '../../../../server/contract/overview.ts';
import { api } from '../../lib/api.ts';

const EVERY_MS = 5000;

export const ways = ['region', 'department', 'hall'] as const;
export type Way = (typeof ways)[number];

export interface Looked {
  readonly regionCode?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly hallId?: string | undefined;
  readonly by: Way;
}

export function useLooked() {
  const [params, setParams] = useSearchParams();
  const text = (name: string) => params.get(name) ?? undefined;
  const looked: Looked = {
    regionCode: text('regionCode'),
    departmentId: text('departmentId'),
    hallId: text('hallId'),
    by: ways.find((one) => one === params.get('by')) ?? 'region',
  };
  const look = (next: Looked): void => {
    const given = Object.entries(next).filter((entry): entry is [string, string] => entry[1] !== undefined);
    setParams(new URLSearchParams(given));
  };
  return { looked, look };
}

export const useOverview = (looked: Looked) =>
  useQuery({
    queryKey: ['overview', looked],
    queryFn: ({ signal }) => api('/overview', { schema: overview, query: { ...looked }, signal }),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });

/** What a list of cases or cards is narrowed by to show the same place. */
export function placeQuery(place: OverviewPlace | undefined): Record<string, string> {
  if (place?.kind === 'region') return { regionCode: place.code };
  if (place?.kind === 'department') return { departmentId: place.id };
  return place?.kind === 'hall' && place.id !== null ? { hallId: place.id } : {};
}

/** What is looked at below a place; undefined: nothing is below. */
export function below(place: OverviewPlace, within: string | null): Looked | undefined {
  if (place.kind === 'hall') return place.id === null ? undefined : { hallId: place.id, by: 'department' };
  if (place.kind === 'department') return { departmentId: place.id, by: 'hall' };
  // Its own departments are not further parts of it.
  return { regionCode: place.code, by: place.code === within ? 'department' : 'region' };
}
