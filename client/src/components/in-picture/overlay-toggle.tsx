/** How much of the record is on the pictures; a click, or `O`, goes on to the next. */
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../lib/preferences.ts';
import { nextOverlay } from './use-overlay-key.ts';

export function OverlayToggle() {
  const { t } = useTranslation();
  const mode = usePreferences((preferences) => preferences.overlay);
  return (
    <button
      type="button"
      className="mc-tool"
      data-testid="overlay-mode"
      data-mode={mode}
      title={t('inPicture.modeHint')}
      onClick={nextOverlay}
    >
      {t(`inPicture.mode.${mode}`)}
    </button>
  );
}
