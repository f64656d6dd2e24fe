/** Whether anyone can see an element: on screen, in a visible page, not covered. Leaving is believed after a while. */
import { type RefObject, useEffect, useState } from 'react';

const OFF_SCREEN_MS = 3000;
const HIDDEN_MS = 4000;

export function useWatched(element: RefObject<Element | null>, covered: boolean): boolean {
  const [watched, setWatched] = useState(!covered && !document.hidden);
  useEffect(() => {
    let onScreen = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      clearTimeout(timer);
      const seen = onScreen && !document.hidden && !covered;
      if (seen) setWatched(true);
      else timer = setTimeout(() => setWatched(false), onScreen ? HIDDEN_MS : OFF_SCREEN_MS);
    };
    const observer = new IntersectionObserver((entries) => {
      onScreen = entries.some((entry) => entry.isIntersecting);
      settle();
    });
    if (element.current !== null) observer.observe(element.current);
    document.addEventListener('visibilitychange', settle);
    settle();
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', settle);
    };
  }, [element, covered]);
  return watched;
}
