/** `summary.pdf`: what is in a package, for people. Chinese, with English beneath the headings. */
import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { chinaTime, chinaTimeMs, spanWords } from './china-time.ts';
import type { Job, JobCamera, MissingTime, Piece } from './job.ts';
import type { ClockReport, GatheredRecord } from './record-files.ts';
import { renderPdf } from './render-pdf.ts';
import type { Still } from './stills.ts';
import { CARD_WORDS, CAUSE_WORDS, STAGE_WORDS } from './summary-words.ts';
import type { HashedFile } from './write-zip.ts';

export interface SummaryOptions {
  readonly job: Job;
  readonly cameras: readonly JobCamera[];
  readonly pieces: readonly Piece[];
  readonly missing: readonly MissingTime[];
  readonly record: GatheredRecord;
  readonly clocks: ClockReport;
  readonly stills: readonly Still[];
  /** Footage and copies. */
  readonly files: readonly HashedFile[];
  readonly fingerprint: string;
  readonly nodeName: string;
  readonly madeAtMs: number;
  /** What the reader must know of how it was made. */
  readonly remarks: readonly string[];
}

/** Rows of a table that goes on in the JSON files. */
const MOST_ROWS = 300;
/** A4 less its margins. */
const WIDTH = 515;

export function summaryPdf(options: SummaryOptions): Promise<Buffer> {
  const { job, madeAtMs } = options;
  return renderPdf({
    foot: `证据包 ${job.id}`,
    document: {
      pageSize: 'A4',
      pageMargins: [40, 44, 40, 44],
      info: { title: `证据包 ${job.title}`, creator: 'Mingchuang', creationDate: new Date(madeAtMs) },
      defaultStyle: { font: 'NotoSansSC', fontSize: 9, lineHeight: 1.25 },
      styles: {
        title: { fontSize: 18, margin: [0, 0, 0, 2] },
        heading: { fontSize: 12, margin: [0, 12, 0, 0] },
        small: { fontSize: 7.5, color: '#555555' },
        mono: { fontSize: 7 },
      },
      content: [
        { text: '证据包摘要', style: 'title' },
        { text: 'Summary of an evidence package', style: 'small' },
        ...about(options),
        ...files(options),
        ...gaps(options),
        ...caseWords(options),
        ...clockWords(options),
        ...pictures(options),
        ...verifying(options),
      ],
    },
  });
}

const heading = (zh: string, en: string): Content[] => [
  { text: zh, style: 'heading', headlineLevel: 1 },
  { text: en, style: 'small', margin: [0, 0, 0, 4] },
];

const table = (widths: (string | number)[], head: readonly string[], rows: TableCell[][]): Content => ({
  layout: 'lightHorizontalLines',
  table: {
    headerRows: 1,
    widths,
    body: [head.map((text): TableCell => ({ text, color: '#555555' })), ...rows.slice(0, MOST_ROWS)],
  },
});

const pairs = (rows: readonly (readonly [string, string])[]): Content => ({
  layout: 'noBorders',
  table: {
    widths: [110, '*'],
    body: rows.map(([name, value]): TableCell[] => [{ text: name, color: '#555555' }, value]),
  },
});

function about({ job, cameras, madeAtMs, nodeName, remarks }: SummaryOptions): Content[] {
  const nameOf = names(cameras);
  return [
    ...heading('申请与制作', 'Who asked for it and why'),
    pairs([
      ['名称 Title', job.title],
      ['用途 Purpose', job.purpose],
      ['申请人 Asked by', `${job.askedByName}，${chinaTime(job.askedAtMs)}`],
      ['制作 Made', `${chinaTime(madeAtMs)}，${nodeName}`],
      ...(job.caseNo === null ? [] : [['办件 Case', job.caseNo] as const]),
      ['编号 Package', job.id],
    ]),
    ...heading('范围', 'Cameras and times asked for (Beijing time, UTC+8)'),
    table(
      ['*', 110, 110, 70],
      ['摄像头', '自', '至', '时长'],
      job.ranges.map(({ cameraId, fromMs, toMs }) => [
        ...[nameOf(cameraId), chinaTimeMs(fromMs), chinaTimeMs(toMs), spanWords(toMs - fromMs)],
      ]),
    ),
    ...remarks.map((text): Content => ({ text: `· ${text}`, margin: [0, 3, 0, 0] })),
  ];
}

function files({ files: listed, pieces }: SummaryOptions): Content[] {
  const times = new Map(pieces.map((piece) => [piece.name, piece]));
  return [
    ...heading('录像文件', 'Files of footage, with SHA-256 over their bytes'),
    table(
      ['*', 92, 50],
      ['文件与 SHA-256', '起止', '字节'],
      listed.map(({ name, sha256, bytes }) => {
        const piece = times.get(name);
        const when = piece ? `${chinaTimeMs(piece.fromMs)}\n${chinaTimeMs(piece.toMs)}` : '';
        return [
          { stack: [name, { text: sha256, style: 'mono' }] },
          { text: when, fontSize: 8 },
          { text: String(bytes), fontSize: 8 },
        ];
      }),
    ),
    ...(listed.length > MOST_ROWS ? [{ text: '其余见 manifest.json。', style: 'small' }] : []),
  ];
}

function gaps({ missing, cameras }: SummaryOptions): Content[] {
  const nameOf = names(cameras);
  if (missing.length === 0)
    return [...heading('缺失', 'Missing footage'), { text: '所选时间内录像完整。 Nothing is missing.' }];
  return [
    ...heading('缺失', 'Missing footage, and why'),
    table(
      ['*', 110, 110, 60, 90],
      ['摄像头', '自', '至', '时长', '原因'],
      missing.map(({ cameraId, fromMs, toMs, cause }) => [
        ...[nameOf(cameraId), chinaTimeMs(fromMs), chinaTimeMs(toMs), spanWords(toMs - fromMs)],
        CAUSE_WORDS[cause] ?? cause,
      ]),
    ),
  ];
}

