/** The tables EA_JC_STEP_* (domain.md §4): a case's base record, its nodes, special nodes, and completion. */
import {
  type CodeTable,
  type Column,
  codes,
  col,
  type Layout,
  type LayoutTable,
  type Made,
  must,
} from './layout.ts';

const APPROVALTYPE = codes('APPROVALTYPE', [
  ['1', '即办件', 'on the spot', 'onTheSpot'],
  ['2', '承诺件', 'promised', 'promised'],
  ['3', '联办件', 'joint', 'joint'],
  ['4', '上报件', 'forwarded', 'forwarded'],
]);
const NODESTATE = codes('NODESTATE', [
  ['1', '待办', 'to do', 'begun'],
  ['2', '已办', 'done', 'done'],
]);
/** Of PROC. SPECIALNODE has a column of the same name with other codes. */
const NODERESULT = codes('NODERESULT (PROC)', [
  ['0', '不同意', 'disagree', 'disagreed'],
  ['1', '同意', 'agree', 'agreed'],
  ['2', '不受理', 'not handled', 'refused'],
  ['3', '不予受理', 'refused', 'refused'],
  ['4', '受理', 'accepted', 'accepted'],
  ['5', '补齐补正', 'correction', 'correction'],
  ['6', '特别程序（挂起）', 'special procedure', 'procedure'],
  ['7', '退回', 'returned', 'returned'],
]);
const SPECIALRESULT = codes('NODERESULT (SPECIALNODE)', [
  ['1', '补齐补正', 'correction', 'correction'],
  ['2', '听证', 'hearing', '听证'],
  ['3', '公示', 'public notice', '公示'],
  ['4', '核实', 'verification', '核实'],
  ['5', '挂起', 'suspended', '挂起'],
  ['6', '预审补齐补正', 'correction at preliminary check', 'correction'],
]);
const DONERESULT = codes('DONERESULT', [
  ['0', '出证办结', 'certificate issued', 'certificate'],
  ['1', '退回办结', 'returned', 'returned'],
  ['2', '作废办结', 'void', 'void'],
  ['3', '删除办结', 'deleted', 'deleted'],
  ['4', '转报办结', 'forwarded', 'forwarded'],
  ['5', '补正不来办结', 'correction overdue', 'correctionOverdue'],
  ['6', '办结', 'other', 'other'],
]);
const PROMISETIMEUNIT = codes('PROMISETIMEUNIT', [
  ['1', '工作日', 'working day', 'workingDay'],
  ['2', '自然日', 'calendar day', 'calendarDay'],
  ['3', '小时', 'hour', 'hour'],
  ['4', '分钟', 'minute', 'minute'],
  ['5', '月', 'month', 'month'],
]);
/** Nodes have names of the sender's own; those that say which stage they are. */
const NODENAME = codes('NODENAME', [
  ['收件', '收件', 'received', 'received'],
  ['受理', '受理', 'accepted', 'accepted'],
  ['承办', '承办', 'handling', 'handling'],
  ['审查', '审查', 'handling', 'handling'],
  ['初审', '初审', 'handling', 'handling'],
  ['审核', '审核', 'review', 'review'],
  ['复审', '复审', 'review', 'review'],
  ['批准', '批准', 'approval', 'approval'],
  ['审批', '审批', 'approval', 'approval'],
  ['审定', '审定', 'approval', 'approval'],
  ['决定', '决定', 'approval', 'approval'],
]);
const SFSM = codes('SFSM', [
  ['0', '否', 'no', 'none'],
  ['1', '是', 'yes', 'secret'],
]);

const common: readonly Column[] = [
  must(col.text('PROJID', '申办号', 'case number', 64, 'caseNo')),
  must(col.text('REGION_ID', '行政区划', 'region code', 12)),
  col.integer('DATAVER', '数据版本号，缺省为 1', 'data version; 1 if left out', 1, 1_000_000, 'dataVersion'),
  col.time('MAKETIME', '数据存库时间（不采用）', 'when the row was written (not used)'),
  col.code('SFSM', '是否涉密（本系统补充）', 'whether secret (added by this system)', SFSM),
];
const node = (result: CodeTable, resultRequired: boolean): readonly Column[] => {
  const column = col.code('NODERESULT', '环节处理结果', 'result of the node', result);
  return [
    must(col.text('SN', '序号', 'number of the node within the case', 32)),
    resultRequired ? must(column) : column,
    must(col.time('NODESTARTTIME', '环节开始时间', 'node begun at')),
  ];
};

