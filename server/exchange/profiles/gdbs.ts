/** The tables EX_GDBS_* of Guangdong (domain.md §4). What a column holds is after the published layout; codes are its own. */
import { type Column, codes, col, type Layout, type LayoutTable, must, RowFault } from './layout.ts';

const SPHJDM = codes('SPHJDM', [
  ['1', '承办', 'handling', 'handling'],
  ['2', '审核', 'review', 'review'],
  ['3', '批准', 'approval', 'approval'],
]);
const SPHJZTDM = codes('SPHJZTDM', [
  ['1', '同意', 'agreed', 'agreed'],
  ['2', '不同意', 'disagreed', 'disagreed'],
  ['3', '处理中', 'under way'],
  ['9', '其他', 'other'],
]);
const SLZTDM = codes('SLZTDM', [
  ['1', '受理', 'accepted', 'accepted'],
  ['2', '不受理', 'refused', 'refused'],
]);
const YSLZTDM = codes('YSLZTDM', [
  ['1', '审核通过', 'passed', 'passed'],
  ['2', '不受理', 'refused', 'refused'],
  ['3', '补交补正材料', 'correction', 'correction'],
]);
const BJJGDM = codes('BJJGDM', [
  ['0', '出证办结', 'certificate issued', 'certificate'],
  ['1', '退回办结', 'returned', 'returned'],
  ['2', '作废办结', 'void', 'void'],
  ['3', '删除办结', 'deleted', 'deleted'],
  ['4', '转报办结', 'forwarded', 'forwarded'],
  ['5', '补正不来办结', 'correction overdue', 'correctionOverdue'],
  ['6', '办结', 'other', 'other'],
]);
const TBCXZL = codes('TBCXZL', [
  ['A', '延长审批', 'extension of the limit', 'extension'],
  [
    'B',
    '听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审等',
    'hearing, inspection, expert review …',
    'procedure',
  ],
]);
const TBCXSXDW = codes('TBCXSXDW', [
  ['G', '工作日', 'working day', 'workingDay'],
  ['Z', '自然日', 'calendar day', 'calendarDay'],
]);
const SFSM = codes('SFSM', [
  ['0', '否', 'no', 'none'],
  ['1', '是', 'yes', 'secret'],
]);

/** In every table, beside its own. */
const common = (matter: 'named' | 'may be left out'): readonly Column[] => {
  const matterCode = col.text('SXBM', '事项编码', 'matter code', 64, 'matterCode');
  return [
    must(col.text('SBLSH', '申办流水号', 'case number', 64, 'caseNo')),
    matter === 'named' ? must(matterCode) : matterCode,
    must(col.text('XZQHDM', '行政区划代码', 'region code', 12)),
    col.integer('SJBBH', '数据版本号，缺省为 1', 'data version; 1 if left out', 1, 1_000_000, 'dataVersion'),
    col.text('BZ', '备注', 'remark', 500, 'remark'),
    col.text('YWCKDM', '业务窗口代码', 'window code', 16, 'windowCode'),
    col.text('BJDTBM', '办件大厅：登记的大厅编号', 'hall: its registered id', 36, 'hallId'),
    col.code('SFSM', '是否涉密（本系统补充）', 'whether secret (added by this system)', SFSM),
  ];
};
/** The window's clerk speaks where the row names nobody else. */
const windowClerk = col.text(
  'CKFWRYZJXM',
  '窗口服务人员姓名',
  'name of the clerk at the window',
  50,
  'clerk',
);
const clerk = (name: string, zh: string, en: string) => col.text(name, zh, en, 50, 'clerk');
const number = must(col.text('XH', '序号', 'number of it within the case', 32, 'no'));

const SB: LayoutTable = {
  ...{ name: 'EX_GDBS_SB', short: 'SB', key: [] },
  words: { zh: '申办', en: 'application' },
  columns: [
    ...common('named'),
    col.text('SQRMC', '申请人名称', 'applicant', 50, 'applicant'),
    must(col.time('SBSJ', '申办时间', 'applied at')),
    windowClerk,
  ],
  becomes: { zh: '`stage`，环节 `received`（收件）', en: '`stage`, stage `received`' },
  make: () => [{ at: 'SBSJ', fields: { type: 'stage', stage: 'received' } }],
};

