/** `npm run doctor`: says in words what is wrong with one camera. Importing it starts it. */
import { cameraCredentials } from '../../config/doctor-environment.ts';
import { ConfigError, loadConfig } from '../../config/load.ts';
import { examineCamera, type Reach, type SourceAddress } from '../../streams/index.ts';
import { PUSHED } from '../contract/cameras.ts';
import { createLog } from '../platform/log.ts';
import type { RecordedNow } from '../recordings/index.ts';
import { askCredentials } from './ask.ts';
import { type Command, parseCommand, UsageError } from './command.ts';
import { diagnose } from './diagnose.ts';
import { openRegistered } from './registered.ts';
import { isFaulty, report } from './report.ts';

/** Longer than the longest GOP that is worth knowing; and time for every kind of source to try. */
const WATCH_MS = 12_000;
const WAIT_MS = 40_000;
const PARTS = {
  network: { zh: '检查网络 …', en: 'looking at the network …' },
  rtsp: { zh: '询问 RTSP …', en: 'asking RTSP …' },
  picture: { zh: '取流观察，约十几秒 …', en: 'pulling and watching, for some ten seconds …' },
} as const;

const PUSHED_WORDS = {
  zh: '由编码器推流到本系统，没有地址可以检查 → 谁在推流、推流密钥，见“台账 → 大厅 → 摄像头 → 编辑”',
  en: 'Its encoder pushes to us: there is no address to examine → who pushes, and its key: Registry → hall → cameras → Edit',
} as const;

interface Patient {
  readonly title: string;
  readonly address: SourceAddress;
  readonly reach?: Reach;
  readonly capKbps?: number | null;
  readonly soundAllowed?: boolean;
  readonly recorded?: RecordedNow | undefined;
}

const log = createLog({ level: 'silent', readable: false });
const say = (text: string) => void process.stdout.write(`${text}\n`);
const tell = (text: string) => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2));
  const patients = command.isAddress ? [await byAddress(command)] : await byName(command);
  let faulty = false;
  for (const patient of patients) faulty = (await examine(patient, command)) || faulty;
  return faulty ? 1 : 0;
}

async function byAddress({ wanted }: Command): Promise<Patient> {
  const given = cameraCredentials();
  const credentials = given.username === undefined && process.stdin.isTTY ? await askCredentials() : given;
  return { title: wanted, address: { url: wanted, ...credentials } };
}

async function byName({ wanted, profile }: Command): Promise<Patient[]> {
  const registered = await openRegistered(loadConfig({ args: [] }), log);
  try {
    const found = await registered.find(wanted);
    const [camera] = found;
    if (!camera) throw new UsageError(`没有名为“${wanted}”的摄像头 · there is no camera “${wanted}”`);
    if (found.length > 1) {
      const list = found.slice(0, 20).map(({ id, name, hall }) => `  ${id}  ${hall} ${name}`);
      throw new UsageError(
        `有 ${found.length} 个，请给出编号 · ${found.length} match, give one’s id:\n${list.join('\n')}`,
      );
    }
    const streams = (await registered.streamsOf(camera.id)).filter(
      (one) => !profile || one.profile === profile,
    );
    if (streams.length === 0) throw new UsageError(`没有 ${profile} 码流 · there is no ${profile} stream`);
    return streams.map((stream) => ({
      title: `${camera.hall} ${camera.name} ${stream.profile}`,
      reach: registered.reach,
      ...stream,
    }));
  } finally {
    await registered.close();
  }
}

/** True: something is at fault. */
async function examine({ title, address, reach, ...rest }: Patient, { language }: Command): Promise<boolean> {
  if (address.url.startsWith(PUSHED)) {
    say(`── ${title}\n${PUSHED_WORDS[language]}\n`);
    return false;
  }
  const examination = await examineCamera(address, {
    log,
    reach,
    now: Date.now,
    watchMs: WATCH_MS,
    waitMs: WAIT_MS,
    onPart: (part) => tell(PARTS[part][language]),
  });
  const hasCredentials = address.username !== undefined;
  const findings = diagnose(examination, { language, hasCredentials, waitMs: WAIT_MS, ...rest });
  say(report(title, findings, language));
  return isFaulty(findings);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isForPeople = error instanceof UsageError || error instanceof ConfigError;
  tell(isForPeople || error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
// A database connection or a child may still be on its way out; nothing is left to be done.
setTimeout(() => process.exit(), 3000).unref();