const BASICINFO: LayoutTable = {
  ...{ name: 'EA_JC_STEP_BASICINFO', short: 'BASICINFO', key: [] },
  words: { zh: '基本信息（受理）', en: 'base record (acceptance)' },
  columns: [
    ...common,
    must(col.text('ITEMNO', '审批事项编号', 'matter code', 64, 'matterCode')),
    col.text('APPLICANT', '申报者名称', 'applicant', 50, 'applicant'),
    must(col.code('APPROVALTYPE', '办件类型', 'kind of case', APPROVALTYPE, 'kind')),
    col.integer(
      'PROMISETIMELIMIT',
      '承诺时限（只校验；时限以登记的事项为准）',
      'promised limit (checked only: limits are the matter’s)',
      0,
      3650,
    ),
    col.code('PROMISETIMEUNIT', '承诺时限单位（只校验）', 'unit of it (checked only)', PROMISETIMEUNIT),
    must(col.time('OCCURTIME', '受理时间', 'accepted at')),
    col.text('TRANSACTOR', '环节办理人', 'clerk', 50, 'clerk'),
  ],
  becomes: { zh: '`stage`，环节 `accepted`', en: '`stage`, stage `accepted`' },
  make: () => [{ at: 'OCCURTIME', fields: { type: 'stage', stage: 'accepted' } }],
};

const PROC: LayoutTable = {
  ...{ name: 'EA_JC_STEP_PROC', short: 'PROC', key: ['SN'] },
  words: { zh: '审批过程', en: 'node of the process' },
  columns: [
    ...common,
    ...node(NODERESULT, false),
    must(col.code('NODENAME', '环节名称', 'name of the node', NODENAME)),
    must(col.code('NODESTATE', '环节办理状态', 'state of the node', NODESTATE)),
    col.text('NODEPROCERNAME', '环节处理人姓名', 'who handled it', 50, 'clerk'),
    col.text('NODEPROCER', '环节处理人', 'who handled it, where there is no name', 50, 'clerk'),
    col.text('NODEADV', '环节处理意见', 'opinion', 500, 'remark'),
    col.time('NODEENDTIME', '环节结束时间；已办的必填', 'node ended at; needed when done'),
    col.time(
      'OCCURTIME',
      '环节办理时间（不采用，见 NODESTARTTIME）',
      'of the node (not used, see NODESTARTTIME)',
    ),
  ],
  becomes: {
    zh: '待办：进入该环节的 `stage`（受理环节为 `received`）。已办：另有一条，按 NODERESULT，0/1/7 为带 `result` 的 `stage`，2/3 `refused`，4 `stage` 环节 `accepted`，5 `correctionAsked`，6 `specialProcedure`，空为 `stage`',
    en: 'To do: `stage`, entered (of the node 受理: `received`). Done: one more, by NODERESULT: 0/1/7 `stage` with `result`, 2/3 `refused`, 4 `stage` `accepted`, 5 `correctionAsked`, 6 `specialProcedure`, empty `stage`',
  },
  make: (row) => {
    const stage = row.code('NODENAME');
    // What waits to be accepted has been received, and no more than that.
    const entered = stage === 'accepted' ? 'received' : stage;
    const start = { at: 'NODESTARTTIME', part: 'start', fields: { type: 'stage', stage: entered } };
    if (row.code('NODESTATE') === 'begun') return [start];
    const reason = row.text('NODEADV');
    const result = row.code('NODERESULT');
    const no = row.text('SN');
    const from = { no: 'SN', reason: 'NODEADV', ground: 'NODEADV', result: 'NODERESULT' };
    const ended = (fields: Made['fields']): Made[] => [start, { at: 'NODEENDTIME', fields, from }];
    switch (result) {
      case 'refused':
        return ended({ type: 'refused', reason });
      case 'accepted':
        return ended({ type: 'stage', stage: 'accepted' });
      case 'correction':
        return ended({ type: 'correctionAsked', no, reason });
      case 'procedure':
        return ended({ type: 'specialProcedure', no, ground: reason });
      default:
        return ended({ type: 'stage', stage, result });
    }
  },
};

