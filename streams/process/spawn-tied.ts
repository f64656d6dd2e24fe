import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * `child_process.spawn` without a shell, for children that must not outlive us: the kernel kills them when
 * this process dies, however it dies (`kill -9`, out of memory), through util-linux's
 * `setpriv --pdeathsig KILL`, which replaces itself by the command, so that the pid is the command's own.
 *
 * Where there is no setpriv the child is spawned plainly. A missing command shows itself as an `error`
 * event without setpriv and as exit code 127 (with a line on stderr) with it.
 *
 * The kernel watches the thread that spawned, so call this from the main thread or from a worker thread
 * that lives as long as the child should.
 */
export function spawnTied(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const [file, fileArgs] = tie(command, args);
  return spawn(file, fileArgs, { ...options, shell: false });
}

/** The command line `spawnTied` starts: for callers that spawn through another library. */
export function tie(command: string, args: readonly string[]): [string, string[]] {
  const setpriv = findSetpriv();
  return setpriv ? [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]] : [command, [...args]];
}

let known: string | false | undefined;

function findSetpriv(): string | false {
  known ??= process.platform === 'linux' && (search(process.env.PATH ?? '/usr/bin:/bin', 'setpriv') ?? false);
  return known;
}

function search(path: string, name: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        // Not there, or not ours to run: look on.
        return false;
      }
    });
}
