import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { watchForOutdated } from './app/reload-when-outdated.ts';
import { startI18n } from './lib/i18n/i18n.ts';
import { usePreferences } from './lib/preferences.ts';
import './app/tokens.css';

watchForOutdated();
await startI18n(usePreferences.getState().language);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
