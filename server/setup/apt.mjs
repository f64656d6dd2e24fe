/**
 * Debian packages: which are needed for what, which are missing, and how they get
 * installed. What only the media worker's build needs is asked for by that step.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { aptProgress } from './apt-progress.mjs';
import { isOnPath, must, run } from './commands.mjs';
import { isRoot } from './places.mjs';
import { SetupError } from './progress.mjs';

/** @typedef {'start' | 'demo' | 'test'} Mode */

/**
 * libstdc++ is for the PostgreSQL programs, setpriv of util-linux ties children to their parent, openssl signs evidence with
 * SM2.
 */
const RUNNING = ['ffmpeg', 'libstdc++6', 'openssl', 'util-linux'];

/** RTSP cameras of our own (GStreamer, driven from Python) and the drawn hall they show. */
const CAMERAS = [
  'fonts-noto-cjk',
  'gir1.2-gst-rtsp-server-1.0',
  'gstreamer1.0-plugins-bad',
  'gstreamer1.0-plugins-base',
  'gstreamer1.0-plugins-good',
  'gstreamer1.0-plugins-ugly',
  'python3-cairo',
  'python3-gi',
  'python3-gi-cairo',
  'python3-gst-1.0',
  'python3-numpy',
];

const BROWSER = ['chromium'];

/** A second RTSP server, by other people, for the conformance tests. */
const OTHER_CAMERA = ['vlc-bin', 'vlc-plugin-base'];

/** A WebRTC viewer that is no browser (test/fixtures/whep-client.py). */
const VIEWER = ['gir1.2-gst-plugins-bad-1.0', 'gstreamer1.0-nice'];

/** For compiling mediasoup's worker. */
export const WORKER_BUILD_PACKAGES = [
  'flatbuffers-compiler',
  'g++',
  'libabsl-dev',
  'libflatbuffers-dev',
  'libsrtp2-dev',
  'libssl-dev',
  'libusrsctp-dev',
  'libuv1-dev',
  'pkg-config',
];

/** Programs that may also come from elsewhere: found on PATH, their package is not asked for. */
const PROGRAMS = new Map([
  ['ffmpeg', ['ffmpeg', 'ffprobe']],
  ['chromium', ['chromium']],
  ['openssl', ['openssl']],
  ['util-linux', ['setpriv']],
]);

/** @param {Mode} mode */
export function packagesFor(mode) {
  if (mode === 'start') return RUNNING;
  return mode === 'demo'
    ? [...RUNNING, ...CAMERAS]
    : [...RUNNING, ...CAMERAS, ...BROWSER, ...OTHER_CAMERA, ...VIEWER];
}

/**
 * What is not installed, from what dpkg-query printed (`name status` a line).
 *
 * @param {readonly string[]} packages
 * @param {string} listing
 */
export function notInstalled(packages, listing) {
  const installed = new Set();
  for (const line of listing.split('\n')) {
    const [name, status] = line.trim().split(' ');
    if (name && status === 'installed') installed.add(name);
  }
  return packages.filter((name) => !installed.has(name));
}

/**
 * The one command a person with root's rights can copy.
 *
 * @param {readonly string[]} packages
 */
export function installCommand(packages) {
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * @param {readonly string[]} packages
 * @param {string} reason
 * @param {readonly string[]} [forWorker] those a later step would ask for: one trip to an administrator is enough
 */
export function cannotInstallMessage(packages, reason, forWorker = []) {
  return [
    `Missing Debian packages: ${packages.join(', ')}`,
    ...(forWorker.length > 0
      ? [`and, to compile the media worker once, without which there is no WebRTC: ${forWorker.join(', ')}`]
      : []),
    `They cannot be installed from here: ${reason}. Run this as root, then start again:`,
    '',
    `  ${installCommand([...packages, ...forWorker])}`,
  ].join('\n');
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string[]>} those that are missing
 */
export async function findMissing(packages) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = '${Package} ${db:Status-Status}\n';
  if (packages.length === 0) return [];
  const { output } = await run('dpkg-query', ['-W', '-f', format, ...packages]);
  const missing = [];
  for (const name of notInstalled(packages, output)) {
    const programs = PROGRAMS.get(name) ?? [];
    const there = await Promise.all(programs.map((program) => isOnPath(program)));
    if (programs.length === 0 || there.includes(false)) missing.push(name);
  }
  return missing;
}

/**
 * Sees to it that the packages are installed; throws a {@link SetupError} that names the
 * command when that is not possible from here.
 *
 * @param {readonly string[]} packages
 * @param {import('./progress.mjs').Report} report
 * @param {{ asRoot?: boolean, forWorker?: readonly string[] }} [options] `forWorker`: to be named, too, if a person
 *   has to install something anyway
 * @returns {Promise<number>} how many were installed
 */
export async function ensurePackages(packages, { say }, { asRoot = isRoot, forWorker = [] } = {}) {
  const missing = await findMissing(packages);
  if (missing.length === 0) return 0;
  const obstacle = await whyNotInstall(asRoot);
  if (obstacle) throw new SetupError(cannotInstallMessage(missing, obstacle, await findMissing(forWorker)));

  say(`installing ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  const install = async () => {
    const progress = aptProgress();
    await must('apt-get', ['update', '-q', ...wait], {
      env,
      failing: "Debian's package lists could not be read",
    });
    await must('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...wait, ...missing], {
      env,
      failing: 'Debian packages could not be installed',
      onLine: (line) => {
        const far = progress(line);
        if (far !== undefined) say(far);
      },
    });
  };
  try {
    await install();
  } catch (error) {
    say('that failed; once more in five seconds');
    await sleep(5000);
    // An install that was broken off (Ctrl-C, a lost line) refuses every other until it is finished.
    await run('dpkg', ['--configure', '-a'], { env });
    try {
      await install();
    } catch (again) {
      throw new SetupError(
        `${again instanceof Error ? again.message : String(again)}\n\nBy hand, as root:\n\n  ${installCommand(missing)}`,
        { cause: error },
      );
    }
  }
  return missing.length;
}

/** @param {boolean} asRoot */
async function whyNotInstall(asRoot) {
  if (!asRoot) return 'that takes root';
  return (await isOnPath('apt-get')) ? undefined : 'this system has no apt-get';
}

/**
 * @param {Mode} mode
 * @returns {import('./progress.mjs').Step}
 */
export function aptStep(mode) {
  return {
    name: 'Debian packages',
    async run(report) {
      const forWorker = process.env.MEDIASOUP_WORKER_BIN ? [] : WORKER_BUILD_PACKAGES;
      const count = await ensurePackages(packagesFor(mode), report, { forWorker });
      return count === 0 ? 'ready' : `${count} installed`;
    },
  };
}
