import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { StreamFaultError } from '../media-error.ts';
import { connectable, type Reach } from '../reach/index.ts';
import { PolledReading } from './polled-reading.ts';
import { asFault, fault, faultOfSocket, protocolError } from './rtsp-fault.ts';
import { formatHead, type RtspMessage, type RtspRequest, type RtspResponse } from './rtsp-message.ts';
import { RtspReader } from './rtsp-reader.ts';

export interface RtspConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach | undefined;
  /** `$` frames. See `RtspReaderSink`. */
  readonly onFrame: (channel: number, buffer: Buffer, start: number, end: number) => void;
  /** Everything one read brought has been handed on. */
  readonly onReadEnd: () => void;
  readonly onRequest: (request: RtspRequest) => void;
}

interface Pending {
  resolve(response: RtspResponse): void;
  reject(error: unknown): void;
  readonly timer: NodeJS.Timeout;
}

/**
 * What every connection of the process reads into: Node reads and calls back in one go, so that nothing is left
 * in it when the next socket's turn comes. (It is of one thread: workers have their own.)
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);
/** A camera that takes nothing from us any more. */
const MAX_UNSENT_BYTES = 64 * 1024;

/** One TCP connection to an RTSP server: requests and their answers, and the frames between. */
export class RtspConnection {
  readonly #options: RtspConnectionOptions;
  readonly #reader: RtspReader;
  readonly #pending = new Map<number, Pending>();
  /** Settles when the connection is over, with the reason. Never rejects. */
  readonly closed: Promise<StreamFaultError>;
  #settleClosed: (reason: StreamFaultError) => void = () => undefined;
  #socket: Socket | undefined;
  #polled: PolledReading | undefined;
  #sequence = 0;
  #doing = 'connected';
  #playing = false;
  #over = false;

  constructor(options: RtspConnectionOptions) {
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    this.#options = options;
    this.#reader = new RtspReader({
      onFrame: options.onFrame,
      onMessage: (message) => this.#onMessage(message),
    });
  }

  get reader(): RtspReader {
    return this.#reader;
  }

  get localAddress(): string | undefined {
    return this.#socket?.localAddress;
  }

  get remoteAddress(): string | undefined {
    return this.#socket?.remoteAddress;
  }

  /** @throws StreamFaultError `camera_unreachable`, `address_not_allowed` */
  open(): Promise<void> {
    const { host, port, timeoutMs, reach } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(fault('camera_unreachable', 'The camera does not answer.'));
      }, timeoutMs);
      void this.closed.then((reason) => {
        clearTimeout(timer);
        reject(reason);
      });
      connectable(reach, host, port).then(
        (target) =>
          this.#connect(target, () => {
            clearTimeout(timer);
            resolve();
          }),
        (error: unknown) =>
          this.#end(error instanceof StreamFaultError ? error : faultOfSocket(error, this.#doing)),
      );
    });
  }

  #connect(target: NetConnectOpts, onConnect: () => void): void {
    if (this.#over) return;
    const onread = { buffer: READ_BUFFER, callback: (bytes: number) => this.#onRead(bytes) };
    const socket = connect({ ...target, noDelay: true, onread });
    this.#socket = socket;
    this.#polled = new PolledReading({
      socket,
      buffer: READ_BUFFER,
      onBytes: (bytes) => this.#take(bytes),
      onEnd: (error) => this.#end(error ? this.#broken(error) : this.#cameraClosed()),
    });
    socket.once('connect', onConnect);
    socket.on('error', (error) => this.#end(this.#broken(error)));
    socket.once('close', () => this.#end(this.#cameraClosed()));
    socket.once('end', () => this.#end(this.#cameraClosed()));
  }

  /**
   * Sends a request and waits for its answer, whatever its status.
   * @throws StreamFaultError when none comes in time, or the connection ends
   */
  request(method: string, url: string, headers: Readonly<Record<string, string>>): Promise<RtspResponse> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const head = formatHead(`${method} ${url} RTSP/1.0`, { CSeq: `${sequence}`, ...headers });
    if (this.#over) return this.closed.then((reason) => Promise.reject(reason));
    this.#doing = `waited for the answer to ${method}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(sequence);
        reject(fault('camera_unreachable', `The camera does not answer ${method}.`));
      }, this.#options.timeoutMs);
      this.#pending.set(sequence, { resolve, reject, timer });
      this.#write(head);
    });
  }

  answer(request: RtspRequest, status: string, headers: Readonly<Record<string, string>> = {}): void {
    const sequence = request.headers.get('cseq');
    const number = sequence !== undefined && /^\d{1,10}$/.test(sequence) ? { CSeq: sequence } : {};
    this.#write(formatHead(`RTSP/1.0 ${status}`, { ...number, ...headers }));
  }

  /** From now on an end of the connection is an end of the stream. */
  startPlaying(): void {
    this.#playing = true;
  }

  /** One interleaved frame. Dropped when the camera does not take what we send: it is only a report. */
  sendFrame(channel: number, payload: Buffer): void {
    const socket = this.#socket;
    if (!socket || this.#over || socket.writableLength > 0) return;
    const frame = Buffer.allocUnsafe(4 + payload.length);
    frame[0] = 0x24;
    frame[1] = channel;
    frame.writeUInt16BE(payload.length, 2);
    payload.copy(frame, 4);
    socket.write(frame);
  }

  /** Ends it now, for the reason given. Idempotent. */
  close(reason: StreamFaultError): void {
    this.#end(reason);
  }

  #write(head: string): void {
    const socket = this.#socket;
    if (!socket || this.#over) return;
    socket.write(head);
    if (socket.writableLength > MAX_UNSENT_BYTES) {
      this.#end(protocolError('The camera does not take what we send.'));
    }
  }

  /** False stops events for this socket. */
  #onRead(bytes: number): boolean {
    this.#take(bytes);
    return this.#over || this.#polled?.takesOver() !== true;
  }

  #take(bytes: number): void {
    if (this.#over) return;
    try {
      this.#reader.push(READ_BUFFER, 0, bytes);
      if (!this.#over) this.#options.onReadEnd();
    } catch (error) {
      this.#end(asFault(error));
    }
  }

  #onMessage(message: RtspMessage): void {
    if (message.kind === 'request') {
      this.#options.onRequest(message);
      return;
    }
    const sequence = this.#sequenceOf(message);
    const pending = this.#pending.get(sequence);
    // An answer that comes after its time is nobody's. An interim one (1xx) is none.
    if (!pending || message.status < 200) return;
    this.#pending.delete(sequence);
    clearTimeout(pending.timer);
    pending.resolve(message);
  }

  /** Which request it answers: some cameras leave CSeq out, or make one up; then it is the oldest. */
  #sequenceOf({ headers }: RtspResponse): number {
    const sequence = Number.parseInt(headers.get('cseq') ?? '', 10);
    if (sequence >= 1 && sequence <= this.#sequence) return sequence;
    return this.#pending.keys().next().value ?? 0;
  }

  #broken(error: Error): StreamFaultError {
    return this.#playing
      ? fault('camera_ended', 'The connection to the camera broke.', error)
      : faultOfSocket(error, this.#doing);
  }

  #cameraClosed(): StreamFaultError {
    return this.#playing
      ? fault('camera_ended', 'The camera closed the connection.')
      : fault('camera_unreachable', `The camera closed the connection while we ${this.#doing}.`);
  }

  #end(reason: StreamFaultError): void {
    if (this.#over) return;
    this.#over = true;
    this.#reader.close();
    this.#polled?.close();
    this.#socket?.destroy();
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#pending.clear();
    this.#settleClosed(reason);
  }
}
