/**
 * What can happen, and wait, at the desk, kind by kind, as SQL that one query is made of: each in the terms of its own
 * slice's tables, narrowed to what the asker sees.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Permission } from '../contract/access.ts';
import type { DutyItemKind } from '../contract/duty.ts';
import { leadSeen } from '../leads/index.ts';
import { patrolVisible } from '../patrols/index.ts';
import { cameraVisible, caseVisible, departmentOwned, type Visible, windowVisible } from '../places/index.ts';

export interface DutySource {
  readonly kind: Exclude<DutyItemKind, 'handover'>;
  /** Who lacks it anywhere is told nothing of the kind. */
  readonly permission: Permission;
  readonly from: RawBuilder<unknown>;
  readonly visible: (visible: Visible) => RawBuilder<boolean>;
  readonly id: RawBuilder<unknown>;
  /** When it happened, with an index behind it. */
  readonly at: RawBuilder<Date>;
  readonly urgent: RawBuilder<boolean>;
  /** A JSON object; nothing of an applicant. */
  readonly values: RawBuilder<unknown>;
  readonly takenBy: RawBuilder<unknown>;
  /** It waits for this person, or for anybody. */
  readonly open: (user: { readonly id: string; readonly username: string }) => RawBuilder<boolean>;
  readonly link: (id: string) => string;
}

const none = sql`null::text`;

const cards: DutySource = {
  kind: 'card',
  permission: 'alerts:read',
  from: sql`alert a join rule_version r on r.id = a.rule_id join case_record c on c.id = a.case_id
    join matter m on m.id = c.matter_id join department d on d.id = a.department_id
    left join hall h on h.id = a.hall_id`,
  visible: (visible) =>
    caseVisible(visible, {
      ...{ caseId: sql`a.case_id`, departmentId: sql`a.department_id`, regionCode: sql`d.region_code` },
    }),
  id: sql`a.id`,
  at: sql<Date>`a.created_at`,
  urgent: sql<boolean>`a.level = 'red'`,
  values: sql`jsonb_build_object('level', a.level, 'state', a.state, 'ruleName', r.body->>'name', 'caseNo', c.case_no,
    'matterName', m.name, 'departmentName', d.name, 'hallName', h.name)`,
  takenBy: none,
  open: () => sql<boolean>`a.urgency < 10`,
  link: (id) => `/alerts/${id}`,
};

const leads: DutySource = {
  kind: 'lead',
  permission: 'leads:read',
  from: sql`lead l left join hall_window w on w.id = l.window_id
    left join hall h on h.id = coalesce(l.hall_id, w.hall_id)
    left join department d on d.id = l.department_id left join case_record c on c.id = l.case_id
    left join department cd on cd.id = c.department_id left join user_account u on u.id = l.watcher_id`,
  visible: leadSeen,
  id: sql`l.id`,
  at: sql<Date>`l.raised_at`,
  urgent: sql<boolean>`l.strength >= 70`,
  values: sql`jsonb_build_object('leadKind', l.kind, 'strength', l.strength, 'hallName', h.name, 'windowCode', w.code,
    'departmentName', d.name, 'caseNo', c.case_no)`,
  takenBy: sql`u.display_name`,
  open: ({ id }) => sql<boolean>`(l.state = 'new' or (l.state = 'watched' and l.watcher_id = ${id}))`,
  link: (id) => `/leads/${id}`,
};

const alarms: DutySource = {
  kind: 'alarm',
  permission: 'health:read',
  from: sql`alarm a join hall h on h.id = a.hall_id left join camera c on c.id = a.camera_id
    left join user_account u on u.username = a.taken_by`,
  visible: (visible) => cameraVisible(visible, sql`a.camera_id`, sql`a.hall_id`),
  id: sql`a.id`,
  at: sql<Date>`a.raised_at`,
  urgent: sql<boolean>`a.camera_id is null`,
  values: sql`jsonb_build_object('fault', a.fault, 'hallName', h.name, 'cameraName', c.name)`,
  takenBy: sql`coalesce(u.display_name, a.taken_by)`,
  open: ({ username }) =>
    sql<boolean>`(a.closed_at is null and a.cleared_at is null and not a.quiet
      and (a.taken_by is null or a.taken_by = ${username}))`,
  link: () => '/health',
};

const feeds: DutySource = {
  kind: 'feed',
  permission: 'exchange:read',
  from: sql`feed_alarm fa join feed f on f.source = fa.source join department d on d.id = f.department_id`,
  visible: (visible) => departmentOwned(visible, sql`f.department_id`, sql`d.region_code`),
  id: sql`fa.id`,
  at: sql<Date>`fa.since`,
  urgent: sql<boolean>`false`,
  values: sql`jsonb_build_object('trouble', fa.fault, 'amount', fa.amount, 'source', fa.source, 'departmentName', d.name)`,
  takenBy: none,
  open: () => sql<boolean>`fa.until is null`,
  link: () => '/exchange/feeds',
};

const findings: DutySource = {
  kind: 'finding',
  permission: 'findings:read',
  from: sql`finding f join hall h on h.id = f.hall_id join hall_window w on w.id = f.window_id
    left join department d on d.id = f.department_id left join user_account u on u.id = f.noted_by`,
  visible: (visible) => windowVisible(visible, sql`f.hall_id`, sql`f.department_id`),
  id: sql`f.id`,
  at: sql<Date>`f.noted_at`,
  urgent: sql<boolean>`f.overdue`,
  values: sql`jsonb_build_object('findingKind', f.kind, 'state', f.state, 'hallName', h.name, 'windowCode', w.code,
    'departmentName', d.name)`,
  takenBy: sql`coalesce(u.display_name, f.noted_by_name)`,
  // A reply waits for whoever decides, what was noted for whoever noted it.
  open: ({ id }) =>
    sql<boolean>`(f.state = 'replied' or f.overdue or (f.state = 'noted' and f.noted_by = ${id}))`,
  link: (id) => `/findings/${id}`,
};

const rounds: DutySource = {
  kind: 'round',
  permission: 'patrols:read',
  from: sql`patrol_round r left join user_account u on u.id = r.officer_id`,
  visible: (visible) => patrolVisible(visible, { regionCode: sql`r.region_code`, hallIds: sql`r.hall_ids` }),
  id: sql`r.id`,
  at: sql<Date>`r.due_at`,
  urgent: sql<boolean>`r.state = 'missed'`,
  values: sql`jsonb_build_object('planName', r.plan_name, 'state', r.state)`,
  takenBy: sql`coalesce(u.display_name, r.officer_name)`,
  open: ({ id }) => sql<boolean>`(r.state = 'due' or (r.state = 'walking' and r.officer_id = ${id}))`,
  link: (id) => `/patrols/rounds/${id}`,
};

export const DUTY_SOURCES: readonly DutySource[] = [cards, leads, alarms, rounds, findings, feeds];
