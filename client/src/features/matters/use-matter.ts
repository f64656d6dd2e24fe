/** A matter with its terms, and its versions. */
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { matterDetail, matterVersion } from '../../../../server/contract/matters.ts';
import { api } from '../../lib/api.ts';
import { listKey } from '../../lib/use-list.ts';

const versions = z.object({ items: z.array(matterVersion) });

export const useMatter = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: [...listKey('/matters'), id],
    queryFn: ({ signal }) => api(`/matters/${id}`, { schema: matterDetail, signal }),
    enabled,
  });

export const useVersions = (id: string, enabled = true) =>
  useQuery({
    queryKey: [...listKey('/matters'), id, 'versions'],
    queryFn: async ({ signal }) => (await api(`/matters/${id}/versions`, { schema: versions, signal })).items,
    enabled,
  });