const WSYSL: LayoutTable = {
  ...{ name: 'EX_GDBS_WSYSL', short: 'WSYSL', key: [] },
  words: { zh: '网上预受理', en: 'online pre-acceptance' },
  columns: [
    ...common('named'),
    clerk('BLRXM', '办理人姓名', 'clerk'),
    must(col.code('YSLZTDM', '预受理状态代码', 'status of pre-acceptance', YSLZTDM)),
    col.text('BSLYY', '不受理原因', 'reason of refusal', 500),
    col.text('BJBZSM', '补交补正说明', 'what is to be corrected', 500),
    must(col.time('YSLSJ', '预受理时间', 'pre-accepted at')),
  ],
  becomes: {
    zh: '1：`stage`，环节 `received`；2：`refused`；3：`correctionAsked`，编号 `YSL`',
    en: '1: `stage`, stage `received`; 2: `refused`; 3: `correctionAsked`, number `YSL`',
  },
  make: (row) => {
    const at = 'YSLSJ';
    switch (row.code('YSLZTDM')) {
      case 'passed':
        return [{ at, fields: { type: 'stage', stage: 'received' } }];
      case 'refused':
        return [{ at, fields: { type: 'refused', reason: row.text('BSLYY') }, from: { reason: 'BSLYY' } }];
      default:
        return [
          {
            at,
            fields: { type: 'correctionAsked', no: 'YSL', reason: row.text('BJBZSM') },
            from: { reason: 'BJBZSM' },
          },
        ];
    }
  },
};

const SL: LayoutTable = {
  ...{ name: 'EX_GDBS_SL', short: 'SL', key: [] },
  words: { zh: '受理', en: 'acceptance' },
  columns: [
    ...common('named'),
    clerk('BLRXM', '办理人姓名', 'clerk'),
    must(col.code('SLZTDM', '受理状态代码', 'status of acceptance', SLZTDM)),
    col.text('BSLYY', '不受理原因', 'reason of refusal', 500),
    col.text('SLHZH', '受理回执号', 'number of the receipt', 64, 'receiptNo'),
    must(col.time('SLSJ', '受理时间', 'accepted at')),
    windowClerk,
  ],
  becomes: {
    zh: '1：`stage`，环节 `accepted`；2：`refused`',
    en: '1: `stage`, stage `accepted`; 2: `refused`',
  },
  make: (row) =>
    row.code('SLZTDM') === 'accepted'
      ? [{ at: 'SLSJ', fields: { type: 'stage', stage: 'accepted' } }]
      : [{ at: 'SLSJ', fields: { type: 'refused', reason: row.text('BSLYY') }, from: { reason: 'BSLYY' } }],
};

const SPCL: LayoutTable = {
  ...{ name: 'EX_GDBS_SPCL', short: 'SPCL', key: ['SPHJDM', 'SPBZH'] },
  words: { zh: '审批处理', en: 'approval step' },
  columns: [
    ...common('named'),
    must(col.code('SPHJDM', '审批环节代码', 'stage', SPHJDM)),
    col.text(
      'SPBZH',
      '审批步骤号；同一环节办理多次时必填且各不相同',
      'step number; needed, and different, where a stage is gone through again',
      16,
    ),
    clerk('SPRXM', '审批人姓名', 'who decided'),
    col.text('SPYJ', '审批意见', 'opinion', 500, 'remark'),
    col.code('SPHJZTDM', '审批环节状态代码', 'status of the stage', SPHJZTDM),
    col.time('JSSJ', '环节开始时间（有则填）', 'stage begun at, where known'),
    must(col.time('SPSJ', '审批时间', 'decided at')),
    windowClerk,
  ],
  becomes: {
    zh: '`stage`，环节 `handling`/`review`/`approval`，带 `result`；填有 JSSJ 的另有一条进入该环节的 `stage`',
    en: '`stage` with `result`, stage `handling`/`review`/`approval`; with JSSJ one more that tells when it was entered',
  },
  make: (row) => {
    const stage = row.code('SPHJDM');
    return [
      { at: 'JSSJ', part: 'start', fields: { type: 'stage', stage } },
      {
        at: 'SPSJ',
        fields: { type: 'stage', stage, result: row.code('SPHJZTDM') },
        from: { result: 'SPHJZTDM' },
      },
    ];
  },
};

const BJGZ: LayoutTable = {
  ...{ name: 'EX_GDBS_BJGZ', short: 'BJGZ', key: ['XH'] },
  words: { zh: '补交告知', en: 'correction notice' },
  columns: [
    ...common('may be left out'),
    number,
    clerk('BJGZFCRXM', '补交告知发出人姓名', 'who told the applicant'),
    col.text('BJGZYY', '补交告知原因', 'reason', 500, 'reason'),
    must(col.time('BJGZSJ', '补交告知时间', 'told at')),
  ],
  becomes: { zh: '`correctionAsked`', en: '`correctionAsked`' },
  make: () => [{ at: 'BJGZSJ', fields: { type: 'correctionAsked' } }],
};

const BJSL: LayoutTable = {
  ...{ name: 'EX_GDBS_BJSL', short: 'BJSL', key: ['XH'] },
  words: { zh: '补交受理', en: 'correction received' },
  columns: [
    ...common('may be left out'),
    number,
    clerk('BJSLBLRXM', '补交受理办理人姓名', 'clerk'),
    must(col.time('BJSJ', '补交时间', 'received at')),
  ],
  becomes: { zh: '`correctionReceived`', en: '`correctionReceived`' },
  make: () => [{ at: 'BJSJ', fields: { type: 'correctionReceived' } }],
};

