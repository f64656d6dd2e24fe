import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundle } from './bundle.mjs';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'mc-bundle-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('lets modules find their files beside their source, and the program itself', async () => {
  await mkdir(path.join(root, 'fakes/cameras'), { recursive: true });
  await writeFile(
    path.join(root, 'fakes/cameras/camera.ts'),
    'export const places = [import.meta.dirname, import.meta.filename, new URL("./hall.py", import.meta.url).pathname];\n',
  );
  await writeFile(
    path.join(root, 'fakes/main.ts'),
    `import { places } from './cameras/camera.ts';
     process.stdout.write(JSON.stringify([...places, new URL(import.meta.url).pathname === process.argv[1]]));`,
  );
  await bundle({ 'fakes/demo': 'fakes/main.ts' }, root);
  const program = path.join(root, 'dist/fakes/demo.js');
  await writeFile(path.join(root, 'package.json'), '{"type":"module"}');
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  const camera = path.join(root, 'fakes/cameras');
  expect(JSON.parse(stdout)).toEqual([
    camera,
    path.join(camera, 'camera.ts'),
    path.join(camera, 'hall.py'),
    true,
  ]);
});
