/** From facts to findings: what of it is good, what should be changed, and what the product will do. */
import { AddressRefusedError, type Examination } from '../../streams/index.ts';
import type { RecordedNow } from '../recordings/index.ts';
import type { Finding, Level, Part } from './finding.ts';
import { type Code, gapReason, type Language, reasonOf } from './words.ts';

export interface Circumstances {
  readonly language: Language;
  readonly hasCredentials: boolean;
  /** What the hall's line has for pictures; null: no cap. Left out: the camera is not registered. */
  readonly capKbps?: number | null;
  readonly soundAllowed?: boolean;
  /** Left out: the camera is not registered. */
  readonly recorded?: RecordedNow | undefined;
  /** How long a first picture was waited for. */
  readonly waitMs: number;
}

type Picture = NonNullable<Examination['picture']>;
type Seen = NonNullable<Picture['seen']>;

const SLOW_MS = 300;
const LONG_GOP_MS = 4000;
const SLOW_FIRST_MS = 3000;
const LARGE_KEYFRAME_BYTES = 400_000;
const LOW_FPS = 8;
const JITTER_MS = 300;
const PAUSE_MS = 1500;
const CLOCK_MS = 2000;

export function diagnose(examination: Examination, circumstances: Circumstances): Finding[] {
  const findings: Finding[] = [];
  const add = (part: Part, level: Level, code: Code, values: Finding['values'] = {}): void => {
    findings.push({ part, level, code, values });
  };
  network(examination, add);
  recording(circumstances, add);
  rtsp(examination, circumstances, add);
  const { picture } = examination;
  if (!picture) return findings;
  const { seen } = picture;
  if (!seen) {
    noPicture(picture, circumstances, add);
    return findings;
  }
  pictures(seen, circumstances, add);
  times(seen, add);
  line(seen, circumstances, add);
  product(picture, seen, circumstances, add);
  return findings;
}

type Add = (part: Part, level: Level, code: Code, values?: Finding['values']) => void;

function network({ network: facts }: Examination, add: Add): void {
  const { host, port, addresses, lookupMs, connectMs, fault, refusal } = facts;
  if (fault === 'not_allowed') {
    add('network', 'fault', fault, { why: refusal ? new AddressRefusedError(refusal).message : host });
    return;
  }
  if (fault) {
    add('network', 'fault', fault, { host, port });
    return;
  }
  const told = { host, port, addresses: addresses.join(', '), connectMs: connectMs ?? 0, lookupMs };
  add('network', 'ok', 'connected', told);
  if (lookupMs > SLOW_MS) add('network', 'warn', 'lookup_slow', told);
  if ((connectMs ?? 0) > SLOW_MS) add('network', 'warn', 'connect_slow', told);
}

function rtsp({ rtsp: facts }: Examination, { language, hasCredentials }: Circumstances, add: Add): void {
  if (!facts) return;
  const { server, methods, answerMs, challenge, tracks, fault } = facts;
  const listed = methods.join(' ') || '—';
  if (answerMs > 0 || methods.length > 0)
    add('rtsp', 'ok', 'rtsp_answers', { server: server ? `${server} ` : '', answerMs, methods: listed });
  if (challenge) {
    const { scheme, realm, algorithm = 'MD5' } = challenge;
    add('rtsp', scheme === 'basic' ? 'warn' : 'ok', `auth_${scheme}`, { realm, algorithm });
  } else if (!fault)
    add('rtsp', hasCredentials ? 'note' : 'warn', hasCredentials ? 'auth_unused' : 'auth_none');
  if (fault?.code === 'camera_unauthorized')
    add('rtsp', 'fault', hasCredentials ? 'auth_refused' : 'auth_missing');
  else if (fault?.code === 'camera_not_found') add('rtsp', 'fault', 'path_wrong');
  else if (fault) add('rtsp', 'warn', 'rtsp_fault', { reason: reasonOf(fault, language) });
  if (tracks.length === 0) return;
  const words = tracks.map(
    ({ kind, encoding, clockRate }) => `${kind} ${encoding}${clockRate ? `/${clockRate}` : ''}`,
  );
  add('rtsp', 'ok', 'tracks', { tracks: words.join(', ') });
  if (!tracks.some(({ kind }) => kind === 'video')) add('rtsp', 'fault', 'no_video');
}

function noPicture({ fault }: Picture, { language, waitMs }: Circumstances, add: Add): void {
  if (!fault || fault.code === 'camera_stalled') {
    add('picture', 'fault', 'no_picture_stalled', { waitS: Math.round(waitMs / 1000) });
    return;
  }
  add('picture', 'fault', 'no_picture', { reason: reasonOf(fault, language) });
}

