import { uint32 } from './rtp-header.ts';

/** The camera's own word on which wall clock time its timestamps mean (RFC 3550, 6.4.1). */
export interface SenderReport {
  readonly ssrc: number;
  /** UTC, ms, by the camera's clock. */
  readonly ntpMs: number;
  /** The middle 32 bits of the NTP time: what a receiver report gives back. */
  readonly ntpMiddle: number;
  /** The RTP timestamp that belongs to `ntpMs`. */
  readonly timestamp: number;
}

export interface RtcpFindings {
  readonly report?: SenderReport;
  /** Sources that said goodbye. */
  readonly bye: readonly number[];
}

const SENDER_REPORT = 200;
const FIRST_TYPE = 192;
const LAST_TYPE = 223;
const BYE = 203;
/** Seconds from 1900, where NTP begins, to 1970. */
const NTP_EPOCH_S = 2_208_988_800;
const NOBODY: readonly number[] = [];

/** Reads a compound RTCP packet; what of it is not of interest is stepped over. Undefined where it is not RTCP. */
export function readRtcp(buffer: Buffer, start: number, end: number): RtcpFindings | undefined {
  if (end > buffer.length) return undefined;
  let report: SenderReport | undefined;
  let bye = NOBODY;
  let at = start;
  while (at + 4 <= end) {
    const flags = buffer[at] ?? 0;
    const type = buffer[at + 1] ?? 0;
    const next = at + 4 + 4 * (((buffer[at + 2] ?? 0) << 8) | (buffer[at + 3] ?? 0));
    if (flags >> 6 !== 2 || type < FIRST_TYPE || type > LAST_TYPE || next > end) break;
    if (type === SENDER_REPORT && next - at >= 28) report = readSenderReport(buffer, at);
    if (type === BYE) bye = readBye(buffer, at + 4, Math.min(next, at + 4 + 4 * (flags & 0x1f)));
    at = next;
  }
  if (at === start) return undefined;
  return report ? { report, bye } : { bye };
}

function readSenderReport(buffer: Buffer, at: number): SenderReport {
  const seconds = uint32(buffer, at + 8);
  const fraction = uint32(buffer, at + 12);
  // NTP's 32 bits of seconds begin anew in 2036; nothing was before 1968, when they stood at half.
  const era = seconds < 0x8000_0000 ? 2 ** 32 : 0;
  return {
    ssrc: uint32(buffer, at + 4),
    ntpMs: (seconds + era - NTP_EPOCH_S) * 1000 + (fraction / 2 ** 32) * 1000,
    ntpMiddle: (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0,
    timestamp: uint32(buffer, at + 16),
  };
}

function readBye(buffer: Buffer, from: number, to: number): number[] {
  const sources: number[] = [];
  for (let at = from; at + 4 <= to; at += 4) sources.push(uint32(buffer, at));
  return sources;
}
