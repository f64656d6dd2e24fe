/** What was begun to be written about a card, kept in this browser until it is sent. */
import { useState } from 'react';

const keyOf = (alertId: string, action: string): string => `mc.draft.${alertId}.${action}`;

export function useDraft(alertId: string, action: string) {
  const key = keyOf(alertId, action);
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  const drop = () => {
    setText('');
    localStorage.removeItem(key);
  };
  return {
    text,
    set: (next: string) => {
      setText(next);
      if (next === '') localStorage.removeItem(key);
      else localStorage.setItem(key, next);
    },
    drop,
  };
}
