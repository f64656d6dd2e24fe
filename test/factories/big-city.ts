/**
 * A city as large as they get, written straight into the tables: 100 halls, 10,000 windows, 5,000 cameras, 400
 * departments and 8,000 matters in Jieyang's regions. The same at every run. Names follow real patterns, so that
 * searching meets what it would meet: many "服务窗口", few "普宁市市场监督管理局".
 */
import { sql } from 'kysely';
import type { Db } from '../../server/platform/db/connect.ts';

export interface BigCitySize {
  readonly windowsAHall: number;
  readonly camerasAHall: number;
}

const WHOLE: BigCitySize = { windowsAHall: 100, camerasAHall: 50 };

const ORGANS = [
  ...[
    '市场监督管理局',
    '行政审批局',
    '公安局',
    '人力资源和社会保障局',
    '税务局',
    '自然资源局',
    '民政局',
    '交通运输局',
  ],
  ...[
    '住房和城乡建设局',
    '卫生健康局',
    '教育局',
    '农业农村局',
    '水利局',
    '生态环境局',
    '应急管理局',
    '司法局',
  ],
  ...['文化广电旅游体育局', '医疗保障局', '商务局', '发展和改革局', '财政局', '林业局', '审计局', '统计局'],
  ...[
    '退役军人事务局',
    '城市管理和综合执法局',
    '政务服务数据管理局',
    '档案局',
    '气象局',
    '供电局',
    '自来水公司',
  ],
  ...[
    '住房公积金管理中心',
    '不动产登记中心',
    '中国银行支行',
    '邮政局',
    '烟草专卖局',
    '消防救援大队',
    '残疾人联合会',
  ],
  ...['民族宗教事务局', '侨务局'],
];
const AFFAIRS = [
  ...['企业开办', '食品经营许可', '社会保险登记', '不动产转移登记', '户籍迁移', '出入境证件', '车辆年检'],
  ...['税务登记注销', '施工许可', '医保报销', '公积金提取', '结婚登记', '律师执业', '排污许可', '取水许可'],
  ...['综合受理', '统一出件', '帮办代办', '跨省通办', '投诉咨询'],
];
const SPOTS = ['东侧', '西侧', '正门', '取号区', '等候区', '自助区', '受理区', '出件区', '咨询台', '二楼'];

/** Returns the ids that questions are asked about. */
export async function seedBigCity(
  db: Db,
  size: BigCitySize = WHOLE,
): Promise<{ hallId: string; departmentId: string }> {
  const list = (all: readonly string[]) => sql`${[...all]}::text[]`;
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into region (code, name, level, parent_code) values
        ('440000', '广东省', 'province', null), ('445200', '揭阳市', 'city', '440000'),
        ('445202', '榕城区', 'county', '445200'), ('445203', '揭东区', 'county', '445200'),
        ('445222', '揭西县', 'county', '445200'), ('445224', '惠来县', 'county', '445200'),
        ('445281', '普宁市', 'county', '445200')
      on conflict do nothing`.execute(trx);
    // Eighteen townships a county.
    await sql`
      insert into region (code, name, level, parent_code)
      select c.code || lpad((100 + n)::text, 3, '0'), c.name || '第' || n || '镇', 'township', c.code
      from region c, generate_series(1, 18) n where c.level = 'county' on conflict do nothing`.execute(trx);
    await sql`
      insert into department (region_code, name, uscc)
      select r.code, r.name || o.name, '1144' || r.code || lpad((r.n * 100 + o.n)::text, 8, '0')
      from (select code, name, row_number() over (order by code) as n from region where level in ('city', 'county')) r,
        unnest(${list(ORGANS)}) with ordinality as o (name, n) on conflict do nothing`.execute(trx);
    await sql`
      insert into hall (region_code, name, address)
      select code, name || case level when 'township' then '便民服务中心' else '政务服务中心' end, name || '建设路' || length(code) || '号'
      from region where level <> 'province' on conflict do nothing`.execute(trx);
    // A hundred halls in all: the city's and the counties' have a second site.
    await sql`
      insert into hall (region_code, name)
      select code, name || '政务服务中心分厅' from region where level in ('city', 'county')
      order by code limit greatest(0, 100 - (select count(*) from hall))`.execute(trx);
    await sql`
      insert into hall_window (hall_id, department_id, code, name)
      select h.id, d.id, chr(65 + (s.at / 50)::int) || lpad((s.at % 50)::text, 2, '0'),
        a.name || '窗口'
      from (select h.id, h.region_code, row_number() over (order by h.region_code, h.name) as at,
          case when length(h.region_code) = 9 then left(h.region_code, 6) else h.region_code end as seat from hall h) h
        cross join generate_series(0, ${size.windowsAHall - 1}::int) s (at)
        join (select id, region_code, row_number() over (partition by region_code order by name) as n from department) d
          on d.region_code = h.seat and d.n = 1 + (s.at * 7 + h.at) % ${ORGANS.length}
        join unnest(${list(AFFAIRS)}) with ordinality as a (name, n) on a.n = 1 + (s.at * 3 + h.at) % ${AFFAIRS.length}
      on conflict do nothing`.execute(trx);
    await sql`
      insert into camera (hall_id, name)
      select h.id, s.name || lpad(g.n::text, 2, '0') || '号机'
      from hall h cross join generate_series(1, ${size.camerasAHall}::int) g (n)
        join unnest(${list(SPOTS)}) with ordinality as s (name, n) on s.n = 1 + g.n % ${SPOTS.length}
      on conflict do nothing`.execute(trx);
    await sql`
      insert into camera_profile (camera_id, profile, url)
      select c.id, p, 'rtsp://10.' || (c.n / 65536) % 256 || '.' || (c.n / 256) % 256 || '.' || c.n % 256 || ':554/' || p
      from (select id, row_number() over (order by id) as n from camera) c, unnest(array['main', 'sub']) p
      on conflict do nothing`.execute(trx);
    // Each camera sees two windows; one window in ten is seen by none.
    await sql`
      insert into placement (camera_id, window_id, clerk_zone, valid_from)
      select c.id, w.id, '[{"x":0,"y":0},{"x":0.5,"y":0},{"x":0.5,"y":0.5}]', now()
      from (select id, hall_id, row_number() over (partition by hall_id order by name) as n from camera) c
        join (select id, hall_id, row_number() over (partition by hall_id order by code) as n from hall_window) w
          on w.hall_id = c.hall_id and (w.n = c.n * 2 or w.n = c.n * 2 - 1)
      where w.n % 10 <> 0 on conflict do nothing`.execute(trx);
    await sql`
      with made as (
        insert into matter (department_id, code, name, kind)
        select d.id, 'M' || lpad(a.n::text, 4, '0'), a.name, 'promised'
        from department d, unnest(${list(AFFAIRS)}) with ordinality as a (name, n) on conflict do nothing
        returning id, name, kind)
      insert into matter_version (matter_id, version, valid_from, name, kind, promised_value, promised_unit,
        statutory_value, statutory_unit, changed_at, changed_by)
      select id, 1, '-infinity', name, kind, 5, 'workingDay', 20, 'workingDay', now(), 'bench' from made`.execute(
      trx,
    );
  });
  await sql`analyze`.execute(db);
  const { rows } = await sql<{ hallId: string; departmentId: string }>`
    select (select id from hall where name = '揭阳市政务服务中心') as "hallId",
      (select id from department where name = '普宁市市场监督管理局') as "departmentId"`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the big city was not written');
  return row;
}
