/** RTSP 1.0 as a client speaks it to cameras: bytes in, RTP and RTCP packets out. Knows no media. */
export type { Credentials } from './authorization.ts';
export { fault, protocolError } from './rtsp-fault.ts';
export { RtspSession, type RtspSessionOptions, type TrackRequest } from './rtsp-session.ts';
export type { SdpFormat, SdpMedia, SessionDescription } from './sdp.ts';
