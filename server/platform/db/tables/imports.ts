/** Uploads and what became of their rows. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by its slice's migration
export interface ImportsTables {}
