/** What the fuzzer and its worker threads tell each other. */
export interface WorkerStart {
  readonly target: string;
  readonly seed: number;
  readonly corpus: readonly Uint8Array[];
  /** Led by coverage to new code; else fast, and with memory judged, which coverage itself takes a lot of. */
  readonly guided: boolean;
  /** The bundle that this runs from, for coverage. */
  readonly script: string;
  readonly scriptLength: number;
  /** Runs so far, the length of the input at hand, then its bytes. */
  readonly shared: SharedArrayBuffer;
}

export type WorkerWord =
  | { readonly kind: 'progress'; readonly runs: number; readonly corpus: number; readonly covered: number }
  | { readonly kind: 'found'; readonly input: Uint8Array }
  | { readonly kind: 'failure'; readonly what: string; readonly input: Uint8Array };

export const SHARED_HEAD_BYTES = 8;
