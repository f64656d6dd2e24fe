/** Names of what the trail refers to, from the lists that whoever reads the trail may see. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { user } from '../../../../server/contract/access.ts';
import { camera } from '../../../../server/contract/cameras.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { api } from '../../lib/api.ts';
import { useHalls } from '../../lib/halls.ts';
import { useMay } from '../../lib/me.ts';
import { useDepartments, useRegions } from '../../lib/places-queries.ts';

const query = { limit: 500 };

async function itemsOf<S extends z.ZodType>(path: string, item: S, signal: AbortSignal) {
  return (await api(path, { schema: listOf(item), query, signal })).items;
}

export function useAuditNames(): ReadonlyMap<string, string> {
  const may = useMay();
  const halls = useHalls();
  const regions = useRegions();
  const departments = useDepartments();
  const users = useQuery({
    queryKey: ['audit-names', 'users'],
    queryFn: ({ signal }) => itemsOf('/users', user, signal),
    enabled: may('users:write'),
  });
  const hallIds = (halls.data ?? []).map((each) => each.id);
  const cameras = useQuery({
    queryKey: ['audit-names', 'cameras', hallIds],
    queryFn: async ({ signal }) =>
      (await Promise.all(hallIds.map((id) => itemsOf(`/halls/${id}/cameras`, camera, signal)))).flat(),
    enabled: may('cameras:read') && hallIds.length > 0,
  });
  const names = new Map<string, string>();
  for (const each of users.data ?? [])
    for (const key of [each.username, each.id])
      names.set(`user:${key}`, `${each.displayName}（${each.username}）`);
  for (const each of halls.data ?? []) names.set(`hall:${each.id}`, each.name);
  for (const each of cameras.data ?? []) names.set(`camera:${each.id}`, each.name);
  for (const each of departments.data ?? []) names.set(`department:${each.id}`, each.name);
  for (const each of regions.data ?? []) names.set(`region:${each.code}`, each.name);
  return names;
}
