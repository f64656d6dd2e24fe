/** Columns of matters: what an officer fills in for each, one row a matter. */
import { caseKind, type Stage, stages } from '../cases.ts';
import { LONGEST_BASIS, LONGEST_GUIDE } from '../matters.ts';
import {
  type Choice,
  choicesOf,
  departmentName,
  type ImportColumn,
  NAME,
  oneOf,
  regionOf,
  type Words,
} from './column.ts';

const CASE_KINDS = choicesOf(caseKind.options, {
  onTheSpot: { zh: '即办件', en: 'on the spot' },
  promised: { zh: '承诺件', en: 'promised' },
  forwarded: { zh: '上报件', en: 'forwarded' },
  joint: { zh: '联办件', en: 'joint' },
});

const SECRECY: Choice[] = [
  { value: 'none', words: { zh: '无', en: 'none' } },
  { value: 'secret', words: { zh: '涉密', en: 'secret' } },
];

const LIMIT: Words = {
  zh: '数和单位：工作日、自然日、小时、分钟、个月，如 10 工作日；只写数为工作日',
  en: 'number and unit: working days, calendar days, hours, minutes, months, like 10 working days; a bare number is of working days',
};

const STAGE_WORDS: Readonly<Record<Stage, Words>> = {
  received: { zh: '收件', en: 'received' },
  accepted: { zh: '受理', en: 'acceptance' },
  handling: { zh: '承办', en: 'handling' },
  review: { zh: '审核', en: 'review' },
  approval: { zh: '批准', en: 'approval' },
  completed: { zh: '办结', en: 'completion' },
};

const limitColumn = (
  key: string,
  header: Words,
  example: string,
  more: Partial<ImportColumn>,
): ImportColumn => ({
  ...{ key, header, kind: 'limit', accepts: LIMIT, example },
  ...more,
});

const stageColumns = (stage: Stage): ImportColumn[] => {
  const { zh, en } = STAGE_WORDS[stage];
  return [
    limitColumn(
      `${stage}Limit`,
      { zh: `${zh}环节时限`, en: `${en} limit` },
      stage === 'handling' ? '5 workingDay' : '',
      {
        also: [`${zh}时限`],
      },
    ),
    {
      key: `${stage}Person`,
      header: { zh: `${zh}责任人`, en: `${en} responsible` },
      also: [`${zh}环节责任人`, `${zh}岗责任人`],
      kind: 'name',
      most: 50,
      accepts: { zh: '最多 50 个字符；可留空', en: 'at most 50 characters; may be empty' },
      example: stage === 'handling' ? '李四' : '',
    },
  ];
};

export const matters: readonly ImportColumn[] = [
  regionOf({ zh: '部门', en: 'department' }),
  { ...departmentName, isKey: true },
  {
    key: 'code',
    header: { zh: '事项编码', en: 'matter code' },
    also: ['编码', '事项代码', 'code'],
    kind: 'code',
    isKey: true,
    most: 64,
    accepts: { zh: '1–64 个字符', en: '1–64 characters' },
    example: 'SCJG-0001',
  },
  {
    key: 'name',
    header: { zh: '事项名称', en: 'name' },
    also: ['名称', '事项', 'matter'],
    kind: 'name',
    required: true,
    most: 100,
    accepts: NAME,
    example: '食品经营许可核发',
  },
  {
    key: 'kind',
    header: { zh: '办件类型', en: 'kind' },
    also: ['类型'],
    kind: 'choice',
    choices: CASE_KINDS,
    otherwise: 'promised',
    accepts: oneOf(CASE_KINDS),
    example: 'promised',
  },
  limitColumn('promisedLimit', { zh: '承诺时限', en: 'promised limit' }, '10 workingDay', {
    required: true,
    also: ['承诺办结时限'],
  }),
  limitColumn('statutoryLimit', { zh: '法定时限', en: 'statutory limit' }, '20 workingDay', {
    required: true,
    also: ['法定办结时限'],
  }),
  ...stages.flatMap(stageColumns),
  {
    key: 'fee',
    header: { zh: '收费（元）', en: 'fee (yuan)' },
    also: ['收费', '收费标准'],
    kind: 'fee',
    accepts: {
      zh: '不收费、金额（120）或范围（100-300）；可留空，表示未登记',
      en: 'free, an amount (120) or a range (100-300); empty: not registered',
    },
    example: '0-0',
  },
  limitColumn('certificateLimit', { zh: '制证时限', en: 'certificate limit' }, '3 workingDay', {
    otherwise: '3 workingDay',
    emptyKeeps: true,
    also: ['发证时限'],
  }),
  {
    key: 'materials',
    header: { zh: '申请材料', en: 'materials' },
    also: ['材料', '材料清单'],
    kind: 'materials',
    accepts: {
      zh: '每行一份：名称｜必需或非必需｜原件、复印件、原件及复印件或电子件｜份数；最多 100 份',
      en: 'one a line: name | required or optional | original, copy, original and copy or electronic | copies; at most 100',
    },
    example: '食品经营许可申请书|required|original|1\n身份证明|required|copy|1',
  },
  {
    key: 'guide',
    header: { zh: '办事指南', en: 'guide' },
    also: ['指南', '办理指南'],
    kind: 'lines',
    most: LONGEST_GUIDE,
    accepts: {
      zh: `最多 ${LONGEST_GUIDE} 个字符；可留空`,
      en: `at most ${LONGEST_GUIDE} characters; may be empty`,
    },
    example: '到综合窗口提交材料，五个工作日后凭受理通知书领证。',
  },
  {
    key: 'legalBasis',
    header: { zh: '法律依据', en: 'legal basis' },
    also: ['设定依据', '依据'],
    kind: 'lines',
    most: LONGEST_BASIS,
    accepts: {
      zh: `最多 ${LONGEST_BASIS} 个字符；可留空`,
      en: `at most ${LONGEST_BASIS} characters; may be empty`,
    },
    example: '《中华人民共和国食品安全法》第三十五条',
  },
  {
    key: 'secrecy',
    header: { zh: '密级', en: 'secrecy' },
    kind: 'choice',
    choices: SECRECY,
    otherwise: 'none',
    accepts: {
      zh: '无（涉密事项不得登记，请从文件中删去）',
      en: 'none (secret matters must not be registered: take them out of the file)',
    },
    example: 'none',
  },
];
