/** What every page stands in: the rail at the left, the bar on top, and the word when the line is down. */
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useMatch } from 'react-router';
import { usePreferences } from '../lib/preferences.ts';
import { useLineDown } from '../lib/use-line-down.ts';
import { PageKeysHelp } from './page-keys-help.tsx';
import { Rail } from './rail.tsx';
import { ServerTime } from './server-time.tsx';

const TopBarTools = lazy(() => import('./top-bar-tools.tsx'));
const AntdGround = lazy(() => import('./antd-ground.tsx'));

export function Shell() {
  const { t } = useTranslation();
  const chosen = usePreferences((preferences) => preferences.theme);
  // A room full of walls is kept dark; a bright page would blind whoever looks back at them.
  const onWall = useMatch('/wall/*') !== null;
  const onWalls = useMatch('/walls/*') !== null;
  const onPlayback = useMatch('/playback/*') !== null;
  const onCase = useMatch('/cases/:caseId/playback') !== null;
  const theme = onWall || onWalls || onPlayback || onCase ? 'dark' : chosen;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <div className="mc-app mc-shell" data-theme={theme}>
      <button type="button" className="mc-skip" onClick={toMain}>
        {t('app.skip')}
      </button>
      <Link to="/" className="mc-brand" title={t('app.title')}>
        <img src="/mark.svg" alt={t('app.name')} />
      </Link>
      <div className="mc-topbar">
        <Suspense fallback={<span className="mc-spring" />}>
          <AntdGround theme={theme}>
            <TopBarTools />
          </AntdGround>
        </Suspense>
        <ServerTime />
      </div>
      <Rail />
      <main id="main" className="mc-main" tabIndex={-1}>
        <LineDown />
        {onWall ? (
          <Outlet />
        ) : (
          <Suspense fallback={null}>
            <AntdGround theme={theme}>
              <Outlet />
            </AntdGround>
          </Suspense>
        )}
      </main>
      <PageKeysHelp />
    </div>
  );
}

function toMain(): void {
  document.getElementById('main')?.focus();
}

/** Says so when the socket has been down for more than a moment. */
function LineDown() {
  const { t } = useTranslation();
  if (!useLineDown()) return null;
  return (
    <div className="mc-lost" role="alert">
      {t('app.reconnecting')}
    </div>
  );
}
