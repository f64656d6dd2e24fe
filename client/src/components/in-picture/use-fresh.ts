import type { CSSProperties } from 'react';
import { useMemo } from 'react';
import { useServices } from '../../lib/services.ts';

/** So long a card is fresh (ui.md). */
export const FRESH_MS = 10_000;

/**
 * What lets a fresh card pulse; undefined for an older one. Fixed when it appears: the pulse ends ten seconds after it
 * was issued, however often this is drawn.
 */
export function useFresh(issuedAt: string | undefined): CSSProperties | undefined {
  const { clock } = useServices();
  return useMemo(() => {
    if (issuedAt === undefined) return undefined;
    const age = clock.now() - Date.parse(issuedAt);
    if (age >= FRESH_MS) return undefined;
    return { '--mc-pulse-delay': `${-Math.max(0, Math.round(age))}ms` } as CSSProperties;
  }, [issuedAt, clock]);
}
