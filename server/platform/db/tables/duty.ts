/** Who sat at the shift desk, and what was handed over. */
// biome-ignore lint/suspicious/noEmptyInterface: its tables come with its slice
export interface DutyTables {}
