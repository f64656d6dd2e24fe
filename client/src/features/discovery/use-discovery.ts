/** One search for devices: begun, followed while it runs, called off. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { discovery, type NewDiscovery } from '../../../../server/contract/discovery.ts';
import { api } from '../../lib/api.ts';

const EVERY_MS = 700;

export function useDiscovery() {
  const [id, setId] = useState<string>();
  const begin = useMutation({
    mutationFn: (body: NewDiscovery) => api('/camera-discovery', { method: 'POST', body, schema: discovery }),
    onSuccess: (begun) => setId(begun.id),
  });
  const search = useQuery({
    queryKey: ['camera-discovery', id],
    queryFn: ({ signal }) => api(`/camera-discovery/${id}`, { schema: discovery, signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? EVERY_MS : false),
  });
  const stop = useMutation({
    mutationFn: () => api(`/camera-discovery/${id}`, { method: 'DELETE' }),
    onSuccess: () => void search.refetch(),
  });
  return {
    begin,
    stop,
    search: id === undefined ? undefined : search.data,
    error: begin.error ?? search.error,
    /** Asks again what is known of the devices: after a network was allowed, or one was registered. */
    refresh: () => void search.refetch(),
  };
}
