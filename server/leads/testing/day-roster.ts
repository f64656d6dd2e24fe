/** Who sits where on the drawn and on the planted day: a clerk a window, with window 2's break on the roster. */
import type { ApiClient } from '../../../test/factories/api-client.ts';
import type { City } from '../../../test/factories/city.ts';

/** Of the first seven windows, for the day both scripts are of. */
export async function rosterOfDay(admin: ApiClient, city: City): Promise<void> {
  for (const { id, code } of city.windows.slice(0, 7)) {
    const clerk = await admin.post<{ id: string }>('/api/v1/clerks', {
      ...{ departmentId: city.department.id, name: `柜员${code}`, staffNo: code },
    });
    const spans =
      code === '2' ? ['08:30-10:15', '10:35-12:00', '13:30-17:30'] : ['08:30-12:00', '13:30-17:30'];
    const shifts = spans.map((text) => {
      const [from, to] = text.split('-');
      return { clerkId: clerk.id, span: { from, to } };
    });
    await admin.request('PUT', `/api/v1/windows/${id}/shifts/2026-11-18`, { shifts });
  }
}
