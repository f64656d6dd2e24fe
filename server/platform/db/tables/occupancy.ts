/** What the pictures showed of windows. */
// biome-ignore lint/suspicious/noEmptyInterface: its tables come with its slice
export interface OccupancyTables {}
