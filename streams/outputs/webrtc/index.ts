export type { ConsumerParameters, MediaKind, TransportParameters, ViewerSession } from './viewer-session.ts';
export { WebRtcError, type WebRtcErrorCode } from './webrtc-error.ts';
export type { ViewerFigures, WebRtcFigures } from './webrtc-figures.ts';
export { WebRtcPlane, type WebRtcPlaneOptions } from './webrtc-plane.ts';
export type { WhepSession } from './whep-session.ts';
