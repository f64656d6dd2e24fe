/** The whole demo against a running server: cameras, registry, departments at work. */
import { randomBytes } from 'node:crypto';
import type { Camera } from '../../../server/contract/cameras.ts';
import type { ExchangeAnswer } from '../../../server/contract/exchange.ts';
import { ApiClient } from '../../factories/api-client.ts';
import { type FakeCameras, startFakeCameras } from '../cameras/fake-camera.ts';
import { Department } from '../department/department.ts';
import { Reporter } from '../department/reporter.ts';
import { Timeline } from '../department/timeline.ts';
import { ARCHIVE_MS, firstArchive } from './archive/first-archive.ts';
import { holdCaseWithCard } from './archive/held-case.ts';
import { DEVICE_LOGIN, deviceCameras, renewDeviceCameras, startDemoDevices } from './onvif.ts';
import { loadScenario, type Scenario, type ScenarioDepartment } from './scenario.ts';
import { accountLines, seedAccounts } from './seed-accounts.ts';
import { seedCameras } from './seed-cameras.ts';
import { type City, seedCity } from './seed-city.ts';
import { seedLeadRules } from './seed-lead-rules.ts';
import { seedRecording } from './seed-recording.ts';
import { seedRoster } from './seed-roster.ts';
import { seedTokens } from './seed-tokens.ts';

export interface DemoOptions {
  readonly baseUrl: string;
  /** An admin's session, as a Cookie header's text. */
  readonly sessionCookie: string;
  /** Prints a line of progress; never a secret. */
  readonly say: (line: string) => void;
  /** Shows the person who started the demo a line that is for nobody else: passwords. */
  readonly show: (line: string) => void;
  /** What the accounts' passwords follow from. */
  readonly seed: string;
  /** Where footage of the time before the first start goes; left out: none is made. */
  readonly recordingFolder?: string;
  /** Some of it is there. */
  readonly onArchived?: () => void;
  readonly now: () => number;
}

export interface RunningDemo {
  readonly hallId: string;
  readonly cameras: Pick<FakeCameras, 'pid' | 'port'>;
  /** Settles when the cameras have ended, asked or not. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export async function runDemo(options: DemoOptions): Promise<RunningDemo> {
  const { baseUrl, sessionCookie, say, now } = options;
  const scenario = loadScenario(new URL('./scenario.json', import.meta.url));
  const api = new ApiClient(baseUrl, { cookie: sessionCookie });
  const credentials = { username: 'demo', password: randomBytes(12).toString('base64url') };
  const cameras = await startFakeCameras({
    cameras: [...scenario.cameras.map(({ name }) => ({ name })), ...deviceCameras],
    auth: credentials,
    guest: DEVICE_LOGIN,
  });
  try {
    say(`cameras: ${scenario.cameras.length} on rtsp port ${cameras.port}`);
    const devices = await startDemoDevices(cameras, say);
    const { username, password } = DEVICE_LOGIN;
    say(`onvif: ${devices.addresses.join(', ')}, to be found and registered (${username} / ${password})`);
    const isFirst = options.recordingFolder !== undefined && (await isEmpty(api));
    const city = await seedCity(api, scenario);
    const toMs = now();
    const registered = await seedCameras(api, scenario, city, { url: cameras.url, credentials });
    await renewDeviceCameras(api, cameras);
    await seedRoster(api, scenario, city, now());
    // Without them leads only take longer to come.
    await seedLeadRules(api, city.hall).catch((error: unknown) =>
      say(`leads: usual thresholds, ${error instanceof Error ? error.message : String(error)}`),
    );
    const secrets = await seedTokens(api, scenario, city);
    say(`registry: ${city.hall.name}, ${city.windows.size} windows, ${secrets.size} departments`);
    for (const line of accountLines(await seedAccounts(api, scenario, city, options.seed)))
      options.show(line);
    const departments = scenario.departments.map((department) =>
      departmentAtWork({
        baseUrl,
        scenario,
        department,
        hallId: city.hall.id,
        token: secrets.get(department.source) ?? '',
        say,
        now,
        sinceMs: isFirst ? toMs - ARCHIVE_MS : undefined,
      }),
    );
    for (const department of departments) department.start();
    const ending = new AbortController();
    const { signal } = ending;
    const background = isFirst
      ? lookBack({ ...options, api, city, scenario, registered, toMs, signal }).catch((error: unknown) => {
          if (!signal.aborted) say(`archive: ${error instanceof Error ? error.message : String(error)}`);
        })
      : Promise.resolve();
    return {
      hallId: city.hall.id,
      cameras,
      ended: cameras.ended,
      close: async () => {
        ending.abort();
        await Promise.all([
          background,
          ...departments.map((one) => one.close()),
          devices.close(),
          cameras.stop(),
        ]);
      },
    };
  } catch (error) {
    await cameras.kill();
    throw error;
  }
}

/** Nothing was ever reported: the first start. */
async function isEmpty(api: ApiClient): Promise<boolean> {
  return (await api.get<{ items: unknown[] }>('/api/v1/cases?limit=1')).items.length === 0;
}

interface LookBackOptions extends DemoOptions {
  readonly api: ApiClient;
  readonly city: City;
  readonly scenario: Scenario;
  /** In the scenario's order. */
  readonly registered: readonly Camera[];
  readonly toMs: number;
  readonly signal: AbortSignal;
}

/** In the background: what is recorded from now on is small, what was before is drawn, and one case is held. */
async function lookBack(options: LookBackOptions): Promise<void> {
  const { api, city, scenario, registered, recordingFolder, toMs, say, signal } = options;
  if (recordingFolder === undefined) return;
  await seedRecording(api, city.hall);
  const cameras = registered.flatMap((camera, index) => {
    const like = scenario.cameras[index];
    return like === undefined ? [] : [{ camera, like }];
  });
  const onArchived = options.onArchived ?? (() => undefined);
  await firstArchive({ folder: recordingFolder, cameras, toMs, say, onArchived, signal });
  const held = await holdCaseWithCard(api, signal);
  if (held !== undefined) say(`archive: ${held} has a card, and its footage is held`);
}

interface WorkOptions extends Pick<DemoOptions, 'baseUrl' | 'say' | 'now'> {
  readonly scenario: Scenario;
  readonly department: ScenarioDepartment;
  readonly hallId: string;
  readonly token: string;
  readonly sinceMs: number | undefined;
}

function departmentAtWork(options: WorkOptions) {
  const { baseUrl, scenario, department, hallId, token, say, now, sinceMs } = options;
  const { source } = department;
  const told = new Set<string>();
  let state: 'new' | 'reporting' | 'troubled' = 'new';
  const onAnswer = ({ results, accepted, duplicate }: ExchangeAnswer): void => {
    if (state === 'new')
      say(`${source}: reporting, ${accepted} events caught up, ${duplicate} known already`);
    if (state === 'troubled') say(`${source}: reporting again`);
    state = 'reporting';
    // The same fault comes with every event: once is enough.
    for (const { status, code, field, message } of results)
      if (status === 'rejected' && !told.has(`${code} ${field}`)) {
        told.add(`${code} ${field}`);
        say(`${source}: rejected, ${code} at ${field}: ${message}`);
      }
  };
  const onTrouble = (reason: string): void => {
    state = 'troubled';
    say(`${source}: cannot report, trying again: ${reason}`);
  };
  return new Department({
    timeline: new Timeline({ scenario, department, hallId }),
    reporter: new Reporter({ baseUrl, token, onAnswer, onTrouble }),
    now,
    sinceMs,
  });
}
