import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Problem } from '../contract/common.ts';
import type { FloorPlan, FloorPlanPositions } from '../contract/floor-plan.ts';
import { jieyangRegions, jieyangZones } from '../contract/jieyang-regions.ts';
import type { OfficeHours } from '../contract/office-hours.ts';
import type { Department, Region, Window } from '../contract/places.ts';

let server: RecordServer;
let city: City;
let path: string;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://127.0.0.1/main', windows: ['1', '2'] },
  ]);
  path = `/api/v1/halls/${city.hall.id}`;
});
afterAll(() => server.close());

const problemOf = async (request: Promise<unknown>): Promise<Problem | undefined> => {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem;
    throw error;
  }
  return undefined;
};
const codeOf = async (request: Promise<unknown>) => (await problemOf(request))?.code ?? 'no problem';

describe('a floor plan', () => {
  const put = async (bytes: Uint8Array<ArrayBuffer>, type = 'image/png'): Promise<FloorPlan | string> => {
    const response = await server.admin.fetch(`${path}/floor-plan`, {
      method: 'PUT',
      headers: { 'content-type': type },
      body: new Blob([bytes]),
    });
    const answer = (await response.json()) as FloorPlan & Problem;
    return response.ok ? answer : answer.code;
  };
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#336699' } });
  const bytesOf = async (of: Sharp) => new Uint8Array(await of.toBuffer());

  it('is drawn anew: nothing but its pixels gets in, turned as its camera held it', async () => {
    const word = 'secret-place-23.5N';
    const jpeg = picture(300, 200)
      .jpeg()
      .withMetadata({ orientation: 6, exif: { IFD0: { Copyright: word } } });
    expect((await jpeg.clone().toBuffer()).includes(word)).toBe(true);
    const plan = await put(await bytesOf(jpeg), 'image/jpeg');
    expect(plan).toMatchObject({ width: 200, height: 300 });
    const response = await server.admin.fetch(`${path}/floor-plan`);
    expect(response.headers.get('content-type')).toBe('image/webp');
    const body = Buffer.from(await response.arrayBuffer());
    expect(body.includes(word)).toBe(false);
    expect(await sharp(body).metadata()).toMatchObject({ format: 'webp', width: 200, height: 300 });
    const etag = response.headers.get('etag') ?? '';
    const again = await server.admin.fetch(`${path}/floor-plan`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    // A new one takes its place, and the file of the old one is gone.
    expect(await put(await bytesOf(picture(80, 60).png()))).toMatchObject({ width: 80 });
    const changed = await server.admin.fetch(`${path}/floor-plan`, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    await changed.arrayBuffer();
    const files = await readdir(join(server.dataDir, 'files/floor-plans'), { recursive: true });
    expect(files.filter((name) => name.includes('/'))).toHaveLength(1);
  });

  it('refuses programs, bombs and what is broken, whatever they call themselves', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
    expect(await put(new Uint8Array(svg), 'image/svg+xml')).toBe('picture_refused');
    expect(await put(new Uint8Array(svg), 'image/png')).toBe('picture_refused');
    expect(await put(new Uint8Array(randomBytes(500)))).toBe('picture_refused');
    expect(await put(new Uint8Array(0))).toBe('picture_refused');
    const whole = await bytesOf(picture(200, 200).png());
    expect(await put(whole.slice(0, whole.length / 2))).toBe('picture_refused');
    // A few kilobytes that want 160 MB of memory.
    const bomb = await bytesOf(picture(8000, 5100).png({ compressionLevel: 9 }));
    expect(bomb.length).toBeLessThan(500_000);
    expect(await put(bomb)).toBe('picture_refused');
    expect(await put(new Uint8Array(11 * 1024 * 1024))).toBe('body_too_large');
    expect(await put(new Uint8Array(svg), 'text/html')).toBe('unsupported_media_type');
  });

  it('tells where cameras and windows are, as far as the asker sees them', async () => {
    const [cameraId, windowId] = [city.cameras[0]?.id, city.windows[0]?.id];
    const positions = {
      cameras: [{ cameraId, x: 0.1, y: 0.25, direction: 270 }],
      windows: [{ windowId, x: 1, y: 0 }],
    };
    const set = (body: object) => server.admin.request('PUT', `${path}/floor-plan/positions`, body);
    expect(await set(positions)).toMatchObject(positions);
    expect(await codeOf(set({ ...positions, windows: [{ windowId: cameraId, x: 0, y: 0 }] }))).toBe(
      'named_twice',
    );
    expect(await codeOf(set({ ...positions, windows: [{ windowId: city.hall.id, x: 0, y: 0 }] }))).toBe(
      'not_in_hall',
    );
    expect(await codeOf(set({ ...positions, windows: [{ windowId, x: 1.1, y: 0 }] }))).toBe(
      'invalid_request',
    );
    const password = 'a-long-password-1';
    const scope = { kind: 'department', id: city.department.id };
    const grants = [{ role: 'department', scope }];
    await server.admin.post('/api/v1/users', { username: 'own', displayName: '本部门', password, grants });
    const own = await ApiClient.signIn(server.baseUrl, 'own', password);
    const seen = await own.get<FloorPlanPositions>(`${path}/floor-plan/positions`);
    expect(seen).toMatchObject({ cameras: [], windows: positions.windows, plan: { width: 80 } });
    expect(await codeOf(own.request('DELETE', `${path}/floor-plan`))).not.toBe('no problem');
    await server.admin.request('DELETE', `${path}/floor-plan`);
    expect((await server.admin.fetch(`${path}/floor-plan`)).status).toBe(404);
    expect(await server.admin.get(`${path}/floor-plan/positions`)).toMatchObject({
      plan: null,
      ...positions,
    });
  });
});

describe('office hours', () => {
  const shut = { morning: null, afternoon: null };
  const open = { morning: { from: '08:30', to: '12:00' }, afternoon: { from: '14:30', to: '17:30' } };
  const week = [open, open, open, open, open, shut, shut];
  const put = (body: object) => server.admin.request<OfficeHours>('PUT', `${path}/office-hours`, body);

  it('hold from a day on, never for days gone by; single days differ', async () => {
    expect(await server.admin.get(`${path}/office-hours`)).toMatchObject({
      zone: 'Asia/Shanghai',
      terms: [],
      exceptions: [],
    });
    await put({ validFrom: '2020-01-01', week });
    expect(await codeOf(put({ validFrom: '2021-01-01', week }))).toBe('day_past');
    const summer = [...week.slice(0, 5), open, shut];
    expect(
      (await put({ validFrom: '2099-07-01', week: summer })).terms.map((term) => term.validFrom),
    ).toEqual(['2020-01-01', '2099-07-01']);
    const holiday = `${path}/office-hours/exceptions/2099-10-01`;
    expect(
      (await server.admin.request<OfficeHours>('PUT', holiday, { hours: shut, note: '国庆' })).exceptions,
    ).toEqual([{ day: '2099-10-01', hours: shut, note: '国庆' }]);
    expect(
      await codeOf(
        server.admin.request('PUT', `${path}/office-hours/exceptions/2021-10-01`, { hours: shut }),
      ),
    ).toBe('day_past');
    await server.admin.request('DELETE', holiday);
    await server.admin.request('DELETE', `${path}/office-hours/2099-07-01`);
    expect(await server.admin.get<OfficeHours>(`${path}/office-hours`)).toMatchObject({
      terms: [{ validFrom: '2020-01-01', week }],
      exceptions: [],
    });
  });

  it('name what is wrong with them', async () => {
    const fault = async (day: object) =>
      (await problemOf(put({ validFrom: '2099-01-01', week: [day, ...week.slice(1)] })))?.errors?.[0]?.field;
    expect(await fault({ morning: { from: '12:00', to: '08:30' }, afternoon: null })).toBe(
      'body.week[0].morning.to',
    );
    expect(await fault({ ...open, afternoon: { from: '11:00', to: '17:00' } })).toBe(
      'body.week[0].afternoon',
    );
    expect(await fault({ morning: { from: '8:30', to: '12:00' }, afternoon: null })).toBe(
      'body.week[0].morning.from',
    );
    expect((await problemOf(put({ validFrom: '2099-02-30', week })))?.errors?.[0]?.field).toBe(
      'body.validFrom',
    );
    expect((await problemOf(put({ validFrom: '2099-01-01', week: week.slice(1) })))?.code).toBe(
      'invalid_request',
    );
  });
});

describe('regions, departments and what a window serves', () => {
  it('takes the shipped regions with their zones, and says what does not fit together', async () => {
    const { admin } = server;
    const make = (region: object) => admin.post<Region & { warnings?: string[] }>('/api/v1/regions', region);
    const there = new Set(['440000', '445200']);
    for (const region of [...jieyangRegions, ...jieyangZones])
      if (!there.has(region.code)) expect((await make(region)).warnings).toEqual([]);
    await make({ code: '445202001', name: '中山街道', level: 'township', parentCode: '445202' });
    await make({ code: '4452A1001', name: '园区一街', level: 'township', parentCode: '4452A1' });
    const at = async (region: object) => (await problemOf(make(region)))?.errors?.[0]?.field;
    const county = { code: '445209', name: 'x', level: 'county', parentCode: '445200' };
    expect(await at({ ...county, parentCode: '445202' })).toBe('body.parentCode');
    expect(await at({ ...county, level: 'township' })).toBe('body.code');
    expect(await at({ ...county, code: '445300' })).toBe('body.code');
    expect(await at({ ...county, code: '44520A' })).toBe('body.code');
    expect((await make({ ...county, code: '440511', parentCode: '445200' })).warnings).toEqual([
      'code_not_below_parent',
    ]);
  });

  it('warns of a checksum, and saves', async () => {
    const made = await server.admin.post<Department & { warnings: string[] }>('/api/v1/departments', {
      regionCode: '445200',
      name: '某局',
      uscc: '11445200MB2D00000X',
    });
    expect(made).toMatchObject({ uscc: '11445200MB2D00000X', warnings: ['uscc_checksum'] });
    const path = `/api/v1/departments/${made.id}`;
    expect(await server.admin.request('PATCH', path, { name: '某某局' })).toMatchObject({ warnings: [] });
  });

  it('keeps what a window served, when', async () => {
    const window = city.windows[1] as Window;
    const path = `/api/v1/windows/${window.id}/matters`;
    const started = new Date().toISOString();
    const set = (matterIds: string[]) =>
      server.admin.request<{ items: object[] }>('PUT', path, { matterIds });
    expect(await set([city.matter.id])).toMatchObject({ items: [{ code: city.matter.code, validTo: null }] });
    const between = new Date(Date.now() + 2).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await set([])).toEqual({ items: [] });
    expect(await server.admin.get(`${path}?at=${between}`)).toMatchObject({
      items: [{ matterId: city.matter.id, validTo: expect.any(String) }],
    });
    expect(
      await server.admin.get(`${path}?at=${new Date(Date.parse(started) - 1000).toISOString()}`),
    ).toEqual({
      items: [],
    });
    expect(await codeOf(set([city.hall.id]))).toBe('matter_of_other_department');
    await set([city.matter.id]);
    expect(await codeOf(server.admin.request('DELETE', `/api/v1/matters/${city.matter.id}`))).toBe('in_use');
  });
});
