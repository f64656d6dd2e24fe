/** What the keys of pictures do, for the list of keys. */
import { useTranslation } from 'react-i18next';
import { type KeyRow, usePageKeys } from '../../lib/page-keys.ts';

/** `tour`: its steps go on by themselves; `pages`: there is more than this one. */
export function useStageKeyWords({ pages = false, tour = false } = {}): void {
  const { t } = useTranslation();
  const more: readonly KeyRow[] = pages
    ? [
        ['PgUp  PgDn', t('walls.key.pages')],
        ['1 … 9', t('walls.key.number')],
      ]
    : tour
      ? [
          ['Space', `${t('walls.tour.pause')} / ${t('walls.tour.goOn')}`],
          ['P  N', `${t('walls.tour.previous')} / ${t('walls.tour.next')}`],
        ]
      : [];
  usePageKeys([
    ['← → ↑ ↓', t('walls.key.arrows')],
    ['F', t('walls.key.large')],
    ['M', t('walls.key.send')],
    ['B', t('wall.key.finding')],
    ['O', t('wall.key.overlay')],
    ...more,
    ['Esc', t('walls.key.back')],
  ]);
}
