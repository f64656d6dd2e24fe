/** Ends what was begun, in reverse order, within a deadline. */
import type { Logger } from './log.ts';

export interface Lifecycle {
  /** Registers how to end what was just begun; later ones end first. */
  onClose(name: string, close: () => Promise<void> | void): void;
  /** Ends everything once; failures are logged and do not stop the rest. False: the deadline passed before it was done. */
  close(): Promise<boolean>;
  readonly closing: boolean;
}

export function createLifecycle(log: Logger, deadlineMs = 8000): Lifecycle {
  const closers: { name: string; close: () => Promise<void> | void }[] = [];
  let closing: Promise<boolean> | undefined;

  async function closeAll(): Promise<boolean> {
    for (let next = closers.pop(); next; next = closers.pop()) {
      const startedAt = Date.now();
      try {
        await next.close();
      } catch (error) {
        log.error({ err: error, part: next.name }, 'a part did not end well');
      }
      log.debug({ part: next.name, durationMs: Date.now() - startedAt }, 'ended');
    }
    return true;
  }

  async function closeInTime(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), deadlineMs);
    });
    try {
      return await Promise.race([closeAll(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    onClose: (name, close) => void closers.push({ name, close }),
    close: () => {
      closing ??= closeInTime();
      return closing;
    },
    get closing() {
      return closing !== undefined;
    },
  };
}
