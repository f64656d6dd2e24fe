/** Files of footage, gaps, disks and policies. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by its slice
export interface RecordingsTables {}
