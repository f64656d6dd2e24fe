/** Everything that reads what strangers send. */
import type { FuzzTarget } from '../target.ts';
import { accessUnit, audioConfig, fmp4, spsH264, spsH265 } from './codec.ts';
import { amf0, flv, rtmpGate } from './rtmp.ts';
import { rtcp, rtpAac, rtpH264, rtpH264Udp, rtpH265, rtpLatm } from './rtp.ts';
import { rtspHeaders, rtspReader, sdp } from './rtsp.ts';

export const TARGETS: readonly FuzzTarget[] = [
  rtspReader,
  rtspHeaders,
  sdp,
  rtpH264,
  rtpH264Udp,
  rtpH265,
  rtpAac,
  rtpLatm,
  rtcp,
  spsH264,
  spsH265,
  audioConfig,
  accessUnit,
  fmp4,
  rtmpGate,
  amf0,
  flv,
];
