/** What a browser calls itself, in words that a person recognises. Only a hint: anybody may call themselves anything. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\/(\d+)/, '微信'],
  [/DingTalk\/(\d+)/, '钉钉'],
  [/Edg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/QQBrowser\/(\d+)/, 'QQ'],
  [/OPR\/(\d+)/, 'Opera'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/(?:Chrome|CriOS|Chromium)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+)[^ ]* .*Safari/, 'Safari'],
  [/^curl\/(\d+)/, 'curl'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/UOS|Deepin|Kylin/i, '统信/麒麟'],
  [/Linux/, 'Linux'],
];

/** `Chrome 131 · Windows`; undefined: nothing that we know. */
export function browserWords(userAgent: string): string | undefined {
  const [found] = BROWSERS.flatMap(([pattern, name]) => {
    const match = pattern.exec(userAgent);
    return match === null ? [] : [`${name} ${match[1]}`];
  });
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const words = [found, system].filter((one) => one !== undefined);
  return words.length === 0 ? undefined : words.join(' · ');
}
