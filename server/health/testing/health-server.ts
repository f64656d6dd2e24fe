/** Health on a real database with real streams; checks are made when a test says so. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { StreamHub } from '../../../streams/index.ts';
import type { ApiClient } from '../../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../../test/factories/app-server.ts';
import type { TestSocket } from '../../../test/factories/record-server.ts';
import { createCameras } from '../../cameras/index.ts';
import type { OfficeHours } from '../../contract/office-hours.ts';
import { createMatters } from '../../matters/index.ts';
import { createPlaces } from '../../places/index.ts';
import { silentLog } from '../../platform/log.ts';
import { sealerWithKey } from '../../platform/sealer.ts';
import { createSockets } from '../../platform/sockets.ts';
import { createHealth, type Health } from '../index.ts';

export interface HealthServer extends AppServer {
  /** Of the run that is under way. */
  readonly health: Health;
  readonly hub: StreamHub;
  /** Where pictures are kept; gone when it is closed. */
  readonly dataDir: string;
  /** Whether the hall is open. */
  isOpen: boolean;
  /** The clock of checks runs ahead of ours by so much. */
  aheadMs: number;
  /** A line without room: the next pull is refused. */
  enterLine: () => Promise<() => void>;
  /** Checks and streams end and begin anew on the same data. Routes stay those of the first run. */
  restart(meanwhile?: () => Promise<void> | void): Promise<void>;
  /** So many checks of a camera, one after the other, and what they found written down. */
  check(cameraId: string, times?: number): Promise<void>;
  connect(api: ApiClient): Promise<TestSocket>;
}

const WHOLE_DAY = { morning: { from: '00:00', to: '24:00' }, afternoon: null };
const NEVER = { morning: null, afternoon: null };

export async function startHealthServer(): Promise<HealthServer> {
  const log = silentLog();
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-health-'));
  const opened: TestSocket[] = [];
  const state = { isOpen: true, aheadMs: 0, enterLine: async () => (): void => undefined };
  const now = () => Date.now() + state.aheadMs;
  const hoursOf = async (hallId: string): Promise<OfficeHours> => {
    const day = state.isOpen ? WHOLE_DAY : NEVER;
    const week = [day, day, day, day, day, day, day];
    return { hallId, zone: 'Asia/Shanghai', terms: [{ validFrom: '1970-01-01', week }], exceptions: [] };
  };
  let begin: (() => { hub: StreamHub; health: Health }) | undefined;
  let running: { hub: StreamHub; health: Health } | undefined;
  const server = await startAppServer({
    now,
    routes: ({ db, bus, audit, access }) => {
      const places = createPlaces({ db, now, dataDir });
      const sealer = sealerWithKey(randomBytes(32));
      const cameras = createCameras({
        ...{ db, now, places, sealer, networks: ['127.0.0.0/8'] },
        onChanged: (cameraId) => running?.hub.invalidate(cameraId),
      });
      begin = () => {
        const hub = new StreamHub({ resolveAddress: cameras.addressOf, log, now: Date.now });
        const health = createHealth({
          ...{ db, dataDir, bus, audit, hub, hoursOf, log, now },
          ...{ gate: access, visibility: access, finder: places.finder },
          enterLine: () => state.enterLine(),
          // Checks are made by hand.
          ...{ everyMs: 1_000_000_000, groupMs: 30 },
        });
        return { hub, health };
      };
      running = begin();
      const noProbe = async () => ({ ok: false, code: 'camera_unreachable', reason: 'not tested' }) as const;
      return [
        ...places.routes({ visibility: access, audit }),
        ...createMatters({ db, places, now }).routes({ visibility: access, audit }),
        ...cameras.routes({ visibility: access, audit, probe: noProbe }),
        ...running.health.routes,
      ];
    },
  });
  if (!running || !begin) throw new Error('the server asked for no routes');
  const first = running.health;
  const sockets = createSockets({ server: server.http, gate: server.access, handlers: [first.sockets], log });
  await first.start();
  const current = () => running as { hub: StreamHub; health: Health };
  return {
    ...server,
    dataDir,
    get health() {
      return current().health;
    },
    get hub() {
      return current().hub;
    },
    get isOpen() {
      return state.isOpen;
    },
    set isOpen(isOpen) {
      state.isOpen = isOpen;
      current().health.forgetHours();
    },
    get aheadMs() {
      return state.aheadMs;
    },
    set aheadMs(aheadMs) {
      state.aheadMs = aheadMs;
    },
    get enterLine() {
      return state.enterLine;
    },
    set enterLine(enterLine) {
      state.enterLine = enterLine;
    },
    restart: async (meanwhile?: () => Promise<void> | void) => {
      await current().health.checker.close();
      await current().hub.close();
      await meanwhile?.();
      running = begin?.();
      await current().health.start();
    },
    check: async (cameraId: string, times = 1) => {
      const { checker } = current().health;
      if (!checker.watchOf(cameraId)) await checker.refresh();
      for (let time = 0; time < times; time += 1) {
        await checker.checkNow(cameraId);
        await nextMinute(current().hub, cameraId);
      }
      await checker.flush();
    },
    connect: async (api: ApiClient) => {
      const socket: TestSocket = io(server.baseUrl, {
        transports: ['websocket'],
        forceNew: true,
        extraHeaders: api.headers,
      });
      opened.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return socket;
    },
    close: async () => {
      for (const socket of opened) socket.close();
      await current().health.close();
      await first.close();
      await current().hub.close();
      sockets.io.disconnectSockets(true);
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Between two real checks pictures go on, and what was pulled for one has ended. */
async function nextMinute(hub: StreamHub, cameraId: string): Promise<void> {
  const keyframe = () => hub.peek({ cameraId, profile: 'main' })?.latestKeyframe()?.unit.sequence;
  const before = keyframe();
  const isLeft = () =>
    hub
      .statuses()
      .some(({ key, holders, state }) => key.cameraId === cameraId && holders === 0 && state.name !== 'idle');
  const isHeld = hub.status({ cameraId, profile: 'main' })?.state.name === 'live' && !isLeft();
  const untilMs = Date.now() + 10_000;
  while (Date.now() < untilMs && (isHeld ? keyframe() === before : isLeft()))
    await new Promise((done) => setTimeout(done, 10));
}
