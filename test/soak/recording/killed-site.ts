/** The whole program recording numbered cameras, killed in parts and started again; and what is then on disk and in the index. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '../../e2e/support/processes.ts';
import { type Program, startProgram } from '../../e2e/support/program.ts';
import { until } from '../../e2e/support/until.ts';
import { ApiClient } from '../../factories/api-client.ts';
import { registerCity } from '../../factories/city.ts';
import { freePort } from '../../factories/free-port.ts';
import { type LoadCameras, startLoadCameras } from '../../fakes/load/load-cameras.ts';
import { startVariousCameras, type VariousCameras } from '../../fakes/various/various-cameras.ts';
import { indexAgainstDisk } from './index-against-disk.ts';
import { type JudgedFile, type Judgement, judge, type Kill } from './judge.ts';
import { numberedClip, numbersOf } from './numbered-clip.ts';
import { filesOf, newestOf, probe } from './site-files.ts';
import { whatIsKnown } from './what-is-known.ts';

const BACK_WITHIN_MS = 60_000;
/** So long after a source's death its file may still be open, and even grow. */
const SILENCE_MS = 3000;

export interface KilledSiteOptions {
  /** One more is encoded by ffmpeg. */
  readonly numbered: number;
}

export interface CameraVerdict extends Judgement {
  readonly name: string;
  readonly files: number;
}

export interface SiteVerdict {
  readonly cameras: readonly CameraVerdict[];
  /** Of index and disk against each other. */
  readonly faults: readonly string[];
}

export class KilledSite {
  readonly #dataDir: string;
  readonly #port: number;
  readonly #cameras: LoadCameras;
  readonly #encoded: VariousCameras;
  readonly #kills: Kill[] = [];
  readonly #troubles: string[] = [];
  #program: Program | undefined;
  /** How the program ended, once it has. */
  #ended: number | string | undefined;
  #names = new Map<string, string>();

  private constructor(parts: {
    dataDir: string;
    port: number;
    cameras: LoadCameras;
    encoded: VariousCameras;
  }) {
    this.#dataDir = parts.dataDir;
    this.#port = parts.port;
    this.#cameras = parts.cameras;
    this.#encoded = parts.encoded;
  }

  static async create({ numbered }: KilledSiteOptions): Promise<KilledSite> {
    const dataDir = await mkdtemp(join(tmpdir(), 'mc-kills-'));
    await chmod(dataDir, 0o755);
    const cameras = await startLoadCameras({ count: numbered, file: await numberedClip() });
    const encoded = await startVariousCameras([
      { name: 'mjpeg', clip: { codec: 'mjpeg', fps: 10, width: 320, height: 240 } },
    ]);
    const site = new KilledSite({ dataDir, port: await freePort(), cameras, encoded });
    try {
      await site.#begin();
      return site;
    } catch (error) {
      await site.close();
      throw error;
    }
  }

  /** Ends a part of it as a crash would, and resolves when it is all there again. False: it did not come back. */
  async kill(what: Kill['what']): Promise<boolean> {
    const program = this.#running();
    if (what === 'server') {
      this.#kills.push({ what, atMs: Date.now() });
      program.signal('SIGKILL');
      await program.exited;
      await this.#start();
    } else {
      const command = what === 'ffmpeg' ? 'ffmpeg' : 'postgres';
      // The oldest is the postmaster, or whichever ffmpeg has run longest: the camera's.
      const victim = await until(
        `a ${what} to kill`,
        () =>
          descendants(program.pid)
            .filter((row) => row.command === command)
            .sort((a, b) => Number(a.startedTicks) - Number(b.startedTicks))[0],
      ).catch(() => undefined);
      this.#kills.push({ what, atMs: Date.now() });
      if (victim) process.kill(victim.pid, 'SIGKILL');
      else this.#troubles.push(`there was no ${what} for kill ${this.#kills.length}`);
      if (what === 'ffmpeg') await new Promise((done) => setTimeout(done, SILENCE_MS));
    }
    return this.#untilRecording();
  }

