/** Registers a small city through the REST API, as an admin would: one hall, windows, cameras, a matter, a token. */
import type { Token } from '../../server/contract/access.ts';
import type { Camera } from '../../server/contract/cameras.ts';
import type { Matter } from '../../server/contract/matters.ts';
import type { Department, Hall, Window } from '../../server/contract/places.ts';
import type { ApiClient } from './api-client.ts';

export interface CityCamera {
  readonly name: string;
  readonly mainUrl: string;
  readonly subUrl?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Codes of the windows in its picture. */
  readonly windows: readonly string[];
}

export interface City {
  readonly department: Department;
  readonly hall: Hall;
  readonly windows: readonly Window[];
  readonly cameras: readonly Camera[];
  readonly matter: Matter;
  /** The exchange token's secret. */
  readonly tokenSecret: string;
}

export async function registerCity(api: ApiClient, cameras: readonly CityCamera[]): Promise<City> {
  await api.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province', parentCode: null });
  await api.post('/api/v1/regions', { code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' });
  const department = await api.post<Department>('/api/v1/departments', {
    regionCode: '445200',
    name: '揭阳市市场监督管理局',
  });
  const hall = await api.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '揭阳市政务服务中心' });
  const windows: Window[] = [];
  const registered: Camera[] = [];
  for (const wanted of cameras) {
    const camera = await api.post<Camera>(`/api/v1/halls/${hall.id}/cameras`, {
      name: wanted.name,
      profiles: [
        { profile: 'main', url: wanted.mainUrl },
        ...(wanted.subUrl === undefined ? [] : [{ profile: 'sub', url: wanted.subUrl }]),
      ],
      credentials: wanted.credentials ?? null,
    });
    registered.push(camera);
    for (const [index, code] of wanted.windows.entries()) {
      const window = await api.post<Window>(`/api/v1/halls/${hall.id}/windows`, {
        departmentId: department.id,
        code,
        name: `${code}号窗口`,
      });
      windows.push(window);
      await api.request('PUT', `/api/v1/cameras/${camera.id}/placements/${window.id}`, {
        clerkZone: zone(index / wanted.windows.length, 1 / wanted.windows.length, 0.2),
        applicantZone: zone(index / wanted.windows.length, 1 / wanted.windows.length, 0.55),
      });
    }
  }
  const matter = await api.post<Matter>('/api/v1/matters', {
    departmentId: department.id,
    code: 'SCJG-0001',
    name: '食品经营许可核发',
    promisedLimit: { value: 10, unit: 'workingDay' },
    statutoryLimit: { value: 20, unit: 'workingDay' },
  });
  const token = await api.post<Token & { secret: string }>('/api/v1/tokens', {
    name: '市场监管局业务系统',
    source: 'scjg',
    departmentId: department.id,
  });
  return { department, hall, windows, cameras: registered, matter, tokenSecret: token.secret };
}

/** A rectangle in picture coordinates, a third of the picture high. */
function zone(left: number, width: number, top: number) {
  const right = left + width;
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: top + 0.33 },
    { x: left, y: top + 0.33 },
  ];
}
