/**
 * Builds mediasoup's worker in a folder of its own: generates the FlatBuffers
 * headers, writes the grouped units of `recipe.mjs`, compiles two at a time and
 * links. A group that does not compile as one is compiled file by file.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../commands.mjs';
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
  const pathOf = (/** @type {string} */ file) => path.join(mendedFiles.has(file) ? mendedDir : source, file);

  const flags = [
    ...WORKER_FLAGS,
    ...[
      SHIM,
      path.join(source, 'include'),
      into,
      path.join(source, 'deps/libwebrtc'),
      path.join(source, 'deps/libwebrtc/libwebrtc'),
    ].flatMap((dir) => ['-I', dir]),
    ...(await pkgConfig('--cflags')),
  ];
  const units = groupSources(files).map((group, index) => ({ name: `unit-${index}`, group }));
  let done = 0;
  const objects = await pool(units, Math.max(2, availableParallelism()), async ({ name, group }) => {
    const made = await compileGroup({ name, files: group, into, flags, pathOf });
    done += group.length;
    progress(done, files.length);
    return made;
  });

  const binary = path.join(into, 'mediasoup-worker');
  await must('g++', [
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

/**
 * @param {string} source
 * @param {string} into
 */
async function generateHeaders(source, into) {
  const schemas = (await readdir(path.join(source, 'fbs'))).filter((name) => name.endsWith('.fbs'));
  await mkdir(path.join(into, 'FBS'), { recursive: true });
  await must('flatc', [
    ...FLATC_FLAGS,
    '-o',
    path.join(into, 'FBS'),
    ...schemas.map((name) => path.join(source, 'fbs', name)),
  ]);
}

/** @param {string} source */
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

/**
 * @param {readonly { file: string, text: string }[]} files
 * @param {string} into
 */
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

/**
 * @typedef {object} Unit
 * @property {string} name
 * @property {readonly string[]} files
 * @property {string} into
 * @property {readonly string[]} flags
 * @property {(file: string) => string} pathOf
 */

/**
 * @param {Unit} unit
 * @returns {Promise<string[]>} the objects
 */
async function compileGroup(unit) {
  try {
    return [await compile(unit)];
  } catch (error) {
    if (unit.files.length === 1) throw error;
    const objects = [];
    for (const [index, file] of unit.files.entries()) {
      objects.push(await compile({ ...unit, name: `${unit.name}-${index}`, files: [file] }));
    }
    return objects;
  }
}

/**
 * @param {Unit} unit
 * @returns {Promise<string>} the object
 */
async function compile({ name, files, into, flags, pathOf }) {
  const unit = path.join(into, `${name}.cpp`);
  const object = path.join(into, `${name}.o`);
  await writeFile(unit, unitText(files, pathOf));
  await must('g++', [...flags, '-c', unit, '-o', object]);
  return object;
}

/** @param {'--cflags' | '--libs'} what */
async function pkgConfig(what) {
  const flags = await must('pkg-config', [what, ...ABSL_MODULES, 'usrsctp']);
  return flags.split(/\s+/).filter(Boolean);
}

/**
 * Runs `work` over `items`, `width` at a time; the first failure stops taking new ones.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} width
 * @param {(item: Item) => Promise<Result>} work
 * @returns {Promise<Result[]>}
 */
async function pool(items, width, work) {
  /** @type {Result[]} */
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      try {
        results[index] = await work(/** @type {Item} */ (items[index]));
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
