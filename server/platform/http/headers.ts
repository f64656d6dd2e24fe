/** Response headers that keep the browser from being used against us. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * `secure`: served over TLS. On a plain LAN, HSTS and upgrading would cut the room off; `own`: with a certificate
 * that no authority signed, HSTS would take away the button that goes on.
 */
export function securityHeaders(secure: boolean | 'own'): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // antd writes its styles into the page.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        // MediaSource and hls.js's worker.
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        // 'self' covers ws: and wss: of the same host in current browsers, not in older ones.
        connectSrc: ["'self'", secure ? 'wss:' : 'ws:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: secure === true ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: secure !== false ? { policy: 'same-origin' } : false,
    crossOriginEmbedderPolicy: false,
    originAgentCluster: secure !== false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
