/** Reads `/media/keyframes` as it arrives: lengths, head, body, and so on (`contract/keyframes.ts`). */
import {
  KEYFRAME_BODY_MOST_BYTES,
  KEYFRAME_HEAD_MOST_BYTES,
  type KeyframeHead,
  keyframeHead,
} from '../../../../server/contract/keyframes.ts';

export interface KeyframeMessage {
  readonly head: KeyframeHead;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What came is no such run of messages. */
export class MessageFault extends Error {}

const LENGTHS_BYTES = 8;

export class MessageReader {
  #waiting: Uint8Array[] = [];
  #bytes = 0;

  /** The messages that are whole now. Throws a `MessageFault` for what is none, or is too big. */
  push(chunk: Uint8Array): KeyframeMessage[] {
    this.#waiting.push(chunk);
    this.#bytes += chunk.length;
    const messages: KeyframeMessage[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) messages.push(next);
    return messages;
  }

  #next(): KeyframeMessage | undefined {
    if (this.#bytes < LENGTHS_BYTES) return undefined;
    const lengths = this.#peek(LENGTHS_BYTES);
    const view = new DataView(lengths.buffer, lengths.byteOffset, LENGTHS_BYTES);
    const headBytes = view.getUint32(0);
    const bodyBytes = view.getUint32(4);
    if (headBytes > KEYFRAME_HEAD_MOST_BYTES || bodyBytes > KEYFRAME_BODY_MOST_BYTES)
      throw new MessageFault(`a message of ${headBytes} and ${bodyBytes} bytes`);
    if (this.#bytes < LENGTHS_BYTES + headBytes + bodyBytes) return undefined;
    this.#take(LENGTHS_BYTES);
    const head = headOf(this.#take(headBytes));
    return { head, body: this.#take(bodyBytes) };
  }

  /** So many bytes in one piece, left where they are. */
  #peek(bytes: number): Uint8Array {
    const first = this.#waiting[0];
    if (first !== undefined && first.length >= bytes) return first.subarray(0, bytes);
    const joined = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#waiting) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#waiting = [joined];
    return joined.subarray(0, bytes);
  }

  /** A copy: what lies behind it goes when it is used up. */
  #take(bytes: number): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(bytes);
    let at = 0;
    while (at < bytes) {
      const first = this.#waiting[0];
      if (first === undefined) break;
      const part = first.subarray(0, bytes - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(part.length);
    }
    this.#bytes -= bytes;
    return taken;
  }
}

function headOf(bytes: Uint8Array): KeyframeHead {
  try {
    return keyframeHead.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new MessageFault('a head that cannot be read', { cause });
  }
}
