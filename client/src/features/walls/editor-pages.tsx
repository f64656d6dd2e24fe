/** The pages of a wall while it is built: add, name, order, remove. */
import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { MOST_PAGES } from '../../../../server/contract/walls.ts';
import * as model from './editor-model.ts';

export function EditorPages(props: {
  readonly draft: model.Draft;
  readonly onGo: (page: number) => void;
  readonly onChange: (make: (draft: model.Draft) => model.Draft) => void;
}) {
  const { t } = useTranslation();
  const { draft, onGo, onChange } = props;
  const last = draft.pages.length - 1;
  return (
    <div className="mc-editor-pages">
      <span className="mc-segments" title={t('walls.pages')}>
        {draft.pages.map((page, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a page has no other name than its place
            key={index}
            type="button"
            aria-pressed={index === draft.page}
            onClick={() => onGo(index)}
          >
            {page.name || t('walls.pageNumber', { n: index + 1 })}
          </button>
        ))}
      </span>
      <Button
        size="small"
        disabled={draft.pages.length >= MOST_PAGES}
        onClick={() => onChange(model.addPage)}
      >
        ＋ {t('walls.addPage')}
      </Button>
      <Input
        size="small"
        className="mc-editor-page-name"
        aria-label={t('walls.pageName')}
        placeholder={t('walls.pageName')}
        maxLength={40}
        value={draft.pages[draft.page]?.name ?? ''}
        onChange={({ target }) => onChange((before) => model.renamePage(before, target.value))}
      />
      {last > 0 && (
        <>
          <Button
            size="small"
            aria-label={t('walls.pageEarlier')}
            title={t('walls.pageEarlier')}
            disabled={draft.page === 0}
            onClick={() => onChange((before) => model.movePage(before, -1))}
          >
            ←
          </Button>
          <Button
            size="small"
            aria-label={t('walls.pageLater')}
            title={t('walls.pageLater')}
            disabled={draft.page === last}
            onClick={() => onChange((before) => model.movePage(before, 1))}
          >
            →
          </Button>
          <Button size="small" onClick={() => onChange(model.removePage)}>
            {t('walls.removePage')}
          </Button>
        </>
      )}
    </div>
  );
}
