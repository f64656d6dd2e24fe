/** Of node-media-server 4.4.3, which brings no types, what we touch. */
declare module 'node-media-server' {
  import type { Server } from 'node:net';

  interface Session {
    readonly broadcast: { publishGraceMs: number };
  }

  export default class NodeMediaServer {
    constructor(config: object);
    readonly rtmpServer: { readonly tcpServer: Server };
    readonly httpServer: { readonly httpServer: Server };
    on(event: 'postPublish', listener: (session: Session) => void): void;
  }
}
