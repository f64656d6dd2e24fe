/** What the published document says of our events' fields and of the codes of refusals, in both languages. */
import type { Words } from '../profiles/layout.ts';

export const eventWords: Readonly<Record<string, Words>> = {
  stage: { zh: '办件到达一个环节', en: 'a case reached a stage' },
  refused: { zh: '不予受理', en: 'the application was refused' },
  correctionAsked: { zh: '补正告知', en: 'the applicant was told what is missing' },
  correctionReceived: { zh: '补正材料已收', en: 'what was missing has come' },
  specialProcedure: { zh: '特别程序开始', en: 'a special procedure began' },
  specialProcedureEnded: { zh: '特别程序结束', en: 'a special procedure ended' },
  extended: { zh: '延长时限', en: 'the limit was extended' },
  collected: { zh: '申请人领取证件', en: 'the applicant collected the certificate' },
  called: { zh: '叫号', en: 'an applicant was called to a window' },
  started: { zh: '窗口开始办理', en: 'service began at a window' },
  finished: { zh: '窗口办理完毕', en: 'service ended at a window' },
  opened: { zh: '窗口开始服务', en: 'a window opened' },
  closed: { zh: '窗口暂停服务', en: 'a window closed' },
};

export const fieldWords: Readonly<Record<string, Words>> = {
  type: { zh: '事件类型', en: 'type of event' },
  eventId: {
    zh: '发送方自己的事件编号；同一编号再来答 `duplicate`',
    en: 'the sender’s own id; the same again is answered `duplicate`',
  },
  occurredAt: { zh: '发生时间，ISO 8601 带时区', en: 'when it happened, ISO 8601 with zone' },
  clerk: { zh: '经办人姓名', en: 'name of the clerk' },
  remark: { zh: '备注', en: 'remark' },
  recordKey: { zh: '这是对哪一事实的报送（重报用）', en: 'the fact this is a report of (to report it anew)' },
  dataVersion: { zh: '数据版本；高者取代低者', en: 'data version; the higher takes the place of the lower' },
  filledBy: { zh: '人工填写 `person` 或系统生成 `machine`', en: 'filled in by a `person` or a `machine`' },
  secrecy: {
    zh: '涉密 `secret` 的一律拒收，不留任何内容',
    en: '`secret` ones are refused, and nothing of them is kept',
  },
  caseNo: { zh: '申办流水号', en: 'case number' },
  matterCode: { zh: '事项编码；办件的首个事件须写明', en: 'matter code; the first event of a case names it' },
  stage: {
    zh: '环节：`received` 收件、`accepted` 受理、`handling` 承办、`review` 审核、`approval` 批准、`completed` 办结',
    en: 'stage',
  },
  kind: {
    zh: '办件类型 `onTheSpot` 即办、`promised` 承诺、`forwarded` 上报、`joint` 联办；特别程序中为其名称',
    en: 'kind of case; of a special procedure its name',
  },
  applicant: {
    zh: '申请人姓名（加密保存，显示时脱敏）',
    en: 'name of the applicant (kept sealed, shown masked)',
  },
  hallId: {
    zh: '大厅编号（登记后可见），与 windowCode 同时给',
    en: 'id of the registered hall; together with windowCode',
  },
  windowCode: { zh: '窗口代码', en: 'code of the window' },
  receiptNo: { zh: '受理回执号（受理时）', en: 'number of the receipt (with `accepted`)' },
  result: { zh: '该环节的决定 `agreed`、`disagreed`、`returned`', en: 'what was decided there' },
  outcome: {
    zh: '办结结果（办结时）：`certificate` 出证、`refused` 不予许可、`returned` 退回、`void` 作废、`deleted` 删除、`forwarded` 转报、`correctionOverdue` 补正不来、`other` 其他',
    en: 'what became of it (with `completed`)',
  },
  certificateNo: { zh: '证件编号', en: 'number of the certificate' },
  fee: { zh: '收费金额（元）', en: 'fee, yuan' },
  reason: { zh: '原因；不予受理而无原因的会产生预警', en: 'reason; refusing without one draws a card' },
  no: { zh: '第几次，缺省 `1`', en: 'which one, `1` if left out' },
  applied: {
    zh: '申请的期限 `{value, unit}`，单位 `workingDay` `calendarDay` `hour` `minute` `month`',
    en: 'for how long: `{value, unit}`',
  },
  approver: { zh: '批准人', en: 'who approved' },
  ground: { zh: '依据', en: 'ground' },
  days: { zh: '延长的工作日数', en: 'working days added' },
  method: { zh: '领取方式', en: 'how it was collected' },
  ticket: { zh: '排队号', en: 'queue ticket' },
};

export const rejectionWords: Readonly<Record<string, Words>> = {
  invalid_event: {
    zh: '字段缺失或不合要求（看 field 与 message）',
    en: 'a field is missing or not as it must be (see field and message)',
  },
  matter_secret: {
    zh: '涉密事项不在监察范围，未保留任何内容',
    en: 'secret matters are outside supervision; nothing was kept',
  },
  occurred_in_future: {
    zh: '发生时间比本系统时钟晚 5 分钟以上',
    en: 'more than 5 minutes ahead of our clock',
  },
  occurred_too_early: { zh: '发生时间早于 2000 年', en: 'before the year 2000' },
  unknown_window: { zh: '该大厅没有这个窗口代码', en: 'no such window in the hall' },
  window_closed: { zh: '窗口在此之前已停用', en: 'the window was closed before' },
  window_of_other_department: { zh: '窗口当时属于别的部门', en: 'another department ran the window then' },
  unknown_matter: { zh: '本部门没有这个事项编码', en: 'the department has no such matter' },
  matter_closed: { zh: '事项在此之前已停用', en: 'the matter was closed before' },
  case_of_other_department: { zh: '办件属于别的部门', en: 'the case is another department’s' },
  case_of_other_matter: { zh: '办件此前报的是别的事项', en: 'the case was begun for another matter' },
  case_full: {
    zh: '一个办件的事件过多，发送方有误',
    en: 'a case has too many events; the sender is at fault',
  },
  too_many_waiting: { zh: '等待其办件的事件过多', en: 'too many events wait for cases nothing is known of' },
  missing_value: { zh: '必填列为空', en: 'a needed column is empty' },
  invalid_value: { zh: '值不合要求', en: 'a value is not as it must be' },
  too_long: { zh: '超过长度', en: 'too long' },
  unknown_code: { zh: '不是该代码表里的代码', en: 'no code of that table' },
  invalid_time: { zh: '不是时间', en: 'no time' },
  ambiguous_time: {
    zh: '时间有歧义或缺少时分',
    en: 'a time that can be read in two ways, or lacks the time of day',
  },
  unknown_table: { zh: '规范中没有这张表', en: 'the layout has no such table' },
  invalid_row: { zh: '不是一行数据', en: 'no row' },
  unknown_hall: { zh: '窗口代码属于哪个大厅不明', en: 'of which hall the window code is cannot be told' },
  unknown_region: { zh: '没有登记这个行政区划', en: 'no such region is registered' },
  region_of_other_department: {
    zh: '不是本部门所在区划或其下级',
    en: 'not the department’s region or below it',
  },
};