const SPECIALNODE: LayoutTable = {
  ...{ name: 'EA_JC_STEP_SPECIALNODE', short: 'SPECIALNODE', key: ['SN'] },
  words: { zh: '特殊环节', en: 'special node' },
  columns: [
    ...common,
    ...node(SPECIALRESULT, true),
    col.text('PROCERNAME', '处理人姓名', 'who handled it', 50, 'clerk'),
    col.text('NODEPROCADV', '环节处理意见', 'opinion', 500),
    col.text('NODEPROCACCORD', '环节处理依据', 'ground', 500),
    col.time(
      'NODEENDTIME',
      '环节结束时间；与开始时间相同即尚未结束（本规范如此）',
      'node ended at; the same as the start: not ended yet (the layout says so)',
    ),
  ],
  becomes: {
    zh: '1、6：`correctionAsked`，结束后 `correctionReceived`；2–5：`specialProcedure`，结束后 `specialProcedureEnded`',
    en: '1, 6: `correctionAsked`, when ended `correctionReceived`; 2–5: `specialProcedure`, when ended `specialProcedureEnded`',
  },
  make: (row) => {
    const no = row.text('SN');
    const kind = row.code('NODERESULT');
    const endMs = row.number('NODEENDTIME');
    const hasEnded = endMs !== undefined && endMs !== row.number('NODESTARTTIME');
    const correction = kind === 'correction';
    return [
      {
        ...{ at: 'NODESTARTTIME', part: 'start' },
        fields: correction
          ? { type: 'correctionAsked', no, reason: row.text('NODEPROCADV') }
          : { type: 'specialProcedure', no, kind, ground: row.text('NODEPROCACCORD') },
        from: { no: 'SN', reason: 'NODEPROCADV', kind: 'NODERESULT', ground: 'NODEPROCACCORD' },
      },
      ...(hasEnded
        ? [
            {
              at: 'NODEENDTIME',
              fields: { type: correction ? 'correctionReceived' : 'specialProcedureEnded', no },
              from: { no: 'SN' },
            },
          ]
        : []),
    ];
  },
};

const DONE: LayoutTable = {
  ...{ name: 'EA_JC_STEP_DONE', short: 'DONE', key: [] },
  words: { zh: '办结信息', en: 'completion' },
  columns: [
    ...common,
    must(col.code('DONERESULT', '办结结果', 'outcome', DONERESULT, 'outcome')),
    col.text('EXITRES', '作废或退回原因', 'reason where void or returned', 500, 'remark'),
    col.text('CERTIFICATENO', '证件编号', 'number of the certificate', 100, 'certificateNo'),
    col.money('FEE', '收费金额（元）', 'fee, yuan', 'fee'),
    must(col.time('OCCURTIME', '环节发生时间', 'completed at')),
    col.text('TRANSACTOR', '环节办理人', 'clerk', 50, 'clerk'),
  ],
  becomes: { zh: '`stage`，环节 `completed`，带 `outcome`', en: '`stage` with `outcome`, stage `completed`' },
  make: () => [{ at: 'OCCURTIME', fields: { type: 'stage', stage: 'completed' } }],
};

export const step: Layout = {
  name: 'step',
  words: { zh: '审批步骤数据（EA_JC_STEP_*）', en: 'approval steps (EA_JC_STEP_*)' },
  tables: [BASICINFO, PROC, SPECIALNODE, DONE],
  ...{ caseNo: 'PROJID', region: 'REGION_ID', version: 'DATAVER', secret: 'SFSM', window: undefined },
};
