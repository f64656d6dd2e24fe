/** A fault in a page shows words and a way on instead of an empty screen. */

import i18next from 'i18next';
import { Component, type ReactNode } from 'react';

export class CrashGuard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Crashed error={this.state.error} />;
  }
}

export function Crashed({ error }: { error: unknown }) {
  return (
    <div className="mc-app" data-theme="dark">
      <div className="mc-view" role="alert">
        <h2>{i18next.t('common.crashedTitle')}</h2>
        <p>{i18next.t('common.crashedText')}</p>
        <p className="mc-muted mc-mono">{error instanceof Error ? error.message : String(error)}</p>
        <div className="mc-view-actions">
          <button type="button" className="mc-button" onClick={() => location.reload()}>
            {i18next.t('common.reload')}
          </button>
        </div>
      </div>
    </div>
  );
}
