/** How a person is told of new cards: kept in this browser, for each person who signs in on it. */
import { z } from 'zod';
import { create } from 'zustand';
import { cardLevels } from '../../../../server/contract/alerts.ts';
import { useMe } from '../me.ts';

export const toldSettings = z.object({
  sound: z.boolean(),
  /** 0 … 1. */
  volume: z.number().min(0).max(1),
  desktop: z.boolean(),
  levels: z.array(z.enum(cardLevels)),
});
export type ToldSettings = z.infer<typeof toldSettings>;

const initial: ToldSettings = { sound: true, volume: 0.6, desktop: false, levels: ['yellow', 'red'] };

/** One for all parts of the page: whoever tells hears at once of what was set. */
const useAll = create<Readonly<Record<string, ToldSettings>>>(() => ({}));

const keyOf = (userId: string): string => `mc.told.${userId}`;

function read(userId: string): ToldSettings {
  const text = localStorage.getItem(keyOf(userId));
  if (text === null) return initial;
  try {
    return toldSettings.safeParse(JSON.parse(text)).data ?? initial;
  } catch {
    // Not JSON: somebody else's, or cut off.
    return initial;
  }
}

export function useToldSettings(): [ToldSettings, (next: ToldSettings) => void] {
  const { data: me } = useMe();
  const userId = me?.id ?? '';
  const set = useAll((all) => all[userId]);
  return [
    set ?? read(userId),
    (next) => {
      useAll.setState({ [userId]: next });
      localStorage.setItem(keyOf(userId), JSON.stringify(next));
    },
  ];
}
