/** Who is signed in and what they may do. */
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { me, type Permission } from '../../../server/contract/access.ts';
import { ApiError, api } from './api.ts';

export const meKey = ['me'] as const;

/** Null: nobody is signed in. */
export function useMe() {
  return useQuery({
    queryKey: meKey,
    queryFn: async ({ signal }) => {
      try {
        return await api('/session', { schema: me, signal });
      } catch (cause) {
        if (cause instanceof ApiError && cause.status === 401) return null;
        throw cause;
      }
    },
    staleTime: 5 * 60_000,
  });
}

/** The mutation by which one signs out oneself, known by its key so that its end is not taken for a dismissal. */
export const signOutKey = ['sign-out'] as const;

/**
 * Nobody is signed in any more: the page's gate hears it at once, then the rest is forgotten. Clearing first would
 * take the query away from under the gate, which then never hears.
 */
export function forgetUser(queries: QueryClient): void {
  void queries.cancelQueries();
  queries.setQueryData(meKey, null);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey[0] });
}

/** Hides what one may not do anyway; the server decides. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useMe();
  return (permission) => data?.permissions.includes(permission) ?? false;
}
