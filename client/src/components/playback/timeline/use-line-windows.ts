/** Which windows were in these cameras' pictures at an instant, each once. */
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '../../../lib/me.ts';
import { windowsThen } from '../../findings/windows-then.ts';
import type { LineCamera } from './lanes.ts';
import type { LineWindow } from './occupancy-lane.ts';

const HOUR_MS = 3_600_000;

export function useLineWindows(cameras: readonly LineCamera[], at: number): readonly LineWindow[] {
  const may = useMay();
  const hour = Math.floor(at / HOUR_MS);
  return useQueries({
    queries: cameras.map(({ id }) => ({
      queryKey: ['line-windows', id, hour],
      queryFn: () => windowsThen(id, at),
      enabled: may('occupancy:view') && may('places:read'),
      staleTime: HOUR_MS,
      retry: false,
    })),
    combine: useMemo(
      () => (answers: readonly { readonly data: LineWindow[] | undefined }[]) => [
        ...new Map(answers.flatMap(({ data = [] }) => data.map((one) => [one.id, one]))).values(),
      ],
      [],
    ),
  });
}
