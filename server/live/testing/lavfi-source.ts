import { parseFragment } from '../../../streams/fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../../../streams/fmp4/parse-init.ts';
import { UnitSplitter } from '../../../streams/fmp4/unit-splitter.ts';
import { StreamFaultError } from '../../../streams/index.ts';
import { spawnTied } from '../../../streams/process/spawn-tied.ts';
import type { CreateSource } from '../../../streams/sources/source.ts';

/** A camera of ffmpeg's test picture for the real hub, so that tests of what is behind it need no RTSP. */
export const lavfiSource: CreateSource = ({ sink }) => ({
  run: (signal) =>
    new Promise<never>((_, reject) => {
      const child = spawnTied(
        'ffmpeg',
        [
          ...'-hide_banner -loglevel error -re -f lavfi -i testsrc2=size=320x240:rate=25'.split(' '),
          ...'-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -g 25 -pix_fmt yuv420p'.split(
            ' ',
          ),
          ...'-f mp4 -movflags empty_moov+default_base_moof+frag_every_frame pipe:1'.split(' '),
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let init: InitSegment | undefined;
      const splitter = new UnitSplitter({
        onUnit: (unit) => {
          if (unit.kind === 'init') {
            init = parseInit(unit);
            sink.onFormat(init);
          } else if (init) sink.onAccessUnits([parseFragment(unit, init)], 0);
        },
      });
      child.stdout?.on('data', (chunk: Buffer) => splitter.push(chunk));
      const stop = () => child.kill('SIGKILL');
      signal.addEventListener('abort', stop);
      child.once('exit', () => {
        signal.removeEventListener('abort', stop);
        const ended = new StreamFaultError({ code: 'camera_ended', message: 'The test picture ended.' });
        reject(signal.aborted ? signal.reason : ended);
      });
    }),
});
