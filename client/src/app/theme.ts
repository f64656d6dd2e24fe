/** Ant Design in our colours: the same values as tokens.css, so that both halves of a page are one. */
import { theme as antd, type ThemeConfig } from 'antd';
import type { Theme } from '../lib/preferences.ts';

const shared: ThemeConfig['token'] = {
  fontFamily: 'var(--mc-font)',
  fontSize: 14,
  borderRadius: 4,
  controlHeight: 30,
  padding: 14,
  paddingLG: 20,
  marginLG: 18,
  wireframe: false,
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.16s',
};

const dark: ThemeConfig = {
  algorithm: antd.darkAlgorithm,
  components: {
    // As our own buttons (--mc-accent), which the algorithm would otherwise darken.
    Button: {
      colorPrimary: '#7fa6c9',
      colorPrimaryHover: '#9cc3e6',
      colorPrimaryActive: '#6b93b8',
      primaryColor: '#0b0f14',
      primaryShadow: 'none',
    },
    Tabs: { itemSelectedColor: '#e6edf3', inkBarColor: '#7fa6c9' },
    Table: { headerBg: '#111820', headerColor: '#a9b7c4', cellPaddingBlockSM: 6 },
  },
  token: {
    ...shared,
    // Green means "put right" and nothing else, so what merely went well is not green.
    colorPrimary: '#5f8fb8',
    colorInfo: '#5f8fb8',
    colorLink: '#9cc3e6',
    colorWarning: '#f5a524',
    colorError: '#ff453a',
    colorSuccess: '#7fa6c9',
    colorBgBase: '#0b0f14',
    colorTextBase: '#e6edf3',
    colorBgLayout: '#0b0f14',
    colorBgContainer: '#111820',
    colorBgElevated: '#18212b',
    colorBorder: '#344353',
    colorBorderSecondary: '#232e3a',
    colorTextSecondary: '#a9b7c4',
    colorTextTertiary: '#7f8f9e',
    colorTextPlaceholder: '#7f8f9e',
  },
};

const light: ThemeConfig = {
  algorithm: antd.defaultAlgorithm,
  components: {
    Tabs: { itemSelectedColor: '#17202a' },
    Table: { headerColor: '#465564', cellPaddingBlockSM: 6 },
  },
  token: {
    ...shared,
    colorPrimary: '#2f6690',
    colorInfo: '#2f6690',
    colorLink: '#2f6690',
    colorWarning: '#a86400',
    colorError: '#c62820',
    colorSuccess: '#2f6690',
    colorTextBase: '#17202a',
    // As --mc-text-2 and --mc-text-3: 4.5 : 1 on every ground.
    colorTextSecondary: '#465564',
    colorTextTertiary: '#5c6b79',
    colorTextPlaceholder: '#5c6b79',
    colorTextDescription: '#5c6b79',
    colorBgLayout: '#f3f5f7',
  },
};

export const themes: Record<Theme, ThemeConfig> = { dark, light };
