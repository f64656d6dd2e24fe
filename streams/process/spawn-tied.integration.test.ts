import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { spawnTied } from './spawn-tied.ts';

/** Alive, and not merely a zombie that nobody has reaped yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // No such process.
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition() && Date.now() < deadline) await sleep(20);
}

test('the child has the command’s own pid, arguments and exit code', async () => {
  const child = spawnTied('sh', ['-c', 'echo $$; exit 7'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(7);
  expect(Number(out)).toBe(child.pid);
});

test('a child dies with a parent that is killed with -9', async () => {
  const module = fileURLToPath(new URL('./spawn-tied.ts', import.meta.url));
  const esbuild = await import('esbuild');
  const { code } = await esbuild.transform(readFileSync(module, 'utf8'), { loader: 'ts', format: 'esm' });
  const parentSource = `${code}
    const child = spawnTied('sleep', ['60'], { stdio: 'ignore' });
    console.log(child.pid);`;
  const parent = spawnTied(process.execPath, ['--input-type=module', '-e', parentSource], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!parent.stdout) throw new Error('no stdout');
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const childPid = Number(line.toString());
  await until(() => isRunning(childPid));
  expect(isRunning(childPid)).toBe(true);

  parent.kill('SIGKILL');
  await until(() => !isRunning(childPid));
  expect(isRunning(childPid)).toBe(false);
});
