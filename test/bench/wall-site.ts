/**
 * A running program with a wall of many load cameras, a window at each, and a Chromium that has it open: what benches
 * and soaks of walls stand on.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { descendants } from '../e2e/support/processes.ts';
import { type Program, startProgram } from '../e2e/support/program.ts';
import { signIn } from '../e2e/support/wall-page.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { startLoadCameras } from '../fakes/load/load-cameras.ts';

/** A wall's sub profile. Two cores are to hold the program, the cameras and the browser. */
export const WALL_MEDIA = { width: 640, height: 360, fps: 15, kbps: 400, gopMs: 2000 };

export interface WallSiteOptions {
  readonly cameras: number;
  /** How many tiles a page holds. */
  readonly layout: number;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A page's own reading of itself, by CDP. */
export interface PageCost {
  readonly heapMiB: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Seconds of the renderer's main thread so far. */
  readonly taskSeconds: number;
}

export interface WallSite {
  readonly program: Program;
  readonly city: City;
  readonly browser: Browser;
  readonly page: Page;
  /** Goes to the hall's wall, with `wall-probe.ts` in the page before anything of it runs. */
  open(): Promise<void>;
  /** Reports the next step of a case at a window, as a department does. Resolves when it was accepted. */
  report(windowIndex: number, caseNo: string, stage: string, earlierMs?: number): Promise<void>;
  /** After a collection of garbage. */
  cost(): Promise<PageCost>;
  /** Resident memory of the page's renderer, MiB. */
  rendererMiB(): number;
  /** CPU seconds so far of all of Chromium. */
  browserCpuSeconds(): number;
  close(): Promise<void>;
}

export async function startWallSite(options: WallSiteOptions): Promise<WallSite> {
  const cameras = await startLoadCameras({ count: options.cameras, file: await loopMedia(WALL_MEDIA) });
  const program = await startProgram({ env: { MC_LOG_LEVEL: 'warn', MC_RECORDING: 'false' } });
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const city = await registerCity(
    admin,
    cameras.names.map((name, index) => ({
      name: `${String(index + 1).padStart(2, '0')}号机`,
      mainUrl: cameras.url(name),
      subUrl: cameras.url(name),
      windows: [String(index + 1)],
    })),
  );
  const machine = ApiClient.withToken(program.baseUrl, city.tokenSecret);
  const browser = await launchBrowser();
  const viewport = options.viewport ?? { width: 1920, height: 1080 };
  const page = await (await browser.newContext({ viewport, bypassCSP: true })).newPage();
  const probe = await build({
    entryPoints: ['test/bench/wall-probe.ts'],
    bundle: true,
    format: 'iife',
    write: false,
    target: 'es2023',
  });
  await page.addInitScript(probe.outputFiles[0]?.text ?? '');
  await page.addInitScript(`localStorage.setItem('mc.layout', '${options.layout}')`);
  await signIn(page, program.baseUrl, program.username, program.password);
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return {
    program,
    city,
    browser,
    page,
    open: async () => {
      await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
    },
    report: async (windowIndex, caseNo, stage, earlierMs = 0) => {
      const window = city.windows[windowIndex % city.windows.length];
      await machine.post('/api/v1/exchange/events', {
        events: [
          {
            type: 'stage',
            eventId: `${caseNo}-${stage}`,
            occurredAt: new Date(Date.now() - earlierMs).toISOString(),
            caseNo,
            matterCode: city.matter.code,
            stage,
            hallId: city.hall.id,
            windowCode: window?.code,
          },
        ],
      });
    },
    cost: async () => {
      await cdp.send('HeapProfiler.collectGarbage');
      const { metrics } = await cdp.send('Performance.getMetrics');
      const of = (name: string) => metrics.find((each) => each.name === name)?.value ?? 0;
      return {
        heapMiB: of('JSHeapUsedSize') / 2 ** 20,
        nodes: of('Nodes'),
        listeners: of('JSEventListeners'),
        taskSeconds: of('TaskDuration'),
      };
    },
    rendererMiB: () => Math.max(0, ...chromium().filter(isRenderer).map(residentMiB)),
    browserCpuSeconds: () => chromium().reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    close: async () => {
      await browser.close();
      await program.dispose();
      await cameras.stop();
    },
  };
}

/** Resident memory, MiB; 0 for one that has ended. */
export function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

function chromium(): number[] {
  return descendants(process.pid)
    .filter(({ command }) => command.startsWith('chrom'))
    .map(({ pid }) => pid);
}

function isRenderer(pid: number): boolean {
  return read(`/proc/${pid}/cmdline`).includes('--type=renderer');
}

function cpuSeconds(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce(
      (sum, task) => sum + Number(read(`/proc/${pid}/task/${task}/schedstat`).split(' ', 1)[0]) / 1e9,
      0,
    );
  } catch {
    return 0; // it ended meanwhile
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}
