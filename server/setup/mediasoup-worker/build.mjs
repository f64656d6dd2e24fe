/**
 * Builds mediasoup's worker in a folder of its own: generates the FlatBuffers
 * headers, writes the grouped units of `recipe.mjs`, compiles two at a time and
 * links. A group that does not compile as one is compiled file by file.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  ABSL_MODULES,
  FLATC_FLAGS,
  groupSources,
  listSources,
  MENDED_LINES,
  mend,
  unitText,
  WORKER_FLAGS,
  WORKER_LIBRARIES,
} from './recipe.mjs';

const run = promisify(execFile);
const SHIM = fileURLToPath(new URL('./srtp-shim', import.meta.url));

/**
 * @param {{ source: string, into: string, progress: (done: number, total: number) => void }} options
 *   `source` is the package's `worker` folder, `into` an empty folder.
 * @returns {Promise<string>} path of the binary
 */
export async function buildWorker({ source, into, progress }) {
  await generateHeaders(source, into);
  const files = await readSources(source);
  const mendedDir = await writeMended(files, into);
  const mendedFiles = new Set(MENDED_LINES.map((line) => line.file));
  const pathOf = (file) => path.join(mendedFiles.has(file) ? mendedDir : source, file);

  const flags = [
    ...WORKER_FLAGS,
    ...[SHIM, path.join(source, 'include'), into, path.join(source, 'deps/libwebrtc'), path.join(source, 'deps/libwebrtc/libwebrtc')].flatMap(
      (dir) => ['-I', dir],
    ),
    ...(await pkgConfig('--cflags')),
  ];
  const units = groupSources(files).map((group, index) => ({ name: `unit-${index}`, group }));
  let done = 0;
  const objects = await pool(units, Math.max(2, availableParallelism()), async ({ name, group }) => {
    const made = await compileGroup({ name, group, into, flags, pathOf });
    done += group.length;
    progress(done, files.length);
    return made;
  });

  const binary = path.join(into, 'mediasoup-worker');
  await run('g++', [
    '-o',
    binary,
    ...objects.flat(),
    ...WORKER_LIBRARIES,
    ...(await pkgConfig('--libs')),
    '-pthread',
    '-s',
  ]);
  return binary;
}

async function generateHeaders(source, into) {
  const schemas = (await readdir(path.join(source, 'fbs'))).filter((name) => name.endsWith('.fbs'));
  await mkdir(path.join(into, 'FBS'), { recursive: true });
  await run('flatc', [...FLATC_FLAGS, '-o', path.join(into, 'FBS'), ...schemas.map((name) => path.join(source, 'fbs', name))]);
}

async function readSources(source) {
  const [worker, webrtc] = await Promise.all([
    readFile(path.join(source, 'meson.build'), 'utf8'),
    readFile(path.join(source, 'deps/libwebrtc/meson.build'), 'utf8'),
  ]);
  return Promise.all(
    listSources(worker, webrtc).map(async (file) => ({
      file,
      text: await readFile(path.join(source, file), 'utf8'),
    })),
  );
}

async function writeMended(files, into) {
  const dir = path.join(into, 'mended');
  for (const { file } of MENDED_LINES) {
    const text = files.find((candidate) => candidate.file === file)?.text;
    if (text === undefined) throw new Error(`${file}: not among the sources any more`);
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
    await writeFile(path.join(dir, file), mend(file, text));
  }
  return dir;
}

async function compileGroup({ name, group, into, flags, pathOf }) {
  try {
    return [await compile({ name, files: group, into, flags, pathOf })];
  } catch (error) {
    if (group.length === 1) throw error;
    if (process.env.MC_SETUP_DEBUG) console.error(String(error.stderr ?? error).slice(0, 3000));
    const objects = [];
    for (const [index, file] of group.entries()) {
      objects.push(await compile({ name: `${name}-${index}`, files: [file], into, flags, pathOf }));
    }
    return objects;
  }
}

async function compile({ name, files, into, flags, pathOf }) {
  const unit = path.join(into, `${name}.cpp`);
  const object = path.join(into, `${name}.o`);
  await writeFile(unit, unitText(files, pathOf));
  await run('g++', [...flags, '-c', unit, '-o', object], { maxBuffer: 64 * 1024 * 1024 });
  return object;
}

async function pkgConfig(what) {
  const { stdout } = await run('pkg-config', [what, ...ABSL_MODULES, 'usrsctp']);
  return stdout.split(/\s+/).filter(Boolean);
}

/** Runs `work` over `items`, `width` at a time; the first failure stops taking new ones. */
async function pool(items, width, work) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      try {
        results[index] = await work(items[index]);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