const TBCXSQ: LayoutTable = {
  ...{ name: 'EX_GDBS_TBCXSQ', short: 'TBCXSQ', key: ['XH'] },
  words: { zh: '特别程序申请', en: 'special procedure applied for' },
  columns: [
    ...common('may be left out'),
    number,
    must(col.code('TBCXZL', '特别程序种类', 'kind', TBCXZL)),
    col.text('TBCXZLMC', '特别程序种类名称', 'name of the kind', 50, 'kind'),
    must(col.time('TBCXKSRQ', '特别程序开始日期', 'begun at')),
    col.text('TBCXPZR', '特别程序批准人', 'approved by', 50, 'approver'),
    col.text('TBCXQDLY', '特别程序启动理由或依据', 'ground', 500, 'ground'),
    must(
      col.integer(
        'TBCXSX',
        '特别程序时限；B 类没有规定时限的填 0',
        'days; 0: none prescribed (kind B)',
        0,
        1000,
      ),
    ),
    must(col.code('TBCXSXDW', '特别程序时限单位', 'unit of the days', TBCXSXDW)),
  ],
  becomes: {
    zh: 'A：`extended`（延长，只能按工作日）；B：`specialProcedure`',
    en: 'A: `extended` (working days only); B: `specialProcedure`',
  },
  make: (row) => {
    const at = 'TBCXKSRQ';
    const days = row.number('TBCXSX') ?? 0;
    const unit = row.code('TBCXSXDW');
    if (row.code('TBCXZL') === 'procedure')
      return [
        {
          at,
          fields: { type: 'specialProcedure', applied: days === 0 ? undefined : { value: days, unit } },
          from: { applied: 'TBCXSX' },
        },
      ];
    if (unit !== 'workingDay')
      throw new RowFault(
        'unknown_code',
        'TBCXSXDW',
        'a limit is extended by working days: accepted: G 工作日',
      );
    if (days === 0) throw new RowFault('invalid_value', 'TBCXSX', 'of an extension at least 1');
    return [{ at, fields: { type: 'extended', days }, from: { days: 'TBCXSX' } }];
  },
};

const TBCXJG: LayoutTable = {
  ...{ name: 'EX_GDBS_TBCXJG', short: 'TBCXJG', key: ['XH'] },
  words: { zh: '特别程序结果', en: 'special procedure ended' },
  columns: [
    ...common('may be left out'),
    number,
    col.time('JGCSRQ', '结果产生日期（不采用）', 'result at (not used)'),
    must(col.time('TBCXJSRQ', '特别程序结束日期', 'ended at')),
  ],
  becomes: { zh: '`specialProcedureEnded`', en: '`specialProcedureEnded`' },
  make: () => [{ at: 'TBCXJSRQ', fields: { type: 'specialProcedureEnded' } }],
};

const BJ: LayoutTable = {
  ...{ name: 'EX_GDBS_BJ', short: 'BJ', key: [] },
  words: { zh: '办结', en: 'completion' },
  columns: [
    ...common('named'),
    must(col.code('BJJGDM', '办结结果代码', 'outcome', BJJGDM, 'outcome')),
    col.text('BJJGMS', '办结结果描述', 'outcome in words', 500, 'remark'),
    col.text('ZFHTHYY', '作废或退回原因', 'reason where void or returned', 500, 'remark'),
    col.text('ZJBH', '证件编号', 'number of the certificate', 100, 'certificateNo'),
    col.money('SFJE', '收费金额（元）', 'fee, yuan', 'fee'),
    must(col.time('BJSJ', '办结时间', 'completed at')),
    windowClerk,
  ],
  becomes: { zh: '`stage`，环节 `completed`，带 `outcome`', en: '`stage` with `outcome`, stage `completed`' },
  make: () => [{ at: 'BJSJ', fields: { type: 'stage', stage: 'completed' } }],
};

const LQDJ: LayoutTable = {
  ...{ name: 'EX_GDBS_LQDJ', short: 'LQDJ', key: [] },
  words: { zh: '领取登记', en: 'collection' },
  columns: [
    ...common('may be left out'),
    col.text('LQFS', '领取方式', 'how it was collected', 50, 'method'),
    must(col.time('LQSJ', '领取时间', 'collected at')),
    windowClerk,
  ],
  becomes: { zh: '`collected`', en: '`collected`' },
  make: () => [{ at: 'LQSJ', fields: { type: 'collected' } }],
};

export const gdbs: Layout = {
  name: 'gdbs',
  words: { zh: '广东省行政审批数据交换（EX_GDBS_*）', en: 'Guangdong approval data exchange (EX_GDBS_*)' },
  tables: [SB, WSYSL, SL, SPCL, BJGZ, BJSL, TBCXSQ, TBCXJG, BJ, LQDJ],
  ...{ caseNo: 'SBLSH', region: 'XZQHDM', version: 'SJBBH', secret: 'SFSM', window: 'YWCKDM' },
};
