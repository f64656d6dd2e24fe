/**
 * Many cheap H.264 cameras in one process of its own: for load, where the drawn and GStreamer ones would cost more
 * than what is measured. Forty of 1.5 Mbit/s take a few percent of a core.
 */
import { type OwnProgram, startOwnProgram } from '../../factories/own-program.ts';
import { loopMedia } from '../cameras/loop-media.ts';
import type { Pace } from './load-camera.ts';

export interface LoadCamerasOptions {
  readonly count: number;
  /** Default: 1280×720, 25 fps, 1.5 Mbit/s, GOP 2 s. */
  readonly file?: string;
  readonly port?: number;
  /** Default: bursty. */
  readonly pace?: Pace;
}

export interface LoadCameras {
  readonly port: number;
  readonly pid: number;
  readonly names: readonly string[];
  url(name: string): string;
  /** As a power cut of all of them; resolves after so long. */
  pause(ms: number): Promise<void>;
  /** The power is back: the same cameras at the same port. */
  back(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLoadCameras(options: LoadCamerasOptions): Promise<LoadCameras> {
  const file = options.file ?? (await loopMedia());
  const start = (port: number): Promise<OwnProgram> =>
    startOwnProgram({
      source: 'test/fakes/load/main.ts',
      args: [file, String(port), String(options.count), options.pace ?? 'bursty'],
    });
  let program = await start(options.port ?? 0);
  const port = Number(program.ready.port);
  return {
    port,
    get pid() {
      return program.pid;
    },
    names: Array.from({ length: options.count }, (_, index) => `c${index}`),
    url: (name) => `rtsp://127.0.0.1:${port}/${name}/main`,
    pause: async (ms) => {
      await program.kill('SIGKILL');
      await new Promise((done) => setTimeout(done, ms));
    },
    back: async () => {
      program = await start(port);
    },
    stop: () => program.kill('SIGTERM'),
  };
}
