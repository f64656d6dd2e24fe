/** The demo's registry and departments against the real record plane; its cameras have tests of their own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Token } from '../../../server/contract/access.ts';
import type { CaseDetail, CaseSummary } from '../../../server/contract/cases.ts';
import { colourAt } from '../../../server/contract/clock.ts';
import type { ExchangeAnswer } from '../../../server/contract/exchange.ts';
import type { WindowStatus } from '../../../server/contract/overlays.ts';
import type { SetupSummary } from '../../../server/contract/places.ts';
import type { Wall } from '../../../server/contract/wall.ts';
import { type RecordServer, startRecordServer } from '../../factories/record-server.ts';
import { Department } from '../department/department.ts';
import { Reporter } from '../department/reporter.ts';
import { Timeline } from '../department/timeline.ts';
import { listAll } from './registry.ts';
import { loadScenario, type Phase, windowAt } from './scenario.ts';
import { seedCameras } from './seed-cameras.ts';
import { type City, seedCity } from './seed-city.ts';
import { seedTokens } from './seed-tokens.ts';

const scenario = loadScenario(new URL('./scenario.json', import.meta.url));
const credentials = { username: 'demo', password: 'demo-camera-password' };
/** Every window's whole turn lies in the hour that is over, so that all of it can be reported now. */
const startMs = Date.now() - 3_600_000;

let server: RecordServer;
let city: City;
let secrets: ReadonlyMap<string, string>;
beforeAll(async () => {
  server = await startRecordServer();
  city = await seedCity(server.admin, scenario);
  secrets = await seedTokens(server.admin, scenario, city);
});
afterAll(() => server.close());

const seedOnPort = (port: number) =>
  seedCameras(server.admin, scenario, city, {
    url: (name, profile) => `rtsp://127.0.0.1:${port}/${name}/${profile}`,
    credentials,
  });
const wall = () => server.admin.get<Wall>(`/api/v1/halls/${city.hall.id}/wall`);

describe("the demo's registry", () => {
  it('has a hall with four windows drawn into the pictures of two cameras', async () => {
    await seedOnPort(9001);
    const { cameras, windows, placements } = await wall();
    expect(cameras).toHaveLength(2);
    expect(cameras.every((camera) => camera.hasCredentials && camera.profiles.length === 2)).toBe(true);
    expect(windows.map((window) => window.code)).toEqual(['1', '2', '3', '4']);
    expect(placements).toHaveLength(4);
  });

  it('is the same after another start, but for the addresses of its cameras, and keeps what somebody changed', async () => {
    const before = await wall();
    const [first, second] = before.cameras;
    const [moved, kept] = before.placements;
    await server.admin.request('PATCH', `/api/v1/cameras/${first?.id}`, { name: '东侧' });
    const redrawn = { clerkZone: kept?.clerkZone, applicantZone: null };
    await server.admin.request(
      'PUT',
      `/api/v1/cameras/${moved?.cameraId}/placements/${moved?.windowId}`,
      redrawn,
    );
    city = await seedCity(server.admin, scenario);
    await seedOnPort(9002);
    const after = await wall();
    expect(after.cameras.map((camera) => camera.id).sort()).toEqual([first?.id, second?.id].sort());
    expect(after.cameras.flatMap((camera) => camera.profiles.map((one) => new URL(one.url).port))).toEqual(
      Array.from({ length: 4 }, () => '9002'),
    );
    expect(after.cameras.map((camera) => camera.name)).toContain('东侧');
    expect(after.placements).toHaveLength(4);
    expect(after.placements.find((one) => one.windowId === moved?.windowId)).toMatchObject(redrawn);
    expect(await server.admin.get<SetupSummary>('/api/v1/setup')).toEqual({
      halls: 1,
      cameras: 2,
      windows: 4,
      placements: 4,
    });
  });

  it('revokes the tokens of the start before', async () => {
    const old = secrets;
    secrets = await seedTokens(server.admin, scenario, city);
    expect(secrets.get('jy-scjg')).not.toBe(old.get('jy-scjg'));
    const tokens = await listAll<Token>(server.admin, '/api/v1/tokens');
    expect(tokens.filter((token) => token.revokedAt === null)).toHaveLength(scenario.departments.length);
  });
});

