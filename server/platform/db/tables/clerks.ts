/** Who serves at windows, and when. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by its slice's migration
export interface ClerksTables {}
