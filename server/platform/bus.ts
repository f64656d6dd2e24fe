/**
 * Publish and subscribe between slices, and between nodes when there is Redis. A message is told to whoever listens
 * now and is not kept: what must not be missed is in the database.
 */
import type { z } from 'zod';
import { afterCommit } from './db/unit-of-work.ts';
import type { Logger } from './log.ts';

/** Make one per kind of message, in the slice that publishes it: `topic('access.session-ended', schema)`. */
export interface Topic<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
}
export const topic = <T>(name: string, schema: z.ZodType<T>): Topic<T> => ({ name, schema });

export interface Bus {
  /**
   * Every subscriber of this process gets it before this returns (within a unit of work: once that has committed);
   * other nodes' soon after. Never throws.
   */
  publish<T>(topic: Topic<T>, message: T): void;
  /** Messages of one topic come in the order they were published in. Returns the way to stop. */
  subscribe<T>(topic: Topic<T>, listener: (message: T) => void): () => void;
  close(): Promise<void>;
}

/** One process talking to itself. */
export function createLocalBus(log: Logger): Bus {
  const listeners = new Map<string, Set<(message: never) => void>>();
  return {
    publish: (topic, message) =>
      afterCommit(() => {
        for (const listener of [...(listeners.get(topic.name) ?? [])])
          try {
            listener(message as never);
          } catch (error) {
            log.error({ err: error, topic: topic.name }, 'a listener failed');
          }
      }),
    subscribe: (topic, listener) => {
      const set = listeners.get(topic.name) ?? new Set();
      listeners.set(topic.name, set.add(listener));
      return () => void set.delete(listener);
    },
    close: async () => listeners.clear(),
  };
}
