/** A running program with live cameras and a signed-in browser, as the benches need it. */
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { type Program, startProgram } from '../e2e/support/program.ts';
import { signIn } from '../e2e/support/wall-page.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';

export interface Site {
  readonly program: Program;
  readonly admin: ApiClient;
  readonly city: City;
  /** Registers a second camera; a wall of one shows its main profile, a wall of more the sub profiles. */
  addCamera(): Promise<void>;
  readonly browser: Browser;
  /** Signed in, with `page-probe.ts` in it after each `open`. */
  readonly page: Page;
  open(path: string): Promise<void>;
  close(): Promise<void>;
}

/** One drawn camera (live encoded, so that its burnt-in clock is true), two windows, one page; nothing is recorded. */
export async function startSite(options: { readonly gopMs?: number } = {}): Promise<Site> {
  const cameras: FakeCameras = await startFakeCameras({
    cameras: [{ name: 'hall-a' }, { name: 'hall-b' }],
    ...options,
  });
  const program = await startProgram({ env: { MC_RECORDING: 'false' } });
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const city = await registerCity(admin, [
    {
      name: '一号机',
      mainUrl: cameras.url('hall-a', 'main'),
      subUrl: cameras.url('hall-a', 'sub'),
      windows: ['1', '2'],
    },
  ]);
  const probe = await build({
    entryPoints: ['test/bench/page-probe.ts'],
    bundle: true,
    format: 'iife',
    write: false,
    target: 'es2023',
  });
  const script = probe.outputFiles[0]?.text ?? '';
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, bypassCSP: true });
  const page = await context.newPage();
  await signIn(page, program.baseUrl, program.username, program.password);
  return {
    program,
    admin,
    city,
    browser,
    page,
    addCamera: async () => {
      await admin.post(`/api/v1/halls/${city.hall.id}/cameras`, {
        name: '二号机',
        profiles: [
          { profile: 'main', url: cameras.url('hall-b', 'main') },
          { profile: 'sub', url: cameras.url('hall-b', 'sub') },
        ],
      });
    },
    open: async (path) => {
      await page.goto(`${program.baseUrl}${path}`);
      await page.addScriptTag({ content: script });
    },
    close: async () => {
      await browser.close();
      await program.dispose();
      await cameras.stop();
    },
  };
}
