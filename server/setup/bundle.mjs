/**
 * Makes what runs: `node bundle.mjs [server] [client]`, both when none is named.
 * A process of its own, so that the memory of esbuild and Vite is not the server's.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashInputs, stampFile } from './inputs.mjs';
import { ROOT } from './places.mjs';

/** Entry points and what they become; those outside the product may be absent. */
const SERVER_ENTRIES = { 'server/main': 'server/main.ts' };
/** Given to departments as one file that needs nothing but Node: its packages are in it. */
const SENDER_ENTRIES = { 'feed/mingchuang-feed': 'server/exchange/sender/main.ts' };
const FAKE_ENTRIES = { 'fakes/demo': 'test/fakes/demo/main.ts' };

/** @type {Record<import('./inputs.mjs').Part, () => Promise<void>>} */
const MAKERS = { server: bundleServer, client: bundleClient };

async function bundleServer() {
  const fakes = Object.entries(FAKE_ENTRIES).filter(([, entry]) => existsSync(path.join(ROOT, entry)));
  await bundle({ ...SERVER_ENTRIES, ...Object.fromEntries(fakes) });
  await bundleSender();
}

/** The reference sender alone: `npx mingchuang-feed` needs nothing else of this. */
export const bundleSender = () => bundle(SENDER_ENTRIES, ROOT, { withPackages: true });

/**
 * Bundles TypeScript entry points into dist/, one file each, packages left outside unless wanted in it.
 *
 * @param {Record<string, string>} entries name below dist/ without extension, to source
 * @param {string} [root]
 * @param {{ withPackages?: boolean }} [options]
 */
export async function bundle(entries, root = ROOT, { withPackages = false } = {}) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: withPackages ? 'bundle' : 'external',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [keepImportMeta(root, Object.values(entries))],
  });
  await esbuild.stop();
}

/**
 * Modules that look for files beside themselves (a script, a JSON file) must find them from
 * the bundle as from the source, so they keep the source's place. Entry points do not:
 * "am I the program?" compares with where the program really is.
 *
 * @param {string} root
 * @param {readonly string[]} entries
 * @returns {import('esbuild').Plugin}
 */
function keepImportMeta(root, entries) {
  const programs = new Set(entries.map((entry) => path.join(root, entry)));
  return {
    name: 'keep-import-meta',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        if (programs.has(file) || file.includes('/node_modules/')) return undefined;
        const text = await readFile(file, 'utf8');
        if (!text.includes('import.meta.')) return undefined;
        const url = `new URL(${JSON.stringify(path.relative(path.join(root, 'dist/any'), file))}, import.meta.url)`;
        // Ahead of the code that reads it, on the first line, so that line numbers stay.
        const place = [
          "import { dirname as __dirnameOf } from 'node:path'",
          "import { fileURLToPath as __toPath } from 'node:url'",
          `const __place = { url: ${url}.href, filename: __toPath(${url}), dirname: __dirnameOf(__toPath(${url})) }; `,
        ].join('; ');
        const contents = text.replaceAll(
          /\bimport\.meta\.(url|dirname|filename)\b/g,
          (_, what) => `__place.${what}`,
        );
        return { loader: 'ts', contents: place + contents };
      });
    },
  };
}

/** Into a folder beside, then swapped in, so that a running server never serves half a build. */
async function bundleClient() {
  const vite = await import('vite');
  const fresh = path.join(ROOT, `dist/.client-${process.pid}`);
  const old = `${fresh}-old`;
  const target = path.join(ROOT, 'dist/client');
  try {
    await vite.build({
      configFile: path.join(ROOT, 'client/vite.config.ts'),
      build: { outDir: fresh, emptyOutDir: true },
      logLevel: 'warn',
    });
    if (existsSync(target)) await rename(target, old);
    await rename(fresh, target);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

/** @param {readonly import('./inputs.mjs').Part[]} parts */
async function makeParts(parts) {
  await mkdir(path.join(ROOT, 'dist'), { recursive: true });
  for (const part of parts) {
    const inputs = await hashInputs(part);
    await rm(stampFile(part), { force: true });
    await MAKERS[part]();
    await writeFile(stampFile(part), inputs);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const named = process.argv.slice(2);
  const parts = /** @type {const} */ (['server', 'client']).filter(
    (part) => named.length === 0 || named.includes(part),
  );
  try {
    await makeParts(parts);
  } catch (error) {
    // The bundlers' messages name file and line; their stacks only name themselves.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
