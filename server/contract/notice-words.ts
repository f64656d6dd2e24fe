/**
 * What each notice says, in both languages: for the inbox, for mails and for text messages. Templates are data: a line
 * with a value that is not known is left out, and values are put in as plain text.
 */
import type { NoticeKind, NoticeLanguage, NoticeValues } from './notices.ts';

interface Words {
  readonly zh: string;
  readonly en: string;
}
interface Template {
  readonly subject: Words;
  readonly lines: readonly Words[];
}

const CASE: Words = { zh: '办件 {caseNo}（{matterName}）', en: 'Case {caseNo} ({matterName})' };
const DEPARTMENT: Words = { zh: '部门：{departmentName}', en: 'Department: {departmentName}' };
const STARTED: Words = {
  // Of a stage or a special procedure it is not the acceptance that began the clock.
  zh: '{startedAt:time} 起计时，时限 {limit} {limitUnit:unit}',
  en: 'Clock since {startedAt:time}, limit {limit} {limitUnit:unit}',
};
const RIGHT_SINCE: Words = { zh: '自 {dueAt:time} 起应发', en: 'Due since {dueAt:time}' };
const REASON: Words = { zh: '说明：{reason}', en: 'Reason: {reason}' };
const SEEN: Words = {
  zh: '{seenAt:time} {notedByName} 发现：{findingKind:findingKind}',
  en: 'Seen {seenAt:time} by {notedByName}: {findingKind:findingKind}',
};
const WHAT_SEEN: Words = { zh: '情况：{text}', en: 'What was seen: {text}' };
const TO_DO: Words = { zh: '整改要求：{reason}', en: 'To do: {reason}' };
const ANSWER_BY: Words = { zh: '请在 {until:time} 前答复', en: 'To be answered by {until:time}' };