function pictures(seen: Seen, { soundAllowed }: Circumstances, add: Add): void {
  const { width, height, fps, bitrateKbps: kbps, seconds, gopMs, firstPictureMs: ms, audioCodec } = seen;
  const codec = seen.codec === 'h264' ? 'H.264' : 'H.265';
  const isOwn = !seen.isEncoded;
  add('picture', 'ok', isOwn ? 'picture' : 'picture_encoded', { codec, width, height, fps, kbps, seconds });
  if (fps < LOW_FPS) add('picture', 'warn', 'fps_low', { fps });
  if (ms > SLOW_FIRST_MS) add('picture', 'warn', 'first_picture_slow', { ms });
  else add('picture', 'ok', 'first_picture', { ms });
  const gopS = Math.round((gopMs ?? 0) / 100) / 10;
  if (gopMs === undefined) add('picture', 'warn', 'gop_unknown', { seconds });
  else
    add('picture', gopMs > LONG_GOP_MS ? 'warn' : 'ok', gopMs > LONG_GOP_MS ? 'gop_long' : 'gop', { gopS });
  if (seen.largestKeyframeBytes > LARGE_KEYFRAME_BYTES)
    add('picture', 'note', 'keyframe_large', { kb: Math.round(seen.largestKeyframeBytes / 1000) });
  if (!audioCodec) add('picture', 'note', 'no_sound');
  else add('picture', 'ok', soundAllowed === false ? 'sound_forbidden' : 'sound', { codec: audioCodec });
}

function times(seen: Seen, add: Add): void {
  const {
    jitterMs,
    longestPauseMs,
    interruptions,
    timestampJumps,
    packetsLost,
    unitsDropped,
    clockOffsetMs,
  } = seen;
  if (jitterMs > JITTER_MS) add('time', 'warn', 'uneven', { jitterMs });
  else add('time', 'ok', 'even', { jitterMs });
  if (longestPauseMs > PAUSE_MS) add('time', 'warn', 'paused', { pauseMs: longestPauseMs });
  if (interruptions > 0) add('time', 'warn', 'interrupted', { count: interruptions });
  if (timestampJumps > 0) add('time', 'warn', 'timestamps_jump', { count: timestampJumps });
  if (packetsLost > 0) add('time', 'warn', 'lost', { lost: packetsLost, dropped: unitsDropped });
  if (clockOffsetMs === undefined) {
    add('time', 'note', 'clock_unknown');
    return;
  }
  const isWrong = Math.abs(clockOffsetMs) > CLOCK_MS;
  // Not "-0.0".
  const offsetS = (Math.round(clockOffsetMs / 100) / 10 || 0).toFixed(1);
  add('time', isWrong ? 'warn' : 'ok', isWrong ? 'clock_wrong' : 'clock_good', { offsetS });
}

function line({ bitrateKbps: kbps, isEncoded }: Seen, { capKbps }: Circumstances, add: Add): void {
  // What an encoder makes of it is not what travels over the line.
  if (capKbps === undefined || isEncoded) return;
  if (capKbps === null) {
    add('line', 'ok', 'line_free');
    return;
  }
  const told = { kbps, capKbps };
  if (kbps > capKbps) add('line', 'fault', 'line_over', told);
  else if (kbps > capKbps / 2) add('line', 'warn', 'line_large', told);
  else add('line', 'ok', 'line_fits', told);
}

function product({ source }: Picture, seen: Seen, { language }: Circumstances, add: Add): void {
  const { webrtcReason, httpReason, isEncoded, codecString } = seen;
  const reason = source?.reason ? reasonOf(source.reason, language) : '';
  if (isEncoded) add('product', 'warn', 'by_encoder', { reason });
  else if (source?.kind === 'ffmpeg') add('product', 'note', 'by_ffmpeg', { reason });
  else add('product', 'ok', 'by_us');
  const why = httpReason ?? webrtcReason;
  if (isEncoded) add('product', 'ok', 'plays_encoded');
  else if (why && why !== 'codec_not_in_browsers') add('product', 'warn', why, { codecString });
  else add('product', 'ok', 'plays');
}

function recording({ recorded, language }: Circumstances, add: Add): void {
  if (!recorded) return;
  const { wanted, recording: isRecorded, gap, oldest } = recorded;
  if (isRecorded) add('recording', 'ok', 'recorded');
  else if (!wanted) add('recording', 'note', 'recording_off');
  else if (gap)
    add('recording', 'warn', 'not_recorded', { since: timeText(gap.since), why: gapReason(gap, language) });
  else add('recording', 'warn', 'not_recorded_yet');
  if (oldest) add('recording', 'ok', 'footage_since', { oldest: timeText(oldest) });
  else add('recording', 'note', 'footage_none');
}

/** By the clock of the machine that it is typed at: 2026-11-23 09:00:00. */
const timeText = (at: Date): string => at.toLocaleString('sv-SE');
