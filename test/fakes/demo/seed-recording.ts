/** The demo is small: some days, and no more of the disk than anybody has to spare. What somebody chose stays. */
import type { Hall } from '../../../server/contract/places.ts';
import { DEFAULT_POLICY, type RecordingDisk } from '../../../server/contract/recordings.ts';
import type { ApiClient } from '../../factories/api-client.ts';

const QUOTA_BYTES = 2_000_000_000;
const DAYS = 3;

export async function seedRecording(api: ApiClient, hall: Hall): Promise<void> {
  const { items } = await api.get<{ items: RecordingDisk[] }>('/api/v1/recordings/disks');
  for (const { id, quotaBytes } of items)
    if (quotaBytes === null)
      await api.request('PATCH', `/api/v1/recordings/disks/${id}`, { quotaBytes: QUOTA_BYTES });
  await api.request('PUT', `/api/v1/halls/${hall.id}/recording-policy`, { ...DEFAULT_POLICY, days: DAYS });
}
