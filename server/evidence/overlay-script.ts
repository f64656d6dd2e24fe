/**
 * The record drawn into a picture: subtitles (ASS) with the time to the second and what stood at the window then, made
 * for one piece of footage. A line a second of wall clock, laid on the piece's own time by its fragments' clocks.
 */

import type { Fragment } from '../../streams/recorder/index.ts';
import { colourAt } from '../contract/clock.ts';
import { statusAt, type WindowStatus } from '../contract/overlays.ts';
import { chinaMinute, chinaTime } from './china-time.ts';

export interface OverlayWindow {
  /** `1 号 综合窗口` */
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly statuses: readonly WindowStatus[];
}

export interface OverlayInput {
  /** Of the camera: `一号机 · 揭阳市政务服务中心`. */
  readonly title: string;
  /** Of the package, so that a copy alone tells where it is from. */
  readonly mark: string;
  readonly windows: readonly OverlayWindow[];
  readonly fragments: readonly Pick<Fragment, 'atMs' | 'durationMs' | 'presentationTime'>[];
  readonly timescale: number;
}

/** More windows than this of one picture would cover it. */
const MOST_WINDOWS = 4;

const HEAD = `[Script Info]
ScriptType: v4.00+
PlayResX: 1280
PlayResY: 720
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Time,Noto Sans SC,26,&H00FFFFFF,&H00FFFFFF,&H60000000,&H60000000,0,0,0,0,100,100,0,0,3,6,0,7,16,16,14,1
Style: Record,Noto Sans SC,24,&H00FFFFFF,&H00FFFFFF,&H60000000,&H60000000,0,0,0,0,100,100,0,0,3,6,0,1,16,16,16,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`;

export function overlayScript(input: OverlayInput): string {
  const { fragments, title, mark } = input;
  const last = fragments.at(-1);
  const [first] = fragments;
  if (!first || !last) return HEAD;
  const lines: string[] = [];
  const endMs = last.atMs + last.durationMs;
  const mediaMs = mediaClock(input);
  for (let atMs = Math.floor(first.atMs / 1000) * 1000; atMs < endMs; atMs += 1000) {
    const from = assTime(mediaMs(Math.max(atMs, first.atMs)));
    const to = assTime(mediaMs(Math.min(atMs + 1000, endMs)));
    if (from === to) continue;
    const record = recordAt(input.windows, atMs);
    lines.push(
      `Dialogue: 0,${from},${to},Time,,0,0,0,,${chinaTime(atMs)} 北京时间  ${plain(title)}\\N${plain(mark)}`,
    );
    if (record.length > 0)
      lines.push(`Dialogue: 0,${from},${to},Record,,0,0,0,,${record.map(plain).join('\\N')}`);
  }
  return `${HEAD}${lines.join('\n')}\n`;
}

const STATES = {
  unknown: '无上报',
  closed: '未开放',
  idle: '空闲',
  called: '已叫号',
  serving: '服务中',
} as const;
const STAGES = {
  received: '收件',
  accepted: '受理',
  handling: '承办',
  review: '审核',
  approval: '批准',
  completed: '办结',
} as const;
const CARDS = { warning: '预警', yellow: '黄牌', red: '红牌' } as const;
const COLOURS = { normal: '正常', near: '临近时限', over: '已超时限' } as const;

/** A line for each window the camera looked at then. */
function recordAt(windows: readonly OverlayWindow[], atMs: number): string[] {
  const shown = windows.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs).slice(0, MOST_WINDOWS);
  return shown.map(({ name, statuses }) => {
    const status = statusAt(statuses, atMs);
    return [name, ...(status ? statusWords(status, atMs) : ['无上报'])].join(' · ');
  });
}

function statusWords(status: WindowStatus, atMs: number): string[] {
  const { clerk, ticket } = status;
  const words: string[] = [STATES[status.state]];
  if (ticket !== null) words.push(`票号 ${ticket}`);
  const of = status.case;
  if (of) {
    words.push(`${of.caseNo} ${of.matterName}`);
    if (of.stage !== null) words.push(`环节 ${STAGES[of.stage]}`);
    if (of.clock?.dueAt) {
      const colour = COLOURS[colourAt(of.clock, atMs)];
      words.push(`时限 ${chinaMinute(Date.parse(of.clock.dueAt))}（${colour}）`);
    }
    if (of.card && Date.parse(of.card.issuedAt) <= atMs) words.push(CARDS[of.card.level]);
  }
  if (clerk !== null) words.push(`经办 ${clerk}`);
  return words;
}

/** From wall clock to the piece's own time, ms from its first picture; straight between fragments. */
function mediaClock({ fragments, timescale }: OverlayInput): (atMs: number) => number {
  const begin = fragments[0]?.presentationTime ?? 0;
  const points = fragments.map(({ atMs, presentationTime }) => ({
    atMs,
    mediaMs: ((presentationTime - begin) * 1000) / timescale,
  }));
  let at = 0;
  return (wallMs) => {
    while (at + 1 < points.length && (points[at + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= wallMs) at += 1;
    while (at > 0 && (points[at]?.atMs ?? 0) > wallMs) at -= 1;
    const point = points[at];
    const next = points[at + 1];
    if (!point) return 0;
    const beyondMs = wallMs - point.atMs;
    if (!next || next.atMs <= point.atMs) return point.mediaMs + beyondMs;
    return point.mediaMs + (beyondMs * (next.mediaMs - point.mediaMs)) / (next.atMs - point.atMs);
  };
}

/** `0:01:02.34` */
function assTime(ms: number): string {
  const cs = Math.max(0, Math.round(ms / 10));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(cs / 360_000)}:${two(Math.floor(cs / 6000) % 60)}:${two(Math.floor(cs / 100) % 60)}.${two(cs % 100)}`;
}

/** What a name holds must not be taken for a command. */
function plain(text: string): string {
  return text.replace(/[\\{}\r\n]/g, ' ');
}
