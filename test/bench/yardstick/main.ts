/**
 * What a plain server does: one `ffmpeg -c copy` a camera, fragmented MP4 read by one small Node process that does
 * nothing with it. Addresses come as lines on stdin; each adds a camera. Prints `{"live": n}` as first bytes arrive.
 */
import { createInterface } from 'node:readline';
import { spawnTied } from '../../../streams/process/spawn-tied.ts';

// biome-ignore format: an option and its value belong on one line
const ARGUMENTS = (url: string) => [
  '-v', 'error', '-nostdin', '-rtsp_transport', 'tcp', '-i', url, '-c', 'copy', '-an',
  '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '200000', 'pipe:1',
];

let live = 0;
let bytes = 0;
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);

function add(url: string): void {
  const child = spawnTied('ffmpeg', ARGUMENTS(url), { stdio: ['ignore', 'pipe', 'inherit'] });
  let first = true;
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    // The header comes by itself; a fragment is what a viewer could see.
    if (!first || chunk.indexOf('moof') < 0) return;
    first = false;
    live += 1;
    say({ live });
  });
  child.on('exit', (code) => say({ ended: code, bytes }));
}

createInterface({ input: process.stdin })
  .on('line', add)
  .on('close', () => process.exit(0));
say({ ready: true });
