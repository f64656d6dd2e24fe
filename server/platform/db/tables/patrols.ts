/** Plans, rounds and their visits. */
// biome-ignore lint/suspicious/noEmptyInterface: its tables come with its slice
export interface PatrolsTables {}
