/** Evidence packages and how far they are. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by its slice
export interface EvidenceTables {}
