/**
 * What an encoder says up to its `publish`, judged before anything of it reaches the RTMP server. Lets through the
 * handshake and the commands that lead to publishing; says which key was given; everything else is refused.
 */
import { readAmf0 } from './amf0.ts';
import { RtmpFault, RtmpMessages } from './rtmp-messages.ts';

/** C0, C1 and C2. */
const HANDSHAKE_BYTES = 1 + 1536 + 1536;
const VERSION = 3;
/** Chunk size, abort, acknowledgement, user control, window size, bandwidth. */
const CONTROL = new Set([1, 2, 3, 4, 5, 6]);
const AMF3_COMMAND = 17;
const AMF0_COMMAND = 20;
const LEADING = new Set(['connect', 'releaseStream', 'FCPublish', 'createStream', '_checkbw', 'onStatus']);
export const RTMP_APP = 'live';
/** What leads to publishing is a kilobyte or two. Messages that never end would have all that comes held back. */
const MOST_BEFORE_KEY = 64 * 1024;
/** As `newSecret` writes them: what the RTMP server takes for a name, too. */
const KEY = /^[A-Za-z0-9_-]{16,128}$/;

export interface GateAnswer {
  /** May go on to the RTMP server now. */
  readonly forward: readonly Buffer[];
  /** The key that `publish` named: what came with it and after waits in `held` for the word on it. */
  readonly key?: string;
}

export class RtmpGate {
  readonly #messages = new RtmpMessages({ maxMessageBytes: 4096, maxChunkStreams: 8 });
  #handshake = 0;
  #bytes = 0;
  #held: Buffer[] = [];
  #asked = false;

  /** What is to follow once the key is good. */
  get held(): readonly Buffer[] {
    return this.#held;
  }

  /** @throws RtmpFault: refuse the connection */
  push(bytes: Buffer): GateAnswer {
    if (this.#asked) {
      this.#held.push(bytes);
      return { forward: [] };
    }
    if (this.#handshake === 0 && bytes[0] !== VERSION) throw new RtmpFault('it does not speak RTMP');
    const shaken = Math.min(bytes.length, HANDSHAKE_BYTES - this.#handshake);
    this.#handshake += shaken;
    const forward = shaken > 0 ? [bytes.subarray(0, shaken)] : [];
    const rest = bytes.subarray(shaken);
    if (rest.length === 0) return { forward };
    this.#held.push(rest);
    const key = this.#judge(rest);
    if (key !== undefined) {
      this.#asked = true;
      return { forward, key };
    }
    this.#bytes += rest.length;
    if (this.#bytes > MOST_BEFORE_KEY) throw new RtmpFault('too much is said before publishing');
    if (!this.#messages.isWhole) return { forward };
    const whole = this.#held;
    this.#held = [];
    return { forward: [...forward, ...whole] };
  }

  /** A key as soon as one is named; what stands behind it is media already and not looked at. */
  #judge(bytes: Buffer): string | undefined {
    for (const { type, payload } of this.#messages.push(bytes)) {
      if (CONTROL.has(type)) continue;
      if (type !== AMF0_COMMAND && type !== AMF3_COMMAND) throw new RtmpFault('media before publishing');
      const key = keyOf(type === AMF3_COMMAND ? payload.subarray(1) : payload);
      if (key !== undefined) return key;
    }
    return undefined;
  }
}

function keyOf(payload: Buffer): string | undefined {
  const [command, , object, name] = readAmf0(payload);
  if (command === 'connect') {
    const app = typeof object === 'object' && object !== null ? object.app : undefined;
    if (typeof app !== 'string' || app.replace(/\/+$/, '') !== RTMP_APP)
      throw new RtmpFault(`the address must be rtmp://…/${RTMP_APP}`);
    return undefined;
  }
  if (command === 'publish') {
    const key = typeof name === 'string' ? name.split('?')[0] : undefined;
    if (key === undefined || !KEY.test(key)) throw new RtmpFault('no stream key');
    return key;
  }
  if (typeof command === 'string' && LEADING.has(command)) return undefined;
  throw new RtmpFault('a command that does not lead to publishing');
}
