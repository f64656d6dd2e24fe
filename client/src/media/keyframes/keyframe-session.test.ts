import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KeyframeHead } from '../../../../server/contract/keyframes.ts';
import { KeyframeSession } from './keyframe-session.ts';
import { MessageFault, MessageReader } from './message-reader.ts';

const ID = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const bytesOf = (head: KeyframeHead, body = new Uint8Array(0)): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const message = new Uint8Array(8 + text.length + body.length);
  const view = new DataView(message.buffer);
  view.setUint32(0, text.length);
  view.setUint32(4, body.length);
  message.set(text, 8);
  message.set(body, 8 + text.length);
  return message;
};
const picture = (n: number, capturedAtMs: number): KeyframeHead => ({
  kind: 'picture',
  cameraId: ID(n),
  profile: 'sub',
  capturedAtMs,
  codec: 'avc1.42001f',
});

describe('reading messages', () => {
  test('however the bytes come, each message once and whole', () => {
    const all = [
      bytesOf(picture(1, 5), Uint8Array.of(1, 2, 3)),
      bytesOf({ kind: 'alive' }),
      bytesOf(picture(2, 6), Uint8Array.of(4)),
    ];
    const joined = Uint8Array.from(all.flatMap((each) => [...each]));
    for (const step of [1, 7, 64, joined.length]) {
      const reader = new MessageReader();
      const read = [];
      for (let at = 0; at < joined.length; at += step) read.push(...reader.push(joined.slice(at, at + step)));
      expect(read.map(({ head }) => head.kind)).toEqual(['picture', 'alive', 'picture']);
      expect(read.map(({ body }) => [...body])).toEqual([[1, 2, 3], [], [4]]);
    }
  });

  test('what is no such answer is refused at once', () => {
    expect(() => new MessageReader().push(new TextEncoder().encode('<!doctype html>'))).toThrow(MessageFault);
    expect(() => new MessageReader().push(bytesOf({ kind: 'no' } as never))).toThrow(MessageFault);
  });
});

/** Answers that the test writes into. */
class HandServer {
  readonly asked: { url: string; write: (bytes: Uint8Array) => void; end: () => void; aborted: boolean }[] =
    [];
  fetch = (url: string, init: RequestInit): Promise<Response> => {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (made) => {
        controller = made;
      },
    });
    const one = {
      url,
      write: (bytes: Uint8Array) => controller?.enqueue(bytes),
      end: () => controller?.close(),
      aborted: false,
    };
    init.signal?.addEventListener('abort', () => {
      one.aborted = true;
      controller?.error(new Error('aborted'));
    });
    this.asked.push(one);
    return Promise.resolve(new Response(body));
  };
}

describe('one answer for all tiles', () => {
  let server: HandServer;
  let session: KeyframeSession;
  let seen: string[];
  const decoder = {
    decode: (_name: string, _keyframe: unknown, given: (picture: never) => void) =>
      given({ source: null, width: 1, height: 1 } as never),
    forget: () => undefined,
  };
  const watch = (n: number) =>
    session.watch(ID(n), 'sub', {
      onPicture: ({ capturedAtMs }) => seen.push(`${n}@${capturedAtMs}`),
      onFault: (code) => seen.push(`${n}!${code}`),
    });
  const last = () => {
    const one = server.asked.at(-1);
    if (one === undefined) throw new Error('nothing was asked for');
    return one;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    server = new HandServer();
    session = new KeyframeSession({ decoder, fetch: server.fetch });
    seen = [];
  });
  afterEach(() => {
    session.close();
    vi.useRealTimers();
  });

  test('tiles that come together are asked for together; who comes later is added without a gap', async () => {
    watch(1);
    watch(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(server.asked).toHaveLength(1);
    expect(last().url).toBe(`/media/keyframes?cameras=${ID(1)}/sub,${ID(2)}/sub`);
    last().write(bytesOf(picture(1, 10)));
    watch(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.asked).toHaveLength(2);
    expect(server.asked[0]?.aborted).toBe(true);
    last().write(bytesOf(picture(1, 9)));
    last().write(bytesOf(picture(3, 11)));
    await vi.advanceTimersByTimeAsync(10);
    expect(seen).toEqual(['1@10', '3@11']);
  });

  test('an answer that ends, or says nothing at all, is asked for again', async () => {
    watch(1);
    await vi.advanceTimersByTimeAsync(100);
    last().end();
    await vi.advanceTimersByTimeAsync(1500);
    expect(server.asked).toHaveLength(2);
    last().write(bytesOf({ kind: 'alive' }));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(server.asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(4000);
    expect(server.asked).toHaveLength(3);
  });

  test('a camera that is refused for now is asked for again, one that is not there is not', async () => {
    watch(1);
    await vi.advanceTimersByTimeAsync(100);
    const fault = (code: string) =>
      bytesOf({ kind: 'fault', cameraId: ID(1), profile: 'sub', code, message: '' });
    last().write(fault('not_found'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.asked).toHaveLength(1);
    last().write(fault('line_full'));
    await vi.advanceTimersByTimeAsync(9000);
    expect(server.asked).toHaveLength(2);
    expect(seen).toEqual(['1!not_found', '1!line_full']);
  });

  test('when nobody is left it ends', async () => {
    const leave = watch(1);
    await vi.advanceTimersByTimeAsync(100);
    leave();
    await vi.advanceTimersByTimeAsync(4000);
    expect(last().aborted).toBe(true);
    expect(server.asked).toHaveLength(1);
  });
});
