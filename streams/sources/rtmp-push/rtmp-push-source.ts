import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { MediaError, StreamFaultError } from '../../media-error.ts';
import type { SourceAbout, StreamKey } from '../../types.ts';
import type { Source, SourceRequest } from '../source.ts';
import { FlvDemuxer } from './flv-demuxer.ts';
import type { Publisher, Publishers } from './publishers.ts';

export interface RtmpPushSourceOptions extends Pick<SourceRequest, 'sink'> {
  readonly stream: StreamKey;
  readonly publishers: Pick<Publishers, 'of'>;
  /** The RTMP server's HTTP socket; undefined while it is not there. */
  readonly httpSocket: () => string | undefined;
  readonly now: () => number;
}

/** Plays what an encoder pushes to us, for as long as it does. It waits for none: the encoder's coming starts it. */
export class RtmpPushSource implements Source {
  readonly about: SourceAbout = { kind: 'push' };
  readonly #options: RtmpPushSourceOptions;

  constructor(options: RtmpPushSourceOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<never> {
    signal.throwIfAborted();
    const { stream, publishers, httpSocket } = this.#options;
    const publisher = publishers.of(stream);
    const socketPath = httpSocket();
    if (!publisher || socketPath === undefined) throw absent('No encoder is pushing to this camera.');
    const asking = request({ socketPath, path: `${publisher.path}.flv`, agent: false });
    try {
      return await this.#play(asking, publisher, signal);
    } finally {
      asking.destroy();
    }
  }

  #play(asking: ClientRequest, { gone }: Publisher, signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, giveUp) => {
      const onStop = () => reject(signal.reason);
      const onGone = () => reject(absent('The encoder stopped pushing.'));
      const reject = (reason: unknown) => {
        signal.removeEventListener('abort', onStop);
        gone.removeEventListener('abort', onGone);
        giveUp(reason);
      };
      signal.addEventListener('abort', onStop, { once: true });
      gone.addEventListener('abort', onGone, { once: true });
      const demuxer = new FlvDemuxer(this.#options);
      asking.on('error', (error) => reject(broken(error)));
      asking.on('response', (answer: IncomingMessage) => {
        answer.on('data', (bytes: Buffer) => {
          if (signal.aborted || gone.aborted) return;
          try {
            demuxer.push(bytes);
          } catch (error) {
            answer.removeAllListeners('data');
            reject(asFault(error));
          }
        });
        answer.on('error', (error) => reject(absent('The encoder stopped pushing.', error)));
        answer.on('end', () => reject(absent('The encoder stopped pushing.')));
      });
      asking.end();
    });
  }
}

function absent(message: string, cause?: unknown): StreamFaultError {
  return new StreamFaultError({ code: 'encoder_absent', message }, cause);
}

function broken(cause: Error): StreamFaultError {
  return new StreamFaultError(
    { code: 'source_crashed', message: 'The RTMP server is not to be reached.' },
    cause,
  );
}

/** The box parsers blame ffmpeg, which had no part in this. */
function asFault(error: unknown): unknown {
  if (!(error instanceof MediaError) || error instanceof StreamFaultError) return error;
  const message = 'What the encoder pushes cannot be read.';
  return new StreamFaultError({ code: 'camera_protocol_error', message }, error);
}
