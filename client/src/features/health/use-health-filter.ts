/** What is chosen lives in the page's address: it can be sent to a colleague, and the way back works. */
import { useSearchParams } from 'react-router';
import { type HealthFault, healthFault } from '../../../../server/contract/health.ts';

export interface HealthFilter {
  readonly q: string;
  readonly hallId: string | undefined;
  readonly only: 'broken' | 'well' | 'unknown' | undefined;
  readonly fault: HealthFault | undefined;
  /** Whose details are open. */
  readonly cameraId: string | undefined;
}

const ONLY = ['broken', 'well', 'unknown'] as const;

export function useHealthFilter(): {
  readonly filter: HealthFilter;
  set(change: Partial<Record<'q' | 'hall' | 'only' | 'fault' | 'camera', string | undefined>>): void;
} {
  const [params, setParams] = useSearchParams();
  const only = params.get('only');
  return {
    filter: {
      q: params.get('q') ?? '',
      hallId: params.get('hall') ?? undefined,
      only: ONLY.find((one) => one === only),
      fault: healthFault.safeParse(params.get('fault')).data,
      cameraId: params.get('camera') ?? undefined,
    },
    set: (change) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [key, value] of Object.entries(change))
            if (value === undefined || value === '') next.delete(key);
            else next.set(key, value);
          return next;
        },
        { replace: true },
      ),
  };
}
