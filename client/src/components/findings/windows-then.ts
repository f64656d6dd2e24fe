/** Which windows were in a camera's picture at an instant, from left to right. */
import { placement } from '../../../../server/contract/cameras.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { window as windowSchema } from '../../../../server/contract/places.ts';
import { api } from '../../lib/api.ts';
import type { FindingWindow } from './finding-dialog.tsx';

export async function windowsThen(cameraId: string, atMs: number): Promise<FindingWindow[]> {
  const query = { at: new Date(Math.round(atMs)).toISOString() };
  const { items } = await api(`/cameras/${cameraId}/placements`, { schema: listOf(placement), query });
  const placed = items
    .map(({ windowId, clerkZone }) => ({
      windowId,
      left: clerkZone.reduce((sum, { x }) => sum + x, 0) / clerkZone.length,
    }))
    .sort((a, b) => a.left - b.left);
  const found = await Promise.all(
    placed.map(({ windowId }) => api(`/windows/${windowId}`, { schema: windowSchema })),
  );
  return found.map(({ id, code, name }) => ({ id, code, name }));
}
