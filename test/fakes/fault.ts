/** What the fault proxy does to what goes through it. */

/**
 * - `pass`: everything, at once.
 * - `stall`: connections are accepted and stay open, and nothing goes through, either way; what came meanwhile
 *   goes through when the stall ends.
 * - `refuse`: nobody listens, and open connections are reset.
 * - `throttle`: at most so much, either way.
 * - `delay`: everything, so much later.
 * - `corrupt`: one bit turned about every so many bytes of what the camera sends.
 */
export type Fault =
  | { readonly kind: 'pass' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'throttle'; readonly kbps: number }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'corrupt'; readonly everyBytes: number };
