import type { Code } from './words.ts';

/** `note` is worth knowing, `warn` worth changing, `fault` why it does not work. */
export type Level = 'ok' | 'note' | 'warn' | 'fault';

export const parts = ['network', 'rtsp', 'picture', 'time', 'line', 'product', 'recording'] as const;
export type Part = (typeof parts)[number];

/** One thing that was found, in a code that is put into words last. */
export interface Finding {
  readonly part: Part;
  readonly level: Level;
  readonly code: Code;
  readonly values: Readonly<Record<string, string | number>>;
}
