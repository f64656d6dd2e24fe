export type { ConsumerParameters, TransportParameters, ViewerSession } from './viewer-session.ts';
export { WebRtcError, type WebRtcErrorCode } from './webrtc-error.ts';
export { WebRtcPlane, type WebRtcPlaneOptions } from './webrtc-plane.ts';
export type { WhepSession } from './whep-session.ts';
