/**
 * Counted words. Chinese has one form, English two, and some texts count several things, so the words
 * stand in the text with the figure: `{{n, window is|windows are}}` is "1 window is", "2 windows are".
 * `{{n, :day|days}}` is the word alone, where the figure stands in a field beside it.
 * (i18next's own plurals choose a whole text by one figure, and want every key of both languages twice.)
 */
import type { FormatterModule } from 'i18next';

export const countedWords: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  // Words are in the texts; there is nothing to be registered.
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, words = '') => {
    if (value === undefined || value === null) return '';
    const alone = words.startsWith(':');
    const [one = '', more = one] = words.slice(alone ? 1 : 0).split('|');
    const word = String(value) === '1' ? one : more;
    return alone ? word : `${value} ${word}`;
  },
};
