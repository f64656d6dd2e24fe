/** Findings as lines for a terminal. */
import { type Finding, type Part, parts } from './finding.ts';
import { type Language, word } from './words.ts';

const TITLES: Readonly<Record<Part, { readonly zh: string; readonly en: string }>> = {
  network: { zh: '网络', en: 'Network' },
  rtsp: { zh: 'RTSP 与登录', en: 'RTSP and sign-in' },
  picture: { zh: '画面与声音', en: 'Picture and sound' },
  time: { zh: '时间与丢包', en: 'Time and losses' },
  line: { zh: '线路', en: 'Line' },
  product: { zh: '系统如何处理', en: 'What the product does with it' },
  recording: { zh: '录像', en: 'Recording' },
};
const MARKS = { ok: '✓', note: '·', warn: '!', fault: '✗' } as const;
const SUMMARIES = {
  fault: { zh: '结论：看不了或会被拒绝，原因见 ✗', en: 'In short: it cannot be watched; ✗ says why' },
  warn: { zh: '结论：能看，但有可以改进之处（!）', en: 'In short: it can be watched; ! says what to change' },
  ok: { zh: '结论：一切正常', en: 'In short: all is well' },
} as const;

export function report(title: string, findings: readonly Finding[], language: Language): string {
  const lines = [`── ${title}`];
  for (const part of parts) {
    const own = findings.filter((finding) => finding.part === part);
    if (own.length === 0) continue;
    lines.push(TITLES[part][language]);
    for (const { level, code, values } of own)
      lines.push(`  ${MARKS[level]} ${word(code, language, values)}`);
  }
  const worst = isFaulty(findings) ? 'fault' : findings.some(({ level }) => level === 'warn') ? 'warn' : 'ok';
  lines.push(SUMMARIES[worst][language], '');
  return lines.join('\n');
}

export function isFaulty(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'fault');
}
