import type { Reach } from '../reach/index.ts';
import { doorOf } from '../stream/knocker.ts';
import type { Log, SourceAddress } from '../types.ts';
import type { Examination, PictureFacts } from './examination.ts';
import { examineNetwork } from './examine-network.ts';
import { examinePicture } from './examine-picture.ts';
import { examineRtsp } from './examine-rtsp.ts';
import { speaksTls } from './examine-tls.ts';

export interface ExamineOptions {
  readonly log: Log;
  readonly now: () => number;
  /** Default 12 s: longer than a GOP of 10 s. */
  readonly watchMs?: number;
  /** As in `ExaminePictureOptions`. */
  readonly enoughMs?: number;
  readonly wantsPicture?: boolean;
  /** Default 40 s: enough for every kind of source to have had its turn. */
  readonly waitMs?: number;
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach | undefined;
  /** Told before each part, as each may take a while. */
  readonly onPart?: (part: 'network' | 'rtsp' | 'picture') => void;
}

/**
 * Looks at one camera address from the wire up: is there a way, does RTSP answer, do pictures come and are they good.
 * A wrong password is tried twice at most. Never throws for what a camera does.
 */
export async function examineCamera(address: SourceAddress, options: ExamineOptions): Promise<Examination> {
  const { log, now, reach, watchMs = 12_000, waitMs = 40_000, onPart = () => undefined } = options;
  const door = doorOf(address.url) ?? { host: '', port: 0 };
  onPart('network');
  const network = await examineNetwork(door.host, door.port, reach);
  if (network.fault) return { network };
  const picture = (): Promise<PictureFacts> => {
    onPart('picture');
    return examinePicture(address, {
      ...{ log, now, watchMs, waitMs, reach },
      ...{ enoughMs: options.enoughMs, wantsPicture: options.wantsPicture },
    });
  };
  // There is nothing to ask of RTMP that pulling does not tell.
  if (/^rtmp:/i.test(address.url)) return { network, picture: await picture() };
  onPart('rtsp');
  const rtsp = await examineRtsp(address, reach);
  if (rtsp.fault?.code === 'camera_unauthorized' || rtsp.fault?.code === 'camera_not_found')
    return { network, rtsp };
  // Nothing was said at all: some other service, or one that speaks TLS.
  if (rtsp.fault && !rtsp.answered && (await speaksTls(network)))
    return { network, rtsp: { ...rtsp, isTls: true } };
  return { network, rtsp, picture: await picture() };
}