const TEMPLATES: Readonly<Record<NoticeKind, Template>> = {
  cardPending: {
    subject: {
      zh: '{level:level}待确认：{caseNo} {ruleName}',
      en: '{level:level} to be confirmed: {caseNo}, {ruleName}',
    },
    lines: [CASE, DEPARTMENT, STARTED, RIGHT_SINCE],
  },
  cardIssued: {
    subject: { zh: '{level:level}：{caseNo} {ruleName}', en: '{level:level}: {caseNo}, {ruleName}' },
    lines: [
      CASE,
      DEPARTMENT,
      STARTED,
      RIGHT_SINCE,
      { zh: '可在 {until:time} 前申诉', en: 'May be appealed until {until:time}' },
    ],
  },
  cardEscalated: {
    subject: {
      zh: '{level:level}仍未处理：{caseNo} {ruleName}',
      en: '{level:level} still open: {caseNo}, {ruleName}',
    },
    lines: [
      CASE,
      DEPARTMENT,
      STARTED,
      RIGHT_SINCE,
      { zh: '发出 {issuedAt:time}', en: 'Issued {issuedAt:time}' },
    ],
  },
  cardAppealed: {
    subject: { zh: '{level:level}申诉待裁定：{caseNo}', en: 'Appeal to decide, {level:level}: {caseNo}' },
    lines: [CASE, DEPARTMENT, REASON],
  },
  appealDecided: {
    subject: {
      zh: '申诉{outcome:outcome}：{caseNo} {level:level}',
      en: 'Appeal {outcome:outcome}: {caseNo}, {level:level}',
    },
    lines: [CASE, DEPARTMENT, REASON],
  },
  revocationProposed: {
    subject: {
      zh: '{level:level}建议撤销：{caseNo} 后到数据表明不应发',
      en: '{level:level} may have to be revoked: {caseNo}, by late data',
    },
    lines: [CASE, DEPARTMENT, RIGHT_SINCE],
  },
  orderIssued: {
    subject: { zh: '督办：{caseNo} {level:level}', en: 'Order: {caseNo}, {level:level}' },
    lines: [CASE, DEPARTMENT, REASON, ANSWER_BY],
  },
  orderReplied: {
    subject: { zh: '整改答复待确认：{caseNo}', en: 'Reply to an order to look at: {caseNo}' },
    lines: [CASE, DEPARTMENT, REASON],
  },
  orderSentBack: {
    subject: { zh: '整改答复退回：{caseNo}', en: 'Reply to an order sent back: {caseNo}' },
    lines: [CASE, DEPARTMENT, REASON, ANSWER_BY],
  },
  orderDue: {
    subject: { zh: '督办逾期未答复：{caseNo}', en: 'Order not answered in time: {caseNo}' },
    lines: [CASE, DEPARTMENT, { zh: '应于 {until:time} 前答复', en: 'Was to be answered by {until:time}' }],
  },
  appealsEnding: {
    subject: {
      zh: '{count} 张牌的申诉期将满',
      en: 'Cards that may be appealed only until tomorrow: {count}',
    },
    lines: [DEPARTMENT, { zh: '最早的到 {until:time} 为止', en: 'The first ends {until:time}' }],
  },
  feedAlarm: {
    subject: {
      zh: '数据接口{phase:phase}：{sourceName} {trouble:trouble}',
      en: 'Feed {phase:phase}: {sourceName}, {trouble:trouble}',
    },
    lines: [
      DEPARTMENT,
      { zh: '自 {since:time}', en: 'Since {since:time}' },
      { zh: '恢复 {until:time}', en: 'Right again {until:time}' },
      { zh: '数量 {count}', en: 'How many: {count}' },
      { zh: '与本系统相差 {seconds} 秒', en: 'Off ours by {seconds} s' },
      { zh: '占当日 {percent} %', en: 'Share of the day: {percent} %' },
    ],
  },
  clockFault: {
    subject: {
      zh: '时限无法计算：{placeName} {fault:fault}',
      en: 'Limits cannot be told: {placeName} {fault:fault}',
    },
    lines: [
      { zh: '最早缺 {day}', en: 'First day without: {day}' },
      { zh: '影响 {cases} 个办件', en: 'Cases concerned: {cases}' },
    ],
  },
  recordingDisk: {
    subject: {
      zh: '录像磁盘{diskTrouble:diskTrouble}：{path}',
      en: 'Recording disk {diskTrouble:diskTrouble}: {path}',
    },
    lines: [
      { zh: '自 {since:time}', en: 'Since {since:time}' },
      { zh: '系统说明：{fault}', en: 'What the system says: {fault}' },
      { zh: '锁定录像占 {heldPercent} %', en: 'Held footage takes {heldPercent} %' },
      { zh: '还可写 {hours} 小时', en: 'Hours until it is full: {hours}' },
    ],
  },
  refusalsWaiting: {
    subject: { zh: '{count} 条上报数据待更正', en: '{count} refused reports to put right' },
    lines: [DEPARTMENT, { zh: '最早一条 {since:time}', en: 'The oldest is of {since:time}' }],
  },
  holdEnding: {
    subject: { zh: '证据锁定待释放：{title}', en: 'Hold to be released: {title}' },
    lines: [
      { zh: '{why:why}，自 {since:time}', en: '{why:why}, since {since:time}' },
      { zh: '录像在释放前继续保留', en: 'Its footage is kept until somebody releases it' },
    ],
  },
  findingOrdered: {
    subject: {
      zh: '窗口问题待整改：{no} {hallName} {window} {findingKind:findingKind}',
      en: 'To be put right: {no}, {hallName} {window}, {findingKind:findingKind}',
    },
    lines: [SEEN, WHAT_SEEN, DEPARTMENT, TO_DO, ANSWER_BY],
  },
  findingReplied: {
    subject: {
      zh: '整改答复待验收：{no} {hallName} {window}',
      en: 'Reply to be accepted: {no}, {hallName} {window}',
    },
    lines: [SEEN, WHAT_SEEN, DEPARTMENT, REASON],
  },
  findingSentBack: {
    subject: {
      zh: '整改答复被退回：{no} {hallName} {window}',
      en: 'Reply sent back: {no}, {hallName} {window}',
    },
    lines: [SEEN, WHAT_SEEN, DEPARTMENT, REASON, ANSWER_BY],
  },
  findingDue: {
    subject: {
      zh: '窗口问题逾期未答复：{no} {hallName} {window}',
      en: 'Not answered in time: {no}, {hallName} {window}',
    },
    lines: [
      SEEN,
      WHAT_SEEN,
      DEPARTMENT,
      { zh: '期限 {until:time} 已过', en: 'Was to be answered by {until:time}' },
    ],
  },
  findingEscalated: {
    subject: {
      zh: '窗口问题逾期仍未答复：{no} {hallName} {window}',
      en: 'Still not answered: {no}, {hallName} {window}',
    },
    lines: [
      SEEN,
      WHAT_SEEN,
      DEPARTMENT,
      { zh: '期限 {until:time} 已过', en: 'Was to be answered by {until:time}' },
    ],
  },
  holdReleased: {
    subject: { zh: '证据锁定已由 {by} 释放：{title}', en: 'Hold released by {by}: {title}' },
    lines: [REASON, { zh: '24 小时内可以撤回', en: 'May be taken back within 24 hours' }],
  },
  unattended: {
    subject: {
      zh: '{what:what}已 {minutes} 分钟无人处理',
      en: '{what:what} for {minutes} minutes, and nobody took it on',
    },
    lines: [
      { zh: '大厅：{hallName}', en: 'Hall: {hallName}' },
      DEPARTMENT,
      { zh: '办件 {caseNo}', en: 'Case {caseNo}' },
      { zh: '自 {since:time}', en: 'Since {since:time}' },
    ],
  },
  leadRaised: {
    subject: {
      zh: '线索（强度 {strength}）：{kind:lead} {where}',
      en: 'Lead (strength {strength}): {kind:lead}, {where}',
    },
    lines: [
      { zh: '窗口人员：{clerk}', en: 'Clerk: {clerk}' },
      { zh: '发生于 {at:time}', en: 'It happened at {at:time}' },
      { zh: '线索须由人核查，不是结论', en: 'A lead is to be checked by a person; it is no verdict' },
    ],
  },
  roundDue: {
    subject: { zh: '视频巡查待进行：{planName}', en: 'Patrol to be walked: {planName}' },
    lines: [
      { zh: '{windows} 个窗口，应于 {dueAt:time} 开始', en: 'Windows: {windows}, due {dueAt:time}' },
      { zh: '最迟 {until:time} 开始', en: 'To be begun by {until:time}' },
    ],
  },
  roundMissed: {
    subject: { zh: '视频巡查漏巡：{planName} {dueAt:time}', en: 'Patrol missed: {planName}, {dueAt:time}' },
    lines: [{ zh: '{windows} 个窗口未巡查', en: 'Windows not looked at: {windows}' }],
  },
  deliveryFailed: {
    subject: {
      zh: '{channel:channel}未送达：{recipientName}',
      en: '{channel:channel} not delivered: {recipientName}',
    },
    lines: [
      { zh: '尝试 {attempts} 次', en: 'Tries: {attempts}' },
      { zh: '对方答复：{answer}', en: 'Answered: {answer}' },
    ],
  },
};

