/** Saved walls and tours. */
// biome-ignore lint/suspicious/noEmptyInterface: its tables come with its slice
export interface WallsTables {}
