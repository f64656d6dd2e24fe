/** Who looked at footage and why; notes at instants. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by its slice
export interface PlaybackTables {}
