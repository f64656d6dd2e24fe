/** Who is signed in and what they may do. */
import { useQuery } from '@tanstack/react-query';
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

/** Hides what one may not do anyway; the server decides. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useMe();
  return (permission) => data?.permissions.includes(permission) ?? false;
}
