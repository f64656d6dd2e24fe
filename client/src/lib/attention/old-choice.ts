/** What earlier versions kept in the browser: taken over once, where the server has nothing but the usual. */
import { z } from 'zod';
import type { Attention, AttentionKind } from '../../../../server/contract/duty.ts';

const old = z.object({
  sound: z.boolean(),
  volume: z.number().min(0).max(1),
  desktop: z.boolean(),
  levels: z.array(z.string()),
});
const CARDS: Readonly<Partial<Record<AttentionKind, string>>> = {
  warning: 'warning',
  yellowCard: 'yellow',
  redCard: 'red',
};

/** Undefined: there is nothing to take over. Forgotten in the browser from then on. */
export function takeOldChoice(userId: string, kept: Attention): Attention | undefined {
  const key = `mc.told.${userId}`;
  const text = localStorage.getItem(key);
  if (text === null) return undefined;
  localStorage.removeItem(key);
  const before = parsed(text);
  if (before === undefined) return undefined;
  return {
    ...kept,
    volume: before.volume,
    rules: kept.rules.map((rule) => {
      const level = CARDS[rule.kind];
      if (level === undefined) return rule;
      const told = before.levels.includes(level);
      return {
        ...rule,
        sound: before.sound && told ? (rule.sound === 'none' ? 'soft' : rule.sound) : 'none',
        desktop: before.desktop && told,
      };
    }),
  };
}

function parsed(text: string): z.infer<typeof old> | undefined {
  try {
    return old.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: somebody else's, or cut off.
    return undefined;
  }
}
