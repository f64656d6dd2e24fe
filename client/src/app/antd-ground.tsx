/** Ant Design's ground: theme, language, messages. Loaded apart, so that a wall does not wait for it. */
import { App as AntdApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Theme, usePreferences } from '../lib/preferences.ts';
import { themes } from './theme.ts';

export default function AntdGround({ theme, children }: { theme: Theme; children: ReactNode }) {
  const { t } = useTranslation();
  const language = usePreferences((preferences) => preferences.language);
  return (
    <ConfigProvider
      theme={themes[theme]}
      locale={language === 'zh' ? zhCN : enUS}
      // 导出, not 导 出: a word is one word everywhere.
      button={{ autoInsertSpace: false }}
      // Ant Design's own word for it shows the pattern.
      form={{ validateMessages: { pattern: { mismatch: t('field.pattern') } } }}
    >
      <AntdApp component={false}>{children}</AntdApp>
    </ConfigProvider>
  );
}
