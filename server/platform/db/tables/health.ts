/** Checks of pictures, outages and alarms. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by its slice's migration
export interface HealthTables {}
