/** What codes are called in a package's summary. */
import type { Stage } from '../contract/cases.ts';

export const CAUSE_WORDS: Readonly<Record<string, string>> = {
  camera: '摄像头',
  line: '大厅线路',
  server: '录像服务器',
  disk: '磁盘',
  off: '未要求录像',
  purged: '已过保存期',
};

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  received: '收件',
  accepted: '受理',
  handling: '承办',
  review: '审核',
  approval: '批准',
  completed: '办结',
};

export const CARD_WORDS: Readonly<Record<string, string>> = { warning: '预警', yellow: '黄牌', red: '红牌' };
