/** The strongest lead that waits at a window, as it comes and goes: for tiles and what is drawn in the picture. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Lead } from '../../../../server/contract/leads.ts';
import { useMay } from '../me.ts';
import { useServices } from '../services.ts';

export function useLeadOf(windowId: string): Lead | undefined {
  const { leads } = useServices();
  const seen = useMay()('leads:read');
  useEffect(() => (seen ? leads.listen({}) : undefined), [leads, seen]);
  return useStore(leads.store, ({ byWindow }) => (seen ? byWindow.get(windowId) : undefined));
}
