/** The slim rail: icon and word, only what one may open. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation, useMatch } from 'react-router';
import type { Permission } from '../../../server/contract/access.ts';
import { useMay } from '../lib/me.ts';
import { usePreferences } from '../lib/preferences.ts';

interface Entry {
  readonly to: string;
  readonly word:
    | 'duty'
    | 'wall'
    | 'playback'
    | 'overview'
    | 'alerts'
    | 'leads'
    | 'patrols'
    | 'answers'
    | 'rules'
    | 'desk'
    | 'cases'
    | 'exchange'
    | 'health'
    | 'holds'
    | 'findings'
    | 'recordings'
    | 'registry'
    | 'users'
    | 'notices'
    | 'evidence'
    | 'audit';
  /** All of `every`, or any of `any`. */
  readonly need:
    | Permission
    | { readonly every: readonly Permission[] }
    | { readonly any: readonly Permission[] };
  readonly unless?: (may: (permission: Permission) => boolean) => boolean;
  readonly icon: ReactNode;
}

const entries: readonly Entry[] = [
  {
    to: '/duty',
    word: 'duty',
    need: 'duty:write',
    icon: <path d="M3 13h18v7H3zM6 13V9h12v4M9 5.500a3 3 0 1 1 6 0M12 2.500v6" />,
  },
  {
    to: '/wall',
    word: 'wall',
    // With a right to one case alone, its page is where its pictures are.
    need: { every: ['live:view', 'cameras:read'] },
    icon: <path d="M3 4h8v7H3zM13 4h8v7h-8zM3 13h8v7H3zM13 13h8v7h-8z" />,
  },
  {
    to: '/playback',
    word: 'playback',
    need: 'recordings:view',
    icon: <path d="M3 12a9 9 0 1 0 3-6.7M3 4v5h5M10.500 8.500v7l5-3.500z" />,
  },
  {
    to: '/overview',
    word: 'overview',
    need: 'cases:read',
    icon: <path d="M4 20h16M6 20v-6h3v6M11 20V8h3v12M16 20v-9h3v9M4 8l5-4 5 2 6-3" />,
  },
  {
    to: '/alerts',
    word: 'alerts',
    need: 'alerts:read',
    // They have a page of their own.
    unless: (may) => may('alerts:reply') && !may('alerts:decide'),
    icon: <path d="M5 4l9-1.500 1.800 13-9 1.500zM16.500 6.500l4 .7-2.300 13-9-1.600" />,
  },
  {
    to: '/answers',
    word: 'answers',
    need: 'alerts:reply',
    // Whoever decides answers to nobody.
    unless: (may) => may('alerts:decide'),
    icon: <path d="M4 5h16v11h-9l-5 4v-4H4zM8 9h8M8 12h5" />,
  },
  {
    to: '/leads',
    word: 'leads',
    need: 'leads:read',
    icon: <path d="M4 4h9v7H4zM6 14h5M6 17h4M15 9a5 5 0 1 0 .01 0M18.600 17.600l3 3" />,
  },
  {
    to: '/patrols',
    word: 'patrols',
    need: 'patrols:read',
    icon: <path d="M4 5h16v10H4zM9 20h6M12 15v5M8 10l2.500 2.500L16 8" />,
  },
  {
    to: '/findings',
    word: 'findings',
    need: 'findings:read',
    icon: <path d="M5 21V4M5 4h13l-3 4 3 4H5M12 16h8M12 20h8" />,
  },
  {
    to: '/desk',
    word: 'desk',
    need: 'desk:write',
    // Whoever supervises all of it finds it by its address.
    unless: (may) => may('alerts:decide'),
    icon: <path d="M3 20h18M5 20v-7h14v7M8 13V4h8v9M10.500 7h3M10.500 10h3" />,
  },
  {
    to: '/cases',
    word: 'cases',
    need: 'cases:read',
    icon: <path d="M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h5" />,
  },
  {
    to: '/evidence',
    word: 'evidence',
    need: 'evidence:write',
    icon: <path d="M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10" />,
  },
  {
    to: '/exchange',
    word: 'exchange',
    need: 'exchange:read',
    icon: <path d="M4 8h14l-4-4M20 16H6l4 4" />,
  },
  {
    to: '/health',
    word: 'health',
    need: 'health:read',
    icon: <path d="M3 12h4l3-7 4 14 3-7h4" />,
  },
  {
    to: '/holds',
    word: 'holds',
    need: { every: ['holds:write', 'recordings:view'] },
    icon: <path d="M6 11h12v9H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11M12 14.500v2" />,
  },
  {
    to: '/recordings',
    word: 'recordings',
    need: 'recordings:write',
    icon: (
      <path d="M4 6c0-1.700 3.600-3 8-3s8 1.300 8 3-3.600 3-8 3-8-1.300-8-3zM4 6v12c0 1.700 3.600 3 8 3s8-1.300 8-3V6M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3" />
    ),
  },
  {
    to: '/registry',
    word: 'registry',
    need: 'places:read',
    icon: <path d="M4 21V9l8-5 8 5v12zM9 21v-6h6v6M8 11h.01M12 11h.01M16 11h.01" />,
  },
  {
    to: '/rules',
    word: 'rules',
    need: 'rules:write',
    icon: <path d="M4 6h9M17 6h3M15 4v4M4 12h3M11 12h9M9 10v4M4 18h11M19 18h1M17 16v4" />,
  },
  {
    to: '/people',
    word: 'users',
    need: { any: ['users:read', 'tokens:write', 'rights:grant'] },
    icon: (
      <path d="M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21v-2a5 5 0 0 1 5-5h4a5 5 0 0 1 5 5v2M16 3.5a4 4 0 0 1 0 7M22 21v-2a5 5 0 0 0-3.5-4.8" />
    ),
  },
  {
    to: '/notices',
    word: 'notices',
    need: 'notices:write',
    icon: <path d="M3 6h18v13H3zM3 7l9 6 9-6" />,
  },
  {
    to: '/audit',
    word: 'audit',
    need: 'audit:read',
    icon: <path d="M12 3l8 3v6c0 5-3.5 8-8 9-4.500-1-8-4-8-9V6zM9 12l2 2 4-4" />,
  },
];

function isFor({ need, unless }: Entry, may: (permission: Permission) => boolean): boolean {
  if (unless?.(may) === true) return false;
  if (typeof need === 'string') return may(need);
  return 'every' in need ? need.every.every(may) : need.any.some(may);
}

/** With more than so many, a low window has them smaller. */
const MANY = 15;

export function Rail() {
  const { t } = useTranslation();
  const may = useMay();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const hallId = usePreferences((preferences) => preferences.lastHallId);
  // Saved walls are walls, too.
  const onWalls = useMatch('/walls/*') !== null;
  const mine = entries.filter((entry) => isFor(entry, may));
  // Where one is, is in sight, however low the window.
  useEffect(() => {
    if (pathname !== '') nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [pathname]);
  return (
    <nav className="mc-rail" ref={nav} data-many={mine.length > MANY || undefined}>
      {mine.map((entry) => (
        <NavLink
          key={entry.to}
          to={entry.to === '/wall' ? (hallId === undefined ? '/' : `/wall/${hallId}`) : entry.to}
          className={({ isActive }) => (isActive || (onWalls && entry.to === '/wall') ? 'active' : undefined)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            {entry.icon}
          </svg>
          {t(`nav.${entry.word}`)}
        </NavLink>
      ))}
    </nav>
  );
}
