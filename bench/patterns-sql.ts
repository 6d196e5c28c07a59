/** Of two customers the one that was known later, while neither is voided. */
const IS_LATER = `(d.known_at, d.id) < (c.known_at, c.id) and c.voided_at is null and d.voided_at is null`

/**
 * The rules that compare with the past, with others or across customers, as questions to PostgreSQL; the
 * parameters are those of `rules-sql.ts`. Rules about tables that are empty in this company (quotes, orders,
 * contracts, bills, complaints, the register) are asked nothing here: the product is not helped by them.
 */
export const PATTERNS_SQL: Readonly<Record<string, string>> = {
  'new-customers-below-last-year': `
    select $1::uuid as id, now as value, before * 0.7 as line, null::numeric as money from (
      select count(*) filter (where created_on > $3::date - 28) as now,
        count(*) filter (where created_on <= ($3::date - interval '1 year')::date
          and created_on > ($3::date - interval '1 year')::date - 28) as before
      from customer where org_id = $1 and voided_at is null and created_on <= $3::date) x
    where before >= 12 and now < before * 0.7`,
  'enquiries-drop': `
    select $1::uuid as id, now as value, before * 0.6 / 3 as line, null::numeric as money from (
      select count(*) filter (where occurred_on > $3::date - 28) as now,
        count(*) filter (where occurred_on <= $3::date - 28) as before
      from stage_change where org_id = $1 and voided_at is null and from_stage_id is null
        and occurred_on > $3::date - 112 and occurred_on <= $3::date) x
    where before >= 12 and now < before * 0.6 / 3`,
  'lost-to-competitors-rise': `
    select $1::uuid as id, num[1] * 10000.0 / nullif(den[1], 0) as value,
      (select avg(num[k] * 10000.0 / den[k]) * 1.3 from generate_series(2, 3) k where den[k] > 0) as line, null::numeric as money
    from (select array_agg(n.num order by k) as num, array_agg(n.den order by k) as den
      from generate_series(0, 2) k cross join lateral (
        select count(*) filter (where s.competitor <> '' and t.kind = 'lost') as num, count(*) as den
        from stage_change s join stage t on t.org_id = s.org_id and t.id = s.to_stage_id and t.kind in ('won', 'lost')
        where s.org_id = $1 and s.voided_at is null and s.occurred_on > $3::date - 90 * (k + 1)
          and s.occurred_on <= $3::date - 90 * k) n) x
    where num[1] * 10000.0 / nullif(den[1], 0) >
      (select avg(num[k] * 10000.0 / den[k]) * 1.3 from generate_series(2, 3) k where den[k] > 0)`,
  'rep-follow-ups-behind-team': `
    with weekly as (
      select u.user_id as id, p.department_id as team, count(a.id)::numeric as n from user_role u
      join app_user p on p.org_id = u.org_id and p.id = u.user_id
      left join activity a on a.org_id = u.org_id and a.user_id = u.user_id and a.voided_at is null
        and a.occurred_on > $3::date - 7 and a.occurred_on <= $3::date
      where u.org_id = $1 and u.role = 'rep' group by 1, 2)
    select w.id, w.n as value, l.line, null::numeric as money from weekly w cross join lateral (
      select (percentile_cont(0.1) within group (order by o.n) * 0.8)::numeric as line
      from weekly o where o.team = w.team and o.id <> w.id having count(*) >= 4) l
    where w.n < l.line`,
  'customer-entered-twice': `
    select id, count(distinct other) as value, 0 as line, null::numeric as money from (
      select c.id, d.id as other from customer c join customer d on d.org_id = c.org_id and d.uscc = c.uscc
      where c.org_id = $1 and c.uscc <> '' and ${IS_LATER}
      union all select c.id, d.id from customer c join customer d on d.org_id = c.org_id and d.phone = c.phone
      where c.org_id = $1 and c.phone <> '' and ${IS_LATER}
      union all select c.id, d.id from customer_search_key s
      join customer_search_key t on t.org_id = s.org_id and t.key = s.key and t.customer_id <> s.customer_id
      join customer c on c.org_id = s.org_id and c.id = s.customer_id
      join customer d on d.org_id = t.org_id and d.id = t.customer_id
      where s.org_id = $1 and s.key like '=%' and t.key like '=%' and ${IS_LATER}) p
    group by 1`,
  'limitation-180': ofLimitation('between 91 and 180'),
  'limitation-90': ofLimitation('between 31 and 90'),
  'limitation-30': ofLimitation('<= 30'),
  'rep-follow-ups-unusual': ofWeeks(`
    select a.user_id as id, ${WEEK('a.occurred_on')} as week, count(*) as n
    from activity a join user_role u on u.org_id = a.org_id and u.user_id = a.user_id and u.role = 'rep'
    where a.org_id = $1 and a.voided_at is null and a.occurred_on <= $3::date group by 1, 2`),
  'team-follow-ups-unusual': ofWeeks(`
    select p.department_id as id, ${WEEK('a.occurred_on')} as week, count(*) as n
    from activity a join app_user p on p.org_id = a.org_id and p.id = a.user_id
    where a.org_id = $1 and a.voided_at is null and a.occurred_on <= $3::date and p.department_id is not null group by 1, 2`),
  'company-conversion-unusual': ofWeeks(`
    select $1::uuid as id, ${WEEK('s.occurred_on')} as week,
      count(*) filter (where t.kind <> 'lost') * 10000.0 / count(*) as n
    from stage_change s join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
    join stage f on f.org_id = s.org_id and f.id = s.from_stage_id
    where s.org_id = $1 and s.voided_at is null and f.kind = 'open' and (t.kind <> 'open' or t.position > f.position)
      and s.occurred_on <= $3::date group by 1, 2`),
  'company-overdue-share-unusual': ofWeeks(
    `
    select $1::uuid as id, week, sum(late) over w * 10000.0 / nullif(sum(owed) over w, 0) as n from (
      select ${WEEK('day')} as week, sum(owed) as owed, sum(late) as late from (
        select occurred_on as day, sum(amount_fen) as owed, 0 as late from instalment
        where org_id = $1 and voided_at is null group by 1
        union all select due_on + 1, 0, sum(amount_fen) from instalment
        where org_id = $1 and voided_at is null group by 1
        union all select occurred_on, -sum(amount_fen), 0 from allocation
        where org_id = $1 and voided_at is null group by 1
        union all select greatest(a.occurred_on, i.due_on + 1), 0, -sum(a.amount_fen) from allocation a
        join instalment i on i.id = a.instalment_id
        where a.org_id = $1 and a.voided_at is null group by 1) moves where day <= $3::date group by 1) weeks
    window w as (order by week)`,
    '>',
  ),
}

