/** The program: settings, start, signals, end. Importing it starts it. */
import { join } from 'node:path';
import { ConfigError, type LoadedConfig, loadConfig } from '../config/load.ts';
import { compose } from './compose.ts';
import { startDemo } from './demo-child.ts';
import { createLifecycle, type Lifecycle } from './platform/lifecycle.ts';
import { createLog, type Logger } from './platform/log.ts';
import { OWN_CERTIFICATE_FILE } from './platform/tls/own-certificate.ts';
import { welcome } from './welcome.ts';

const say = (text: string) => void process.stdout.write(text);
const complain = (text: string) => void process.stderr.write(`${text}\n`);

/** One Ctrl-C reaches us twice: from the terminal, and passed on by npm, whenever it gets to it. */
const SAME_CTRL_C_MS = 1000;

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog({ level: config.logLevel, readable: process.stderr.isTTY });
  const lifecycle = createLifecycle(log);
  const end = whenAskedToEnd(lifecycle, log);
  try {
    await start(config, log, lifecycle);
  } catch (error) {
    log.debug({ err: error }, 'the start failed');
    if (!lifecycle.closing)
      complain(`Mingchuang cannot start: ${error instanceof Error ? error.message : error}`);
    await end(1);
  }
}

async function start(config: LoadedConfig, log: Logger, lifecycle: Lifecycle): Promise<void> {
  const running = await compose(config, log, lifecycle);
  if (lifecycle.closing) return;
  // Before anything else can fail: it may be the only time the first password is seen.
  say(welcome({ ...running, passwordGiven: config.adminPassword !== undefined, demo: config.demo }));
  log.info({ address: running.baseUrl }, 'ready');
  if (!config.demo) return;
  const demo = await startDemo({
    root: config.root,
    baseUrl: running.baseUrl,
    username: running.admin.username,
    openSession: () => running.openAdminSession(),
    ...(config.tlsCert === 'self' && { caFile: join(config.dataDir, OWN_CERTIFICATE_FILE) }),
    log,
    recordingFolder: running.recordingFolder,
    onArchived: () => void running.compareRecordings(),
    show: (line) => say(`│   demo: ${line}\n`),
  });
  lifecycle.onClose('demo', () => demo.close());
}

function readConfig(): LoadedConfig {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    complain(error.message);
    process.exit(2);
  }
}

/**
 * The first signal ends everything in order; a second one, or the deadline, at once: children are tied to our life
 * by the kernel, and PostgreSQL makes good at the next start what it could not finish.
 */
function whenAskedToEnd(lifecycle: Lifecycle, log: Logger): (exitCode: number) => Promise<void> {
  const end = async (exitCode: number): Promise<void> => {
    const inTime = await lifecycle.close();
    if (!inTime) log.error('not everything ended in time; leaving anyway');
    process.exit(inTime ? exitCode : 1);
  };
  let askedAt = Number.NEGATIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (performance.now() - askedAt < SAME_CTRL_C_MS) return;
      if (lifecycle.closing) process.exit(130);
      askedAt = performance.now();
      say('\nMingchuang is stopping (again to stop at once) …\n');
      log.info({ signal }, 'stopping');
      void end(0);
    });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      log.fatal({ err: error instanceof Error ? error : new Error(String(error)) }, `${event}: ending`);
      if (!lifecycle.closing) void end(1);
    });
  return end;
}

await main();
