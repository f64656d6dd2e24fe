/** What retention must not purge. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by its slice
export interface HoldsTables {}
