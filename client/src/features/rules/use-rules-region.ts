/** Whose rules are shown: as the address says, else of the first region that one is there for. */
import { useSearchParams } from 'react-router';
import { useMe } from '../../lib/me.ts';

/** Undefined: as they are shipped. */
export function useRulesRegion(): string | undefined {
  const [search] = useSearchParams();
  const { data: me } = useMe();
  const asked = search.get('region');
  if (asked !== null) return asked === '' ? undefined : asked;
  const own = me?.grants.find(({ scope }) => scope.kind === 'region')?.scope;
  return own?.kind === 'region' ? own.code : undefined;
}
