/** The yardstick of the cost bench: one ffmpeg process a camera, in the same run and from the same cameras. */
import { until } from '../../e2e/support/until.ts';
import { startOwnProgram } from '../../factories/own-program.ts';

export interface Yardstick {
  readonly pid: number;
  /** Pulls these, too; resolves when each has given its first fragment. */
  pull(urls: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startYardstick(): Promise<Yardstick> {
  const program = await startOwnProgram({ source: 'test/bench/yardstick/main.ts' });
  let live = 0;
  let asked = 0;
  let ended: string | undefined;
  program.onLine((line) => {
    const said = JSON.parse(line) as { live?: number; ended?: number };
    if (said.live !== undefined) live = said.live;
    if (said.ended !== undefined) ended = line;
  });
  return {
    pid: program.pid,
    pull: async (urls) => {
      asked += urls.length;
      for (const url of urls) program.child.stdin?.write(`${url}\n`);
      await until(
        `${asked} ffmpeg processes to give pictures`,
        () => {
          if (ended !== undefined) throw new Error(`the yardstick's ffmpeg ended: ${ended}`);
          return live >= asked;
        },
        90_000,
        50,
      );
    },
    stop: () => program.kill('SIGTERM'),
  };
}
