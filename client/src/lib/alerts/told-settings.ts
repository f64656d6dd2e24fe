/** How a person is told of new cards: kept in this browser, for each person who signs in on it. */
import { z } from 'zod';
import { cardLevels } from '../../../../server/contract/alerts.ts';
import { useMe } from '../me.ts';
import { useKept } from '../use-kept.ts';

export const toldSettings = z.object({
  sound: z.boolean(),
  /** 0 … 1. */
  volume: z.number().min(0).max(1),
  desktop: z.boolean(),
  levels: z.array(z.enum(cardLevels)),
});
export type ToldSettings = z.infer<typeof toldSettings>;

const initial: ToldSettings = { sound: true, volume: 0.6, desktop: false, levels: ['yellow', 'red'] };

export function useToldSettings(): [ToldSettings, (next: ToldSettings) => void] {
  const { data: me } = useMe();
  return useKept(me == null ? undefined : `told.${me.id}`, toldSettings, initial);
}