  /** Every camera's newest file grew, and is still open. False: some do not; the verdict will say what was known of them then. */
  async #untilRecording(): Promise<boolean> {
    const before = await newestOf(this.#dataDir);
    let now = before;
    const stuck = () => {
      const ids = [...this.#names.keys()];
      return ids.filter((id) => {
        const [then, newest] = [before.get(id), now.get(id)];
        if (newest === undefined || newest.isClosed) return true;
        return newest.path === then?.path && newest.bytes <= then.bytes;
      });
    };
    await until(
      'every camera to be recorded',
      async () => {
        now = await newestOf(this.#dataDir);
        return this.#ended !== undefined || stuck().length === 0;
      },
      BACK_WITHIN_MS,
      200,
      // Told of below, by camera.
    ).catch(() => undefined);
    const ids = stuck();
    if (ids.length === 0 && this.#ended === undefined) return true;
    const cameras = new Map(ids.map((id) => [id, { name: this.#names.get(id) ?? '', newest: now.get(id) }]));
    const known = await whatIsKnown({ program: this.#running(), ended: this.#ended, cameras });
    this.#troubles.push(
      [`not every camera was recorded again after kill ${this.#kills.length}:`, ...known].join('\n'),
    );
    return false;
  }

  /** Compares index and disk, ends recording in order, and looks at every file there is. */
  async verdict(): Promise<SiteVerdict> {
    if (this.#ended !== undefined) await this.#start();
    const program = this.#running();
    const { files, faults: differences } = await indexAgainstDisk(this.#dataDir);
    const faults = [...this.#troubles, ...differences];
    program.signal('SIGTERM');
    await program.exited;
    const cameras: CameraVerdict[] = [];
    for (const [cameraId, name] of this.#names) {
      const mine = (await filesOf(this.#dataDir)).filter((file) => file.cameraId === cameraId);
      const judged: JudgedFile[] = [];
      for (const { path, startedAtMs } of mine) {
        const { durationMs, complaint } = await probe(path);
        if (complaint !== '') faults.push(`${path}: ffprobe: ${complaint}`);
        const numbers = name.startsWith('n') ? await numbersOf(path) : undefined;
        const known = files.get(path);
        judged.push({ path, startedAtMs, endedAtMs: known?.endedAtMs ?? startedAtMs + durationMs, numbers });
      }
      const excused = name.startsWith('n') ? (['server'] as const) : (['server', 'ffmpeg'] as const);
      cameras.push({ name, files: judged.length, ...judge({ files: judged, kills: this.#kills, excused }) });
    }
    return { cameras, faults };
  }

  async close(): Promise<void> {
    await this.#program?.dispose();
    await this.#cameras.stop();
    await this.#encoded.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #begin(): Promise<void> {
    await this.#start();
    const program = this.#running();
    const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
    const city = await registerCity(admin, [
      ...this.#cameras.names.map((name) => ({
        name: `n${name}`,
        mainUrl: this.#cameras.url(name),
        windows: [],
      })),
      { name: 'mjpeg', mainUrl: this.#encoded.url('mjpeg'), windows: [] },
    ]);
    this.#names = new Map(city.cameras.map(({ id, name }) => [id, name]));
    if (!(await this.#untilRecording())) throw new Error(this.#troubles.join('\n'));
  }

  async #start(): Promise<void> {
    const env = { MC_LOG_LEVEL: 'info' };
    const program = await startProgram({ dataDir: this.#dataDir, port: this.#port, env });
    this.#program = program;
    this.#ended = undefined;
    void program.exited.then((how) => {
      if (this.#program === program) this.#ended = how;
    });
  }

  #running(): Program {
    if (this.#program === undefined) throw new Error('the program does not run');
    return this.#program;
  }
}
