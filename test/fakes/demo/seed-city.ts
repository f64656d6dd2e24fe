/** Registers the demo's places and matters as an admin would. What is there already is left as it is. */
import type { Matter } from '../../../server/contract/matters.ts';
import type { Department, Hall, NewRegion, Region, Window } from '../../../server/contract/places.ts';
import type { ApiClient } from '../../factories/api-client.ts';
import { ensure, listAll } from './registry.ts';
import type { Scenario, ScenarioDepartment } from './scenario.ts';
import { seedCalendar, seedHallHours } from './seed-calendar.ts';

export interface City {
  readonly hall: Hall;
  /** By the window's number, which is its code. */
  readonly windows: ReadonlyMap<string, Window>;
  /** By source. */
  readonly departments: ReadonlyMap<string, Department>;
}

/** GB/T 2260, parents first. */
const REGIONS: readonly NewRegion[] = [
  { code: '440000', name: '广东省', level: 'province', parentCode: null },
  { code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' },
  { code: '445202', name: '榕城区', level: 'county', parentCode: '445200' },
  { code: '445203', name: '揭东区', level: 'county', parentCode: '445200' },
  { code: '445222', name: '揭西县', level: 'county', parentCode: '445200' },
  { code: '445224', name: '惠来县', level: 'county', parentCode: '445200' },
  { code: '445281', name: '普宁市', level: 'county', parentCode: '445200' },
];

export async function seedCity(api: ApiClient, scenario: Scenario): Promise<City> {
  const known = new Set((await listAll<Region>(api, '/api/v1/regions')).map((region) => region.code));
  for (const region of REGIONS) if (!known.has(region.code)) await api.post('/api/v1/regions', region);

  const regionCode = scenario.region.code;
  await seedCalendar(api, regionCode, Date.now());
  const { name, address } = scenario.hall;
  const hall = await ensure<Hall>(api, {
    path: '/api/v1/halls',
    is: (one) => one.regionCode === regionCode && one.name === name,
    body: { regionCode, name, address },
  });
  await seedHallHours(api, hall.id);
  const departments = new Map<string, Department>();
  const windows = new Map<string, Window>();
  for (const wanted of scenario.departments) {
    const department = await ensure<Department>(api, {
      path: '/api/v1/departments',
      is: (one) => one.uscc === wanted.uscc || (one.regionCode === regionCode && one.name === wanted.name),
      body: { regionCode, name: wanted.name, uscc: wanted.uscc },
    });
    departments.set(wanted.source, department);
    await seedMatters(api, department, wanted);
    for (const window of scenario.windows.filter((one) => wanted.windows.includes(one.number)))
      windows.set(
        window.number,
        await ensure<Window>(api, {
          path: `/api/v1/halls/${hall.id}/windows`,
          is: (one) => one.code === window.number,
          body: { departmentId: department.id, code: window.number, name: window.name },
        }),
      );
  }
  return { hall, windows, departments };
}

async function seedMatters(
  api: ApiClient,
  department: Department,
  { matters }: ScenarioDepartment,
): Promise<void> {
  const all = await listAll<Matter>(api, '/api/v1/matters');
  const known = new Set(all.filter((one) => one.departmentId === department.id).map((one) => one.code));
  for (const { code, name, kind, promisedDays, statutoryDays } of matters)
    if (!known.has(code))
      await api.post('/api/v1/matters', {
        departmentId: department.id,
        code,
        name,
        kind,
        promisedLimit: { value: promisedDays, unit: 'workingDay' },
        statutoryLimit: { value: statutoryDays, unit: 'workingDay' },
      });
}
