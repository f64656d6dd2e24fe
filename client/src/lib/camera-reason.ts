/** Why a camera cannot be reached, more closely than its fault's code says: from the server's sentence. */
import type { TFunction } from 'i18next';

const REASONS = [
  [/^Nothing listens|connection refused/i, 'refused'],
  [/host name cannot be resolved/i, 'unknownHost'],
  [/no network route/i, 'noRoute'],
  [/does not answer\.|did not answer|timed out|in the time allowed/i, 'timeout'],
  [/no room for another viewer/i, 'full'],
  [/does not answer as an RTSP/i, 'notRtsp'],
  [/sends no video/i, 'noVideo'],
  [/ffmpeg cannot be started/i, 'noFfmpeg'],
] as const;

/** Undefined: the code's own words say it already. */
export function cameraReason(sentence: string, t: TFunction): string | undefined {
  const found = REASONS.find(([pattern]) => pattern.test(sentence));
  return found === undefined ? undefined : t(`camera.reason.${found[1]}`);
}