/**
 * Asked for what they read, two years in weeks and how far they scatter; the odds that the product works out
 * from them have no counterpart in SQL, nor has the weighing of names that are alike. They find nothing that
 * could be held against the product's findings, and store nothing.
 */
export const READ_ALONE: ReadonlySet<string> = new Set([
  'customer-entered-twice',
  'rep-follow-ups-unusual',
  'team-follow-ups-unusual',
  'company-conversion-unusual',
  'company-overdue-share-unusual',
])

/** The week of a day up to the last Sunday: 0 is the newest one, the one before it −1. */
function WEEK(day: string): string {
  return `(${day} - $3::date) / 7`
}

function ofWeeks(series: string, compare: '<' | '>' = '<'): string {
  const scatter = compare === '<' ? 'x.mean - 3 * x.sd' : 'x.mean + 3 * x.sd'
  return `
    select x.id, x.now as value, ${scatter} as line, null::numeric as money from (
      select id, max(n) filter (where week = 0) as now, avg(n) filter (where week < 0) as mean,
        stddev_samp(n) filter (where week < 0) as sd, count(*) as weeks
      from (${series}) s where week > -104 group by 1) x
    where x.weeks >= 12 and x.now ${compare} ${scatter}`
}

/** Three years from the due day, or the newest payment or promise; who is due later need not be asked. */
function ofLimitation(holds: string): string {
  const left = `((greatest(i.due_on, a.last_on, n.last_on) + interval '3 years')::date - $2::date)`
  return `
    select i.id, ${left} as value, 0 as line, i.open_fen::numeric as money from instalment i
    left join lateral (select max(a.occurred_on) as last_on from allocation a
      join payment p on p.org_id = a.org_id and p.id = a.payment_id and p.kind = 'payment'
      where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null) a on true
    left join lateral (select max(n.occurred_on) as last_on from activity n
      where n.org_id = i.org_id and n.customer_id = i.customer_id and n.promised_on is not null and n.voided_at is null
        and n.occurred_on >= i.occurred_on) n on true
    where i.org_id = $1 and i.voided_at is null and i.open_fen > 0
      and i.due_on <= ($2::date + 180 - interval '3 years')::date and ${left} ${holds}`
}