describe('the demo’s departments', () => {
  const partOf = (department: (typeof scenario.departments)[number]) => ({
    scenario,
    department,
    hallId: city.hall.id,
  });

  it('report a quarter of an hour, all of it accepted; and again, all of it known', async () => {
    for (const department of scenario.departments) {
      const answers: ExchangeAnswer[] = [];
      const reporter = new Reporter({
        baseUrl: server.baseUrl,
        token: secrets.get(department.source) ?? '',
        onAnswer: (answer) => answers.push(answer),
      });
      const timeline = new Timeline(partOf(department));
      const events = timeline.between(startMs, startMs + 900_000).map(({ event }) => event);
      for (let round = 0; round < 2; round++) {
        reporter.push(events);
        await reporter.drained();
      }
      const sum = (of: (answer: ExchangeAnswer) => number) => answers.reduce((all, one) => all + of(one), 0);
      expect(answers.flatMap((one) => one.results).filter((one) => one.status === 'rejected')).toEqual([]);
      expect(sum((one) => one.accepted)).toBe(events.length);
      expect(sum((one) => one.duplicate)).toBe(events.length);
      await reporter.close();
    }
  });

  it('leave behind cases near their limit, over it, and closed, with their steps', async () => {
    const cases = await listAll<CaseSummary>(server.admin, '/api/v1/cases');
    const colours = new Set(cases.map((one) => one.clock && colourAt(one.clock, Date.now())));
    expect([...colours]).toEqual(expect.arrayContaining(['normal', 'near', 'over']));
    const closed = cases.filter((one) => one.stage === 'completed');
    expect(closed.length).toBeGreaterThan(10);
    const detail = await server.admin.get<CaseDetail>(`/api/v1/cases/${closed[0]?.id}`);
    expect(detail.clock?.stoppedAt).not.toBeNull();
    expect(detail.steps.findLast((step) => step.stage !== null)?.stage).toBe('completed');
  });

  it('keep each window in step with the picture, from whatever instant they begin', async () => {
    // The hour after, twenty times as fast: a minute and a half of the hall.
    const [fromMs, began] = [startMs + 1_200_000, Date.now()];
    let frozenMs: number | undefined;
    const now = () => frozenMs ?? fromMs + (Date.now() - began) * 20;
    const reporters = scenario.departments.map(
      ({ source }) => new Reporter({ baseUrl: server.baseUrl, token: secrets.get(source) ?? '' }),
    );
    const departments = scenario.departments.map(
      (department, index) =>
        new Department({
          timeline: new Timeline(partOf(department)),
          reporter: reporters[index] as Reporter,
          now,
        }),
    );
    for (const department of departments) department.start();
    await new Promise((wait) => setTimeout(wait, 4500));
    frozenMs = now();
    // One look more at the frozen instant, then all is told.
    await new Promise((wait) => setTimeout(wait, 1100));
    await Promise.all(reporters.map((one) => one.drained()));
    for (const window of scenario.windows) {
      const moment = windowAt(scenario, window, frozenMs);
      // Where picture and record disagree they do.
      if (moment.cycle.mismatch !== null) continue;
      const status = await server.admin.get<WindowStatus>(
        `/api/v1/windows/${city.windows.get(window.number)?.id}/status`,
      );
      expect([window.number, status.state]).toEqual([window.number, SHOWN[moment.phase]]);
      if (status.state === 'called' || status.state === 'serving')
        expect(status).toMatchObject({ ticket: moment.cycle.visit?.ticket, clerk: window.clerk.name });
    }
    await Promise.all(departments.map((one) => one.close()));
  });
});

const SHOWN: Readonly<Record<Phase, WindowStatus['state']>> = {
  closed: 'closed',
  away: 'idle',
  idle: 'idle',
  arriving: 'called',
  settling: 'called',
  served: 'serving',
  leaving: 'idle',
};
