/** i18next with our two languages, typed by the Chinese one. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../preferences.ts';
import { countedWords } from './counted.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zh };
    returnNull: false;
  }
}

export async function startI18n(language: Language): Promise<void> {
  await i18next
    .use(initReactI18next)
    .use(countedWords)
    .init({
      lng: language,
      fallbackLng: 'zh',
      resources: { zh: { translation: zh }, en: { translation: en } },
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  applyLanguage(language);
}

export function applyLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  if (i18next.language !== language) void i18next.changeLanguage(language);
}
