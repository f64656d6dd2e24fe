import { useQuery } from '@tanstack/react-query';
import { department } from '../../../../server/contract/places.ts';
import { api } from '../../lib/api.ts';
import { listKey } from '../../lib/use-list.ts';

/** Undefined until it is known. */
export function useDepartmentName(id: string | undefined): string | undefined {
  return useQuery({
    queryKey: [...listKey('/departments'), id],
    queryFn: ({ signal }) => api(`/departments/${id}`, { schema: department, signal }),
    enabled: id !== undefined,
  }).data?.name;
}
