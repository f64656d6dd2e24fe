/**
 * VLC as an RTSP camera: a second implementation, by other people, and one that speaks UDP only (it answers 461 to an
 * interleaved SETUP). It refuses to run as root, so root starts it as nobody.
 */

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnTied } from '../../../streams/process/spawn-tied.ts';
import { until } from '../../e2e/support/until.ts';
import { freePort } from '../../factories/free-port.ts';

const run = promisify(execFile);
const NOBODY = '65534';
/** Of a clip of four seconds: longer than any test. */
const LOOPS = 100;

export interface VlcCamera {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param file what it plays, over and over, for some minutes */
export async function startVlcCamera(file: string): Promise<VlcCamera> {
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), 'mc-vlc-'));
  await chmod(home, 0o777);
  const clip = join(home, 'clip.mp4');
  // Each time VLC begins its file anew its only track becomes another one: so the file is long, and not begun anew.
  const loops = ['-v', 'error', '-stream_loop', String(LOOPS), '-i', file, '-c', 'copy', clip];
  await run('ffmpeg', loops);
  await chmod(clip, 0o644);
  const url = `rtsp://127.0.0.1:${port}/x`;
  const options = ['-I', 'dummy', '--no-dbus', '--no-audio', '--rtsp-host', '127.0.0.1'];
  const vlc = ['/usr/bin/vlc', ...options, '--sout', `#rtp{sdp=${url}}`, clip];
  const asNobody = [
    'setpriv',
    '--reuid',
    NOBODY,
    '--regid',
    NOBODY,
    '--clear-groups',
    '--pdeathsig',
    'KILL',
    '--',
  ];
  const [command = '', ...args] = process.getuid?.() === 0 ? [...asNobody, ...vlc] : vlc;
  const child = spawnTied(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/bin:/bin', HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8' },
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-4000);
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  try {
    await until('VLC to listen', () => answers(port), 20_000);
  } catch (cause) {
    await stop();
    throw new Error(`VLC does not serve RTSP: ${complaints}`, { cause });
  }
  return { url, stop };
}

/** Its port is open before its stream is there: only a DESCRIBE that succeeds counts. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (good: boolean): void => {
      socket.destroy();
      resolve(good);
    };
    socket.setTimeout(1000, () => done(false));
    socket.on('error', () => done(false));
    socket.on('data', (chunk) => done(chunk.toString('latin1').startsWith('RTSP/1.0 200')));
    socket.write(
      `DESCRIBE rtsp://127.0.0.1:${port}/x RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n`,
    );
  });
}
