/** Words of leads where the server itself has to find them: tables, and what holds are called. */
import type { BenignCause, LeadKind, LeadOutcome, LeadState } from '../../contract/leads.ts';

export const KINDS: Readonly<Record<LeadKind, string>> = {
  offRecord: '体外循环',
  stepWhileVacant: '无人时办理',
  postVacated: '脱岗',
  backfill: '补录',
  doneThenRecorded: '先办后录',
  outOfHours: '非办公时间办理',
  identity: '账号异常',
  clockAbuse: '计时异常',
  voidAndRefile: '作废重报',
  feedFault: '数据中断',
  cameraDown: '争议时段无画面',
};
export const STATES: Readonly<Record<LeadState, string>> = {
  new: '待核查',
  watched: '关注中',
  confirmed: '属实',
  dismissed: '已排除',
};
export const OUTCOMES: Readonly<Record<LeadOutcome, string>> = {
  card: '发牌',
  finding: '巡查问题',
  order: '责令整改',
};
export const CAUSES: Readonly<Record<BenignCause, string>> = {
  enquiry: '咨询',
  pickUp: '取件',
  onlineStep: '网上办理',
  breakOnRoster: '排班休息',
  clockOffset: '时钟偏差',
  handover: '交接班',
  otherWindow: '在其他窗口办理',
  systemDown: '系统故障',
  lateFeed: '数据晚到',
  zoneWrong: '区域画错',
  pictureWrong: '画面误判',
  trainee: '带教',
  weekendService: '延时或周末服务',
  other: '其他',
};
