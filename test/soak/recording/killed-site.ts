/** The whole program recording numbered cameras, killed in parts and started again; and what is then on disk and in the index. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { connect } from '../../../server/platform/db/connect.ts';
import { runningTarget } from '../../../server/platform/db/embedded/running.ts';
import { silentLog } from '../../../server/platform/log.ts';
import { parseSegmentPath } from '../../../streams/recorder/index.ts';
import { descendants } from '../../e2e/support/processes.ts';
import { type Program, startProgram } from '../../e2e/support/program.ts';
import { until } from '../../e2e/support/until.ts';
import { ApiClient } from '../../factories/api-client.ts';
import { registerCity } from '../../factories/city.ts';
import { freePort } from '../../factories/free-port.ts';
import { type LoadCameras, startLoadCameras } from '../../fakes/load/load-cameras.ts';
import { startVariousCameras, type VariousCameras } from '../../fakes/various/various-cameras.ts';
import { type JudgedFile, type Judgement, judge, type Kill } from './judge.ts';
import { numberedClip, numbersOf } from './numbered-clip.ts';

const run = promisify(execFile);
const BACK_WITHIN_MS = 60_000;

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
  #program: Program | undefined;
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

  get kills(): readonly Kill[] {
    return this.#kills;
  }

  get output(): string {
    return this.#program?.output() ?? '';
  }

  /** Ends a part of it as a crash would, and resolves when it is all there again. */
  async kill(what: Kill['what']): Promise<void> {
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
      );
      this.#kills.push({ what, atMs: Date.now() });
      process.kill(victim.pid, 'SIGKILL');
    }
    await this.untilRecording();
  }

  /** Every camera's newest file grows. */
  async untilRecording(): Promise<void> {
    const sizes = async () => {
      const newest = new Map<string, { at: number; bytes: number }>();
      for (const { path, cameraId, startedAtMs } of await this.#files()) {
        if ((newest.get(cameraId)?.at ?? 0) > startedAtMs) continue;
        const { size: bytes } = await stat(path).catch(() => ({ size: 0 }));
        newest.set(cameraId, { at: startedAtMs, bytes });
      }
      return newest;
    };
    const before = await sizes();
    await until(
      'every camera to be recorded',
      async () => {
        const now = await sizes();
        return (
          now.size === this.#names.size &&
          [...now].every(([id, { at, bytes }]) => {
            const then = before.get(id);
            return then === undefined || at > then.at || bytes > then.bytes;
          })
        );
      },
      BACK_WITHIN_MS,
      200,
    );
  }

  /** Ends recording in order, starts once more so that the index is put right, and looks at everything there is. */
  async verdict(): Promise<SiteVerdict> {
    const program = this.#running();
    const { files, faults } = await this.#compared();
    program.signal('SIGTERM');
    await program.exited;
    const cameras: CameraVerdict[] = [];
    for (const [cameraId, name] of this.#names) {
      const mine = (await this.#files()).filter((file) => file.cameraId === cameraId);
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
    await this.untilRecording();
  }

  async #start(): Promise<void> {
    const env = { MC_LOG_LEVEL: 'warn' };
    this.#program = await startProgram({ dataDir: this.#dataDir, port: this.#port, env });
  }

  #running(): Program {
    if (this.#program === undefined) throw new Error('the program does not run');
    return this.#program;
  }

  async #files() {
    const folder = join(this.#dataDir, 'recordings');
    const all = await readdir(folder, { recursive: true }).catch(() => []);
    return all.flatMap((relative) => {
      const place = parseSegmentPath(relative);
      return place === undefined || place.buffer ? [] : [{ ...place, path: join(folder, relative) }];
    });
  }

  /** Rows and files, while the program runs: a row a file, a file a row, closed ones of the same size. */
  async #compared() {
    const target = runningTarget(this.#dataDir);
    if (target === undefined) throw new Error('PostgreSQL does not run');
    const connection = connect({ target, log: silentLog(), maxConnections: 1 });
    try {
      return await until(
        'index and disk to agree',
        async () => {
          const faults: string[] = [];
          const { rows } = await sql<{
            id: string;
            started_at: Date;
            ended_at: Date;
            bytes: string;
            open: boolean;
          }>`
          select id, started_at, ended_at, bytes, open from recording_segment where not buffer`.execute(
            connection.db,
          );
          const byId = new Map(rows.map((row) => [row.id, row]));
          const files = new Map<string, { endedAtMs: number | undefined }>();
          for (const { id, path } of await this.#files()) {
            const row = byId.get(id);
            byId.delete(id);
            if (row === undefined) {
              faults.push(`${path} has no row`);
              continue;
            }
            const { size } = await stat(path);
            if (!row.open && Number(row.bytes) !== size)
              faults.push(`${path}: ${row.bytes} bytes by the index, ${size} on disk`);
            files.set(path, { endedAtMs: row.open ? undefined : Number(row.ended_at) });
          }
          for (const id of byId.keys()) faults.push(`row ${id} has no file`);
          if (faults.length > 0) throw new Error(faults.join('\n'));
          return { files, faults };
        },
        20_000,
        500,
      ).catch((error: unknown) => ({
        files: new Map<string, { endedAtMs: number | undefined }>(),
        faults: [String((error as { cause?: unknown }).cause ?? error)],
      }));
    } finally {
      await connection.close();
    }
  }
}

async function probe(file: string): Promise<{ durationMs: number; complaint: string }> {
  const { stdout, stderr } = await run('ffprobe', [
    ...['-v', 'error', '-count_packets', '-show_entries', 'format=duration:stream=nb_read_packets'],
    ...['-of', 'default=nw=1:nk=1', file],
  ]).catch((error: Error & { stdout?: string; stderr?: string }) => ({
    stdout: error.stdout ?? '',
    stderr: error.stderr ?? error.message,
  }));
  return { durationMs: Number(stdout.trim().split('\n').at(-1)) * 1000, complaint: stderr.trim() };
}
