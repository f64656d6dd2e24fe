/** What a person sets for this browser: language, theme, wall layout. Kept in localStorage. */
import { create } from 'zustand';

export type Language = 'zh' | 'en';
export type Theme = 'dark' | 'light';
export const layouts = [1, 4, 9, 16, 25, 36, 64] as const;
export type Layout = (typeof layouts)[number];
/** How much of the record is drawn on the picture. */
export const overlayModes = ['hidden', 'compact', 'full'] as const;
export type OverlayMode = (typeof overlayModes)[number];

interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** Undefined: the smallest that holds the hall's cameras. */
  readonly layout: Layout | undefined;
  readonly lastHallId: string | undefined;
  readonly overlay: OverlayMode;
  set(change: Partial<Omit<Preferences, 'set'>>): void;
}

const read = (key: string): string | undefined => localStorage.getItem(`mc.${key}`) ?? undefined;
const oneOf = <T extends string>(value: string | undefined, all: readonly T[], other: T): T =>
  all.find((each) => each === value) ?? other;

export const usePreferences = create<Preferences>()((set) => ({
  language: oneOf<Language>(read('language'), ['zh', 'en'], 'zh'),
  theme: oneOf<Theme>(read('theme'), ['dark', 'light'], 'dark'),
  layout: layouts.find((each) => String(each) === read('layout')),
  lastHallId: read('hall'),
  overlay: oneOf<OverlayMode>(read('overlay'), overlayModes, 'compact'),
  set: (change) => {
    const keys = {
      language: 'language',
      theme: 'theme',
      layout: 'layout',
      lastHallId: 'hall',
      overlay: 'overlay',
    } as const;
    for (const [field, value] of Object.entries(change)) {
      const key = keys[field as keyof typeof keys];
      if (value === undefined) localStorage.removeItem(`mc.${key}`);
      else localStorage.setItem(`mc.${key}`, String(value));
    }
    set(change);
  },
}));
