import type { StreamFault } from '../../types.ts';

export interface FfmpegExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines of its standard error, redacted. */
  readonly stderr: string;
  /** Whether it ever gave a picture. */
  readonly sawPictures: boolean;
}

type Rule = readonly [RegExp, StreamFault['code'], string];

/** First match wins. The patterns are the messages of libavformat 5.1's rtsp, tcp, http and mov code. */
const RULES: readonly Rule[] = [
  [/\b401\b|authorization failed/i, 'camera_unauthorized', 'The camera refuses the user name or password.'],
  [/\b403 Forbidden/i, 'camera_unauthorized', 'The camera forbids this user the stream.'],
  [
    /\b404\b|Not Found|StreamNotFound|No such stream/i,
    'camera_not_found',
    'The camera has no stream at this address.',
  ],
  [/\b453\b|\b503\b/i, 'camera_unreachable', 'The camera has no room for another viewer.'],
  [/method \w+ failed: \d+/i, 'camera_unreachable', 'The camera refuses to play the stream.'],
  [/Connection refused/i, 'camera_unreachable', 'Nothing listens at the camera’s address and port.'],
  [
    /Failed to resolve|Name or service not known|Temporary failure in name/i,
    'camera_unreachable',
    'The camera’s host name cannot be resolved.',
  ],
  [
    /No route to host|Network is unreachable|Host is unreachable/i,
    'camera_unreachable',
    'There is no network route to the camera.',
  ],
  [/timed out/i, 'camera_unreachable', 'The camera does not answer.'],
  [/matches no streams/i, 'camera_codec_unsupported', 'The camera sends no video.'],
  [
    /Could not find tag for codec|not currently supported in container/i,
    'camera_codec_unsupported',
    'The camera’s video is neither H.264 nor H.265.',
  ],
  [/not on whitelist|Protocol not found/i, 'source_misconfigured', 'The address is not an rtsp:// URL.'],
  [/failed to execute/i, 'source_misconfigured', 'ffmpeg cannot be started: is it installed?'],
];

/** Says in the product's words why ffmpeg ended, when nobody told it to. */
export function classifyExit({ code, signal, stderr, sawPictures }: FfmpegExit): StreamFault {
  if (signal) return { code: 'source_crashed', message: `ffmpeg was ended by ${signal}.` };
  // Once pictures came, the camera's address and codec were right; old warnings prove nothing.
  if (sawPictures) return { code: 'camera_ended', message: 'The camera ended the stream.' };
  for (const [pattern, fault, message] of RULES) if (pattern.test(stderr)) return { code: fault, message };
  if (code === 127)
    return { code: 'source_misconfigured', message: 'ffmpeg cannot be started: is it installed?' };
  if (/Invalid data found|Impossible to open/i.test(stderr)) {
    return {
      code: 'camera_unreachable',
      message: 'What is at this address does not answer as an RTSP camera.',
    };
  }
  if (code === 0)
    return { code: 'camera_ended', message: 'The camera ended the stream before a picture came.' };
  return { code: 'source_crashed', message: `ffmpeg ended with code ${code}.` };
}
