import type { SourceAddress } from '../../types.ts';
import { urlWithCredentials } from './credentials.ts';

export interface RtspJobOptions {
  /** How long the camera may be silent on the socket, connecting included. */
  readonly socketTimeoutMs: number;
  /** Also set up the camera's sound, so that ffmpeg's log names its codec; it is not muxed. */
  readonly describeAudio?: boolean;
  /** RTMP only: what the server is told it was asked as, where that is not where it is reached. */
  readonly tcUrl?: string | undefined;
  /** How the picture is encoded; left out: it is copied. */
  readonly encode?: readonly string[];
}

export interface RtspJob {
  readonly args: readonly string[];
  /** For ffmpeg's standard input: an ffconcat script, so that `ps` never shows the password. */
  readonly script: string;
}

/**
 * What ffmpeg is started with to copy a camera's video into fragmented MP4 on its standard output, one
 * fragment an access unit. The camera's address travels as a one-line ffconcat script on standard input.
 *
 * - `fpsprobesize 0`: the frame rate is measured here, so waiting for 20 frames gains nothing: first
 *   fragment after 0.45 s instead of 1.3 s. Not `nobuffer`: it drops what was read while probing, the
 *   keyframe included, and the picture waits for the next one.
 * - The script's options reach the camera's demuxer, those in `args` the concat demuxer around it: probing
 *   happens in both.
 * - `allowed_media_types video`: sound is not even sent.
 *
 * @throws StreamFaultError `source_misconfigured`
 */
export function rtspJob(address: SourceAddress, options: RtspJobOptions): RtspJob {
  const url = urlWithCredentials(address);
  const isRtmp = /^rtmp:/i.test(url);
  const protocols = isRtmp ? 'pipe,rtmp,tcp' : /^rtsps:/i.test(url) ? 'pipe,tls,tcp' : 'pipe,tcp';
  const inner: [string, string | number][] = [
    ...(isRtmp ? rtmpOptions(options) : rtspOptions(options)),
    ['analyzeduration', ANALYZE_US],
    ['fpsprobesize', 0],
  ];
  return {
    args: [
      ...['-hide_banner', '-nostats', '-loglevel', options.describeAudio ? 'info' : 'warning'],
      ...['-analyzeduration', String(ANALYZE_US), '-fpsprobesize', '0'],
      ...['-f', 'concat', '-safe', '0', '-protocol_whitelist', protocols, '-i', 'pipe:0'],
      ...['-map', '0:v:0', '-an', ...(options.encode ?? ['-c', 'copy'])],
      ...['-f', 'mp4', '-movflags', 'frag_every_frame+empty_moov+default_base_moof+skip_trailer'],
      ...['-flush_packets', '1', 'pipe:1'],
    ],
    script: [
      'ffconcat version 1.0',
      `file ${quote(url)}`,
      ...inner.map(([name, value]) => `option ${name} ${value}`),
      '',
    ].join('\n'),
  };
}

function rtspOptions({ socketTimeoutMs, describeAudio }: RtspJobOptions): [string, string | number][] {
  return [
    ['rtsp_transport', 'tcp'],
    ['timeout', socketTimeoutMs * 1000],
    ...(describeAudio ? [] : ([['allowed_media_types', 'video']] as [string, string][])),
  ];
}

function rtmpOptions({ socketTimeoutMs, tcUrl }: RtspJobOptions): [string, string | number][] {
  return [
    ['rtmp_live', 'live'],
    // `timeout` would have it listen.
    ['rw_timeout', socketTimeoutMs * 1000],
    ...(tcUrl === undefined ? [] : ([['rtmp_tcurl', quote(tcUrl)]] as [string, string][])),
  ];
}

/** Enough for parameter sets that come with the second keyframe of a 2 s GOP. */
const ANALYZE_US = 3_000_000;

/** FFmpeg's own quoting: a quote inside is closed, escaped, opened again. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