const NAMES: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  level: {
    warning: { zh: '预警', en: 'Warning' },
    yellow: { zh: '黄牌', en: 'Yellow card' },
    red: { zh: '红牌', en: 'Red card' },
  },
  unit: {
    workingDay: { zh: '工作日', en: 'working days' },
    calendarDay: { zh: '日', en: 'days' },
    hour: { zh: '小时', en: 'working hours' },
    minute: { zh: '分钟', en: 'minutes' },
    month: { zh: '个月', en: 'months' },
  },
  lead: {
    offRecord: { zh: '体外循环', en: 'service off the record' },
    stepWhileVacant: { zh: '无人时办理', en: 'step at an empty window' },
    postVacated: { zh: '脱岗', en: 'vacated post' },
    backfill: { zh: '补录', en: 'entered after the fact' },
    doneThenRecorded: { zh: '先办后录', en: 'done first, recorded later' },
    outOfHours: { zh: '非办公时间办理', en: 'step out of hours' },
    identity: { zh: '账号异常', en: 'account in two places' },
    clockAbuse: { zh: '计时异常', en: 'clock played with' },
    voidAndRefile: { zh: '作废重报', en: 'voided and filed again' },
    feedFault: { zh: '数据中断', en: 'feed fault' },
    cameraDown: { zh: '争议时段无画面', en: 'no picture of a disputed time' },
  },
  outcome: { upheld: { zh: '成立', en: 'upheld' }, rejected: { zh: '被驳回', en: 'rejected' } },
  phase: { began: { zh: '异常', en: 'trouble' }, ended: { zh: '恢复', en: 'right again' } },
  trouble: {
    silent: { zh: '办公时间内无数据', en: 'nothing came in office hours' },
    gap: { zh: '批次缺号', en: 'batches are missing' },
    offset: { zh: '时钟偏差', en: 'its clock is off' },
    duplicates: { zh: '重复上报过多', en: 'too much is sent twice' },
    waiting: { zh: '过程久等不到其办件', en: 'events wait for cases that never came' },
    refusals: { zh: '当日被拒数据过多，超出部分不再留存', en: 'too much was refused today to be kept' },
    calendar: {
      zh: '缺日历或办公时间，无法判断是否中断',
      en: 'no calendar or hours: silence cannot be told',
    },
  },
  fault: {
    no_hours: { zh: '未设办公时间', en: 'has no office hours' },
    year_unannounced: { zh: '当年节假日安排未录入', en: 'has no calendar for the year' },
  },
  diskTrouble: {
    full: { zh: '已满，无可清除的录像', en: 'is full, and nothing may be purged' },
    failed: { zh: '读写出错', en: 'cannot be written' },
    absent: { zh: '不在位', en: 'is not there' },
    back: { zh: '已恢复', en: 'is back' },
    held: { zh: '被锁定录像占满在即', en: 'fills with held footage' },
    headroom: { zh: '余量不足 6 小时', en: 'has less than 6 hours left' },
  },
  what: {
    alarm: { zh: '设备告警', en: 'An alarm stands' },
    lead: { zh: '线索', en: 'A lead stands' },
    card: { zh: '红牌待确认或裁定，', en: 'A red card waits' },
  },
  why: {
    followed: { zh: '所跟随的事项已结束', en: 'What it followed has ended' },
    until: { zh: '已到期', en: 'Its day has come' },
  },
  findingKind: {
    late: { zh: '迟到', en: 'late' },
    leftEarly: { zh: '早退', en: 'left early' },
    vacated: { zh: '脱岗', en: 'post left' },
    dress: { zh: '着装不规范', en: 'dress' },
    conduct: { zh: '服务态度、行为不当', en: 'conduct' },
    phone: { zh: '玩手机', en: 'on the phone' },
    offRecord: { zh: '体外循环', en: 'service off the record' },
    falseRecord: { zh: '记录不实', en: 'record not true' },
    equipment: { zh: '设备、环境', en: 'equipment or surroundings' },
    other: { zh: '其他', en: 'other' },
  },
  channel: {
    email: { zh: '邮件', en: 'Mail' },
    webhook: { zh: '短信', en: 'Text message' },
  },
};

