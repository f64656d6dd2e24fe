/** What was seen at windows, and what is done about it. */
// biome-ignore lint/suspicious/noEmptyInterface: its tables come with its slice
export interface FindingsTables {}
