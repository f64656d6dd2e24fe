/** What carries messages on: mail, the webhook. Each sends one and tells what was answered, or throws why not. */
import type { Message } from './message.ts';

export interface Sender {
  /**
   * @returns what the other side answered, in its words
   * @throws NotDelivered
   */
  send(message: Message): Promise<string>;
  close(): void;
}

/** It did not get through, as far as we know. */
export class NotDelivered extends Error {
  /** Sending it again would not help. */
  readonly forGood: boolean;

  constructor(answer: string, options: { readonly forGood?: boolean; readonly cause?: unknown } = {}) {
    super(answer.slice(0, ANSWER_MOST), { cause: options.cause });
    this.name = 'NotDelivered';
    this.forGood = options.forGood ?? false;
  }
}

export const ANSWER_MOST = 500;