export interface NoticeText {
  readonly subject: string;
  readonly lines: readonly string[];
}

/** `zone`: what times are written in, `Asia/Shanghai`. */
export function noticeText(
  kind: NoticeKind,
  values: NoticeValues,
  language: NoticeLanguage,
  zone: string,
): NoticeText {
  const { subject, lines } = TEMPLATES[kind];
  const fill = (words: Words) => filled(words[language], values, language, zone);
  return {
    // What is not known of the subject is left out of it; it is never left out itself.
    subject: tidy(fill(subject).text),
    lines: lines
      .map(fill)
      .filter(({ whole }) => whole)
      .map(({ text }) => text),
  };
}

function filled(template: string, values: NoticeValues, language: NoticeLanguage, zone: string) {
  let whole = true;
  const text = template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, form: string | undefined) => {
    const value = values[name];
    if (value === undefined || value === null || value === '') {
      whole = false;
      return '';
    }
    if (form === undefined) return plain(String(value));
    if (form === 'time') return timeText(String(value), zone);
    return NAMES[form]?.[String(value)]?.[language] ?? plain(String(value));
  });
  return { text, whole };
}

/** One line, without anything that could begin another header or hide what follows. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
const tidy = (text: string): string =>
  text
    .replace(/\s{2,}/g, ' ')
    .replace(/[：:，,\s]+$/, '')
    .trim();

/** `2026-11-23 09:15`. */
function timeText(instant: string, zone: string): string {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return plain(instant);
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(ms);
}
