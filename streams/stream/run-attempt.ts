import { StreamFaultError } from '../media-error.ts';
import type { Source, SourceSink } from '../sources/source.ts';
import type { SourceAddress, StreamFault } from '../types.ts';
import type { StreamOptions } from './stream-options.ts';
import { Watchdog } from './watchdog.ts';

export interface AttemptOptions
  extends Pick<StreamOptions, 'key' | 'resolveAddress' | 'createSource' | 'startGate' | 'timings' | 'log'> {
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly sink: SourceSink;
  readonly stallMs: number;
  readonly rank: () => number;
  /** Good enough while nobody can be asked where the camera is. */
  readonly lastAddress: () => SourceAddress | undefined;
  /** Told once where the camera is, before anything is asked of it; undefined: nobody has registered it any more. */
  readonly onAddress: (address: SourceAddress | undefined) => void;
  /** Told once which source it will be; it may have to wait for its start. */
  readonly onSource: (source: Source) => void;
  /** What the source tells of itself has changed. */
  readonly onChange: () => void;
  /** Told once whom to call whenever pictures come. */
  readonly watch: (onPictures: () => void) => void;
  readonly onStart: () => void;
  /** The first picture came. */
  readonly onLive: () => void;
  /** Pictures stopped coming; the source is about to be ended. */
  readonly onStall: (fault: StreamFault) => void;
}

/**
 * Starts one source and stays with it to its end: waits for a place to start, watches for silence, and
 * returns why it ended. Never rejects; when it resolves nothing is left running.
 */
export async function runAttempt(options: AttemptOptions): Promise<StreamFaultError> {
  const { attempt, signal, timings, sink } = options;
  let leaveGate: (() => void) | undefined;
  let giveBack: (() => void) | undefined;
  let slotTimer: NodeJS.Timeout | undefined;
  let isLive = false;
  const silence = new AbortController();
  const watchdog = new Watchdog({
    onSilence: () => {
      const fault = isLive ? STALLED : NO_PICTURE;
      if (isLive) options.onStall(fault);
      silence.abort(new StreamFaultError(fault));
    },
  });
  try {
    const address = await resolve(options);
    const { rank, log, onChange } = options;
    const source = options.createSource({ address, sink, log, rank, onChange });
    options.onSource(source);
    giveBack = await source.prepare?.(signal);
    const { kind } = source.about ?? { kind: 'in-process' };
    leaveGate = await options.startGate.enter({ kind, attempt, rank, signal });
    slotTimer = setTimeout(leaveGate, timings.startSlotMs);
    options.watch(() => {
      if (silence.signal.aborted || signal.aborted) return;
      watchdog.heard();
      if (isLive) return;
      isLive = true;
      leaveGate?.();
      watchdog.start(options.stallMs);
      options.onLive();
    });
    watchdog.start(timings.connectMs);
    options.onStart();
    return await source.run(AbortSignal.any([signal, silence.signal]));
  } catch (error) {
    return asFault(error, options);
  } finally {
    watchdog.close();
    clearTimeout(slotTimer);
    leaveGate?.();
    giveBack?.();
  }
}

/** A database that is away must not keep cameras from being shown and recorded. */
async function resolve(options: AttemptOptions): Promise<SourceAddress> {
  const { key, resolveAddress, lastAddress, onAddress, signal, log } = options;
  const address = await resolveAddress(key).catch((error: unknown) => {
    const last = lastAddress();
    if (!last) throw error;
    log.warn({ err: error }, 'the camera’s address could not be looked up; the last one is used');
    return last;
  });
  signal.throwIfAborted();
  onAddress(address);
  if (address) return address;
  throw new StreamFaultError({
    code: 'source_misconfigured',
    message: 'The camera has no address registered.',
  });
}

function asFault(error: unknown, { signal, log }: AttemptOptions): StreamFaultError {
  if (error instanceof StreamFaultError) return error;
  if (!signal.aborted) log.error({ err: error }, 'a source ended in an unforeseen way');
  return new StreamFaultError({ code: 'source_crashed', message: 'The source ended unexpectedly.' }, error);
}

const STALLED: StreamFault = { code: 'camera_stalled', message: 'The camera stopped sending pictures.' };
const NO_PICTURE: StreamFault = {
  code: 'camera_stalled',
  message: 'The camera answers but sends no picture.',
};