function caseWords({ record, job }: SummaryOptions): Content[] {
  const { caseDetail: of, cards } = record;
  const content: Content[] = [];
  if (of) {
    content.push(
      ...heading('办件', 'The case'),
      pairs([
        ['办件编号 Case', of.caseNo],
        ['事项 Matter', of.matterName],
        ['部门 Department', of.departmentName],
        ['申请人 Applicant', `${of.applicant ?? '—'}${job.options.unmask ? '' : '（已脱敏）'}`],
        ['环节 Stage', of.stage === null ? '—' : STAGE_WORDS[of.stage]],
      ]),
      table(
        [110, 110, 60, '*', 90],
        ['发生时间', '到达本机', '环节', '说明', '经办'],
        of.steps.map((step) => [
          ...[chinaTime(Date.parse(step.occurredAt)), chinaTime(Date.parse(step.receivedAt))],
          ...[step.stage === null ? step.type : STAGE_WORDS[step.stage]],
          ...[[step.windowCode && `${step.windowCode} 号窗口`, step.remark].filter(Boolean).join('；')],
          step.clerk ?? '',
        ]),
      ),
    );
  }
  if (cards.length > 0)
    content.push(
      ...heading('预警与红黄牌', 'Cards'),
      table(
        [60, '*', 110, 110],
        ['级别', '办件与规则', '应于', '发出'],
        cards.map((card) => [
          CARD_WORDS[card.level] ?? card.level,
          `${card.caseNo} ${card.ruleName ?? card.ruleKey}`,
          chinaTime(card.dueAt.getTime()),
          card.issuedAt === null ? '待审核' : chinaTime(card.issuedAt.getTime()),
        ]),
      ),
    );
  return content;
}

function clockWords({ clocks }: SummaryOptions): Content[] {
  const ms = (value: number | null) => (value === null ? '未测得' : `${Math.round(value)} ms`);
  const { recorder, exchange } = clocks;
  const rows: TableCell[][] = [
    ['录像服务器 recorder', ms(recorder.offsetMs), ppm(recorder.driftPpm), recorder.source],
    ...clocks.cameras.map(({ name, files: measured, lastLook }): TableCell[] => {
      const offsets = measured.flatMap(({ offsetMs }) => (offsetMs === null ? [] : [offsetMs]));
      const drifts = measured.flatMap(({ driftPpm }) => (driftPpm === null ? [] : [driftPpm]));
      const offset = offsets[0] ?? lastLook?.offsetMs ?? null;
      return [`摄像头 ${name}`, ms(offset), ppm(drifts[0] ?? null), '相对录像服务器 against the recorder'];
    }),
    ...(exchange
      ? [[`数据交换 ${exchange.source}`, ms(exchange.offsetMs), '', `${exchange.measured} 批的中位数`]]
      : []),
  ];
  return [
    ...heading('时钟', 'Clocks: how far each is from the recorder, by which all times are told'),
    table(['*', 80, 70, 170], ['时钟', '偏差', '漂移', '如何测得'], rows),
  ];
}

const ppm = (value: number | null): string => (value === null ? '' : `${value.toFixed(1)} ppm`);

function pictures({ stills, cameras }: SummaryOptions): Content[] {
  if (stills.length === 0) return [];
  const nameOf = names(cameras);
  const cells = stills.map(
    ({ jpeg, cameraId, atMs }): TableCell => ({
      stack: [
        { image: `data:image/jpeg;base64,${jpeg.toString('base64')}`, width: WIDTH / 2 - 12 },
        { text: `${nameOf(cameraId)}  ${chinaTimeMs(atMs)}`, style: 'small' },
      ],
      unbreakable: true,
    }),
  );
  const rows: TableCell[][] = [];
  for (let at = 0; at < cells.length; at += 2) rows.push([cells[at] ?? '', cells[at + 1] ?? '']);
  const pair = (row: TableCell[]): Content => ({
    layout: 'noBorders',
    table: { widths: ['50%', '50%'], dontBreakRows: true, body: [row] },
  });
  const head = heading('画面', 'Pictures: the first of each range, one of its middle, the last');
  // The heading must not stay behind alone.
  return [{ unbreakable: true, stack: [...head, pair(rows[0] ?? [])] }, ...rows.slice(1).map(pair)];
}

function verifying({ fingerprint }: SummaryOptions): Content[] {
  return [
    ...heading('如何验证', 'How to verify'),
    {
      text: '步骤见包内 VERIFY.txt：用 mingchuang-verify，或只用 openssl 和 sha256sum。请与本单位另行公布的证书指纹核对：',
    },
    {
      text: 'Steps are in VERIFY.txt. Compare the certificate fingerprint (SHA-256) with the one published elsewhere:',
      style: 'small',
    },
    { text: fingerprint, margin: [0, 4, 0, 4] },
    {
      text: '证书由本节点自签：它证明签名之后一个字节都未改动，不能证明签名者是谁。',
    },
    { text: 'It is self-signed: it proves that no byte changed since, not who signed.', style: 'small' },
  ];
}

const names = (cameras: readonly JobCamera[]) => {
  const known = new Map(cameras.map((one) => [one.id, `${one.hallName} ${one.name}`]));
  return (id: string): string => known.get(id) ?? id;
};
