/** Who serves at the demo's windows: the same clerk all day, for two weeks from today. What somebody planned stays. */
import type { Clerk, ShiftPlan } from '../../../server/contract/clerks.ts';
import type { ApiClient } from '../../factories/api-client.ts';
import { ensure } from './registry.ts';
import type { Scenario } from './scenario.ts';
import type { City } from './seed-city.ts';

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const DAYS = 14;
/** The demo's windows never rest. */
const ALL_DAY = { from: '00:00', to: '24:00' };

export async function seedRoster(
  api: ApiClient,
  scenario: Scenario,
  city: City,
  nowMs: number,
): Promise<void> {
  const [from, to] = [0, DAYS - 1].map((days) =>
    new Date(nowMs + CHINA_MS + days * DAY_MS).toISOString().slice(0, 10),
  );
  const path = `/api/v1/halls/${city.hall.id}/shifts`;
  const { shifts } = await api.get<ShiftPlan>(`${path}?from=${from}&to=${to}`);
  if (shifts.length > 0) return;
  const pattern = [];
  for (const { number, clerk } of scenario.windows) {
    const department = scenario.departments.find(({ windows }) => windows.includes(number));
    const departmentId = city.departments.get(department?.source ?? '')?.id;
    const known = await ensure<Clerk>(api, {
      path: '/api/v1/clerks',
      is: (one) => one.departmentId === departmentId && one.staffNo === clerk.code,
      body: { departmentId, name: clerk.name, staffNo: clerk.code },
    });
    const windowId = city.windows.get(number)?.id;
    for (let weekday = 0; weekday < 7; weekday++)
      pattern.push({ weekday, windowId, clerkId: known.id, span: ALL_DAY });
  }
  await api.post(`${path}/lay`, { from, to, pattern });
}
