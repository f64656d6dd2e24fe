/** Days as office hours count them. */

/** As the week of the contract: from Monday. */
export const WEEKDAYS = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7'] as const;

/** Today's date where the hall is: the browser may stand elsewhere. */
export const todayIn = (zone: string, now = new Date()): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now);
