/** Sort keys of health's lists. */
import { z } from 'zod';

export const worstKey = z.tuple([
  z.union([z.string(), z.number()]),
  z.union([z.string(), z.number()]),
  z.uuid(),
]);
export const outageKey = z.tuple([z.iso.datetime(), z.uuid()]);
export const alarmKey = outageKey;
