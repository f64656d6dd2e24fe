/** A running program with many load cameras registered, and ways to keep streams running and to count live ones. */
import { type Program, startProgram } from '../e2e/support/program.ts';
import { until } from '../e2e/support/until.ts';
import { ApiClient } from '../factories/api-client.ts';
import { registerCity } from '../factories/city.ts';

export interface LoadSite {
  readonly program: Program;
  readonly admin: ApiClient;
  readonly hallId: string;
  readonly cameraIds: readonly string[];
  /** Keeps so many streams running, packaged for LL-HLS, from now on; nobody decodes. */
  watch(count: number): void;
  /** How many streams are live by the program's own figures. */
  live(): Promise<number>;
  /** Resolves with how long it took, ms. */
  untilLive(count: number, withinMs?: number): Promise<number>;
  close(): Promise<void>;
}

/** Asking for the playlist keeps a stream running as a viewer would, at next to no cost of its own. */
const TOUCH_MS = 5000;

/** Nothing is recorded unless `env` says so: streams are kept running by what is measured alone. */
export async function startLoadSite(
  urls: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<LoadSite> {
  const program = await startProgram({ env: { MC_LOG_LEVEL: 'warn', MC_RECORDING: 'false', ...env } });
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const city = await registerCity(
    admin,
    urls.map((mainUrl, index) => ({ name: `c${index}`, mainUrl, windows: [] })),
  );
  const cameraIds = city.cameras.map((camera) => camera.id);
  let watched: readonly string[] = [];
  const touch = (): void => {
    // Not there yet, or shutting down: the next touch is soon, and what must be live is waited for elsewhere.
    for (const id of watched)
      void admin.fetch(`/media/${id}/main/live.m3u8`).then(
        (answer) => answer.text(),
        () => undefined,
      );
  };
  const keep = setInterval(touch, TOUCH_MS);
  const live = async (): Promise<number> => {
    const text = await (await admin.fetch('/metrics')).text();
    return Number(/^mc_streams\{[^}]*state="live"[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
  };
  return {
    program,
    admin,
    hallId: city.hall.id,
    cameraIds,
    watch: (count) => {
      watched = cameraIds.slice(0, count);
      touch();
    },
    live,
    untilLive: async (count, withinMs = 90_000) => {
      const beganMs = performance.now();
      await until(`${count} streams to be live`, async () => (await live()) >= count, withinMs, 100);
      return performance.now() - beganMs;
    },
    close: async () => {
      clearInterval(keep);
      await program.dispose();
    },
  };
}
