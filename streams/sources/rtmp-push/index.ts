export type { Publisher } from './publishers.ts';
export { pushAddress, RtmpPush, type RtmpPushOptions } from './rtmp-push.ts';
