/**
 * One row of each table of the published layouts, and by hand what it becomes: in the published document, and what the
 * tests hold the layouts to, field by field.
 */
import type { ProfileName } from '../../contract/profiles.ts';

export interface LayoutExample {
  readonly profile: ProfileName;
  readonly table: string;
  readonly row: Readonly<Record<string, string | number>>;
  readonly becomes: readonly Readonly<Record<string, unknown>>[];
}

const SBLSH = '4452000000120260211000017';
const PROJID = '445200260211000023';
const gdbsRow = { SBLSH, SXBM: 'SCJG-0001', XZQHDM: '445200', SJBBH: 1 };
const gdbsEvent = { caseNo: SBLSH, matterCode: 'SCJG-0001', dataVersion: 1 };
const ids = (profile: ProfileName, subject: string, version = 1) => ({
  eventId: `${profile}/${subject}/${version}`,
  recordKey: subject,
});
const stepRow = { PROJID, REGION_ID: '445200', DATAVER: 1 };
const stepEvent = { caseNo: PROJID, dataVersion: 1 };

export const examples: readonly LayoutExample[] = [
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_SB' },
    row: { ...gdbsRow, SQRMC: '张三', SBSJ: '2026-02-11 15:02:11', CKFWRYZJXM: '李四', BZ: '窗口申办' },
    becomes: [
      {
        ...{
          ...gdbsEvent,
          ...ids('gdbs', `SB/${SBLSH}`),
          type: 'stage',
          stage: 'received',
          applicant: '张三',
        },
        ...{ clerk: '李四', remark: '窗口申办', occurredAt: '2026-02-11T07:02:11.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_WSYSL' },
    row: { ...gdbsRow, BLRXM: '李四', YSLZTDM: '1', YSLSJ: '2026-02-11 15:10:00' },
    becomes: [
      {
        ...{
          ...gdbsEvent,
          ...ids('gdbs', `WSYSL/${SBLSH}`),
          type: 'stage',
          stage: 'received',
          clerk: '李四',
        },
        occurredAt: '2026-02-11T07:10:00.000Z',
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_SL' },
    row: { ...gdbsRow, BLRXM: '李四', SLZTDM: '1', SLHZH: 'SL20260211001', SLSJ: '2026-02-11 15:20:00' },
    becomes: [
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `SL/${SBLSH}`), type: 'stage', stage: 'accepted', clerk: '李四' },
        ...{ receiptNo: 'SL20260211001', occurredAt: '2026-02-11T07:20:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_SPCL' },
    row: {
      ...{ ...gdbsRow, SPHJDM: '1', SPBZH: '1', SPRXM: '王五', SPYJ: '材料齐全', SPHJZTDM: '1' },
      ...{ JSSJ: '2026-02-11 15:25:00', SPSJ: '2026-02-11 17:05:00' },
    },
    becomes: [
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `SPCL/${SBLSH}/1/1/start`), type: 'stage', stage: 'handling' },
        ...{ clerk: '王五', remark: '材料齐全', occurredAt: '2026-02-11T07:25:00.000Z' },
      },
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `SPCL/${SBLSH}/1/1`), type: 'stage', stage: 'handling' },
        ...{ result: 'agreed', clerk: '王五', remark: '材料齐全', occurredAt: '2026-02-11T09:05:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_BJGZ' },
    row: {
      ...gdbsRow,
      XH: '1',
      BJGZFCRXM: '李四',
      BJGZYY: '缺营业执照复印件',
      BJGZSJ: '2026-02-12 09:00:00',
    },
    becomes: [
      {
        ...{
          ...gdbsEvent,
          ...ids('gdbs', `BJGZ/${SBLSH}/1`),
          type: 'correctionAsked',
          no: '1',
          clerk: '李四',
        },
        ...{ reason: '缺营业执照复印件', occurredAt: '2026-02-12T01:00:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_BJSL' },
    row: { ...gdbsRow, XH: '1', BJSLBLRXM: '李四', BJSJ: '2026-02-12 10:00:00' },
    becomes: [
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `BJSL/${SBLSH}/1`), type: 'correctionReceived', no: '1' },
        ...{ clerk: '李四', occurredAt: '2026-02-12T02:00:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_TBCXSQ' },
    row: {
      ...{ ...gdbsRow, XH: '1', TBCXZL: 'B', TBCXZLMC: '现场核查', TBCXPZR: '赵局长' },
      ...{ TBCXQDLY: '食品安全法第三十五条', TBCXSX: 5, TBCXSXDW: 'G', TBCXKSRQ: '2026-02-12 10:30:00' },
    },
    becomes: [
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `TBCXSQ/${SBLSH}/1`), type: 'specialProcedure', no: '1' },
        ...{ kind: '现场核查', approver: '赵局长', ground: '食品安全法第三十五条' },
        ...{ applied: { value: 5, unit: 'workingDay' }, occurredAt: '2026-02-12T02:30:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_TBCXJG' },
    row: { ...gdbsRow, XH: '1', JGCSRQ: '2026-02-12 15:00:00', TBCXJSRQ: '2026-02-12 15:30:00' },
    becomes: [
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `TBCXJG/${SBLSH}/1`), type: 'specialProcedureEnded', no: '1' },
        occurredAt: '2026-02-12T07:30:00.000Z',
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_BJ' },
    row: {
      ...{ ...gdbsRow, BJJGDM: '0', BJJGMS: '准予许可', ZJBH: 'JY14452000012345', SFJE: '120.50' },
      ...{ BJSJ: '2026-02-12 16:00:00', CKFWRYZJXM: '李四' },
    },
    becomes: [
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `BJ/${SBLSH}`), type: 'stage', stage: 'completed' },
        ...{ outcome: 'certificate', remark: '准予许可', certificateNo: 'JY14452000012345', fee: 120.5 },
        ...{ clerk: '李四', occurredAt: '2026-02-12T08:00:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'gdbs', table: 'EX_GDBS_LQDJ' },
    row: { ...gdbsRow, LQFS: '窗口领取', LQSJ: '2026-02-12 16:30:00' },
    becomes: [
      {
        ...{ ...gdbsEvent, ...ids('gdbs', `LQDJ/${SBLSH}`), type: 'collected', method: '窗口领取' },
        occurredAt: '2026-02-12T08:30:00.000Z',
      },
    ],
  },
  {
    ...{ profile: 'step', table: 'EA_JC_STEP_BASICINFO' },
    row: {
      ...{ ...stepRow, ITEMNO: 'SCJG-0001', APPLICANT: '张三', APPROVALTYPE: '2', TRANSACTOR: '李四' },
      ...{ PROMISETIMELIMIT: 10, PROMISETIMEUNIT: '1', OCCURTIME: '2026-02-11 15:20:00' },
    },
    becomes: [
      {
        ...{ ...stepEvent, ...ids('step', `BASICINFO/${PROJID}`), type: 'stage', stage: 'accepted' },
        ...{ matterCode: 'SCJG-0001', applicant: '张三', kind: 'promised', clerk: '李四' },
        occurredAt: '2026-02-11T07:20:00.000Z',
      },
    ],
  },
  {
    ...{ profile: 'step', table: 'EA_JC_STEP_PROC' },
    row: {
      ...{ ...stepRow, SN: 2, NODENAME: '审核', NODESTATE: '02', NODERESULT: '1', NODEPROCERNAME: '王五' },
      ...{ NODEADV: '同意', NODESTARTTIME: '2026-02-11 15:30:00', NODEENDTIME: '2026-02-11 17:00:00' },
    },
    becomes: [
      {
        ...{ ...stepEvent, ...ids('step', `PROC/${PROJID}/2/start`), type: 'stage', stage: 'review' },
        ...{ clerk: '王五', remark: '同意', occurredAt: '2026-02-11T07:30:00.000Z' },
      },
      {
        ...{ ...stepEvent, ...ids('step', `PROC/${PROJID}/2`), type: 'stage', stage: 'review' },
        ...{ result: 'agreed', clerk: '王五', remark: '同意', occurredAt: '2026-02-11T09:00:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'step', table: 'EA_JC_STEP_SPECIALNODE' },
    row: {
      ...{ ...stepRow, SN: 1, NODERESULT: '2', PROCERNAME: '王五', NODEPROCACCORD: '行政许可法第四十六条' },
      ...{ NODESTARTTIME: '2026-02-12 09:00:00', NODEENDTIME: '2026-02-12 15:00:00' },
    },
    becomes: [
      {
        ...{
          ...stepEvent,
          ...ids('step', `SPECIALNODE/${PROJID}/1/start`),
          type: 'specialProcedure',
          no: '1',
        },
        ...{
          kind: '听证',
          ground: '行政许可法第四十六条',
          clerk: '王五',
          occurredAt: '2026-02-12T01:00:00.000Z',
        },
      },
      {
        ...{
          ...stepEvent,
          ...ids('step', `SPECIALNODE/${PROJID}/1`),
          type: 'specialProcedureEnded',
          no: '1',
        },
        ...{ clerk: '王五', occurredAt: '2026-02-12T07:00:00.000Z' },
      },
    ],
  },
  {
    ...{ profile: 'step', table: 'EA_JC_STEP_DONE' },
    row: {
      ...{ ...stepRow, DONERESULT: '0', CERTIFICATENO: 'JY14452000012346', FEE: 0, TRANSACTOR: '李四' },
      OCCURTIME: '2026-02-12 16:00:00',
    },
    becomes: [
      {
        ...{ ...stepEvent, ...ids('step', `DONE/${PROJID}`), type: 'stage', stage: 'completed' },
        ...{ outcome: 'certificate', certificateNo: 'JY14452000012346', fee: 0, clerk: '李四' },
        occurredAt: '2026-02-12T08:00:00.000Z',
      },
    ],
  },
];
