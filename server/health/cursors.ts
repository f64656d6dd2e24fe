/** Sort keys of health's lists. */
import { z } from 'zod';

export const worstKey = z.tuple([z.number(), z.number(), z.uuid()]);
export const namesKey = z.tuple([z.string(), z.string(), z.uuid()]);
export const outageKey = z.tuple([z.iso.datetime(), z.uuid()]);
export const alarmKey = outageKey;
