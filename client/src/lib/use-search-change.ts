/** Changes of what a page is asked for, in its address: no step back for each of them. Empty is left out. */
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type SearchChange = Readonly<Record<string, string | undefined>>;

export function useSearchChange(): (change: SearchChange) => void {
  const [, setSearch] = useSearchParams();
  return useCallback(
    (change) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change))
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
}
