/**
 * The question of the rules of the pack that look at one subject and its own facts, written by hand for
 * PostgreSQL as somebody would who had only this to do: who is over the line now? Parameters: $1
 * organisation, $2 today, $3 the last Sunday (rules on the weekly grid speak from it), $4 yesterday (daily
 * grid). Each gives subject, value, line and money.
 */
export const RULES_SQL: Readonly<Record<string, string>> = {
  'deal-no-follow-up': ofDeals(`greatest(a.last_on, m.last_on)`, '7'),
  'deal-stuck-in-stage': ofDeals(`m.entered_on`, `coalesce(s.norm_days, 30)`),
  'deal-too-old': ofDeals(`m.first_on`, '180'),
  'key-customer-no-follow-up': customersWithout('key', 7),
  'customer-no-follow-up': customersWithout('normal', 30),
  'customer-contacts-drop': `
    select c.id, a.now as value, a.before * 0.4 / 3 as line, null::numeric as money
    from customer c join (
      select customer_id, count(*) filter (where occurred_on > $3::date - 28) as now,
        count(*) filter (where occurred_on <= $3::date - 28) as before
      from activity where org_id = $1 and voided_at is null and occurred_on > $3::date - 112 and occurred_on <= $3::date
      group by 1) a on a.customer_id = c.id
    where c.org_id = $1 and c.voided_at is null and c.key_level = 'key' and a.before >= 9 and a.now < a.before * 0.4 / 3`,
  'key-customer-without-responsible': `
    select c.id, 0 as value, 1 as line, null::numeric as money
    from customer c left join app_user u on u.org_id = c.org_id and u.id = c.responsible_id
    where c.org_id = $1 and c.voided_at is null and c.key_level = 'key' and u.status is distinct from 'active'`,
  'order-interval-stretched': `
    select customer_id as id, $2::date - last_on as value, line, null::numeric as money from (
      select customer_id, max(occurred_on) as last_on,
        greatest(case when stddev_pop(gap) < avg(gap) / 2 then 1.5 else 2 end * percentile_cont(0.5) within group (order by gap),
          percentile_cont(0.9) within group (order by gap), 14) as line
      from (select customer_id, occurred_on, occurred_on - lag(occurred_on) over (partition by customer_id order by occurred_on) as gap
        from (select distinct customer_id, occurred_on from invoice
          where org_id = $1 and voided_at is null and kind = 'invoice' and occurred_on <= $2::date) d) g
      group by customer_id having count(gap) >= 3) x
    where $2::date - last_on > line`,
  'customer-overdue': `
    select customer_id as id, sum(open_fen) as value, 0 as line, sum(open_fen) as money from instalment
    where org_id = $1 and voided_at is null and open_fen > 0 and due_on < $2::date group by 1`,
  'term-drift': `
    select t.customer_id as id, t.days as value, coalesce(c.term_days * 1.5, 45) as line, null::numeric as money
    from (
      select a.customer_id, count(*) as n,
        round(sum(a.amount_fen * greatest(a.occurred_on - v.occurred_on, 0)) / sum(a.amount_fen)) as days
      from allocation a
      join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
      join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      join payment p on p.org_id = a.org_id and p.id = a.payment_id
      where a.org_id = $1 and a.voided_at is null and a.occurred_on > $2::date - 90 and a.occurred_on <= $2::date
        and p.kind = 'payment' and v.kind = 'invoice'
      group by 1) t
    join customer c on c.org_id = $1 and c.id = t.customer_id
    where t.n >= 2 and t.days > coalesce(c.term_days * 1.5, 45) and exists (select 1 from instalment i
      where i.org_id = $1 and i.customer_id = c.id and i.voided_at is null and i.open_fen > 0)`,
  'over-limit': `
    select c.id, round((o.fen - coalesce(p.fen, 0)) * 10000 / greatest(c.limit_fen, 1)) as value, 10000 as line, o.fen as money
    from customer c
    join (select customer_id, sum(amount_fen) as fen from instalment
      where org_id = $1 and voided_at is null and occurred_on <= $2::date group by 1) o on o.customer_id = c.id
    left join (select customer_id, sum(amount_fen) as fen from payment
      where org_id = $1 and voided_at is null and occurred_on <= $2::date group by 1) p on p.customer_id = c.id
    where c.org_id = $1 and c.voided_at is null and c.limit_fen is not null
      and round((o.fen - coalesce(p.fen, 0)) * 10000 / greatest(c.limit_fen, 1)) > 10000`,
  'instalment-due-soon': ofInstalments(`i.due_on - $2::date`, 'between 1 and 10'),
  'instalment-due-today': ofInstalments(`$2::date - i.due_on`, '= 0'),
  'instalment-overdue-1': ofInstalments(`$2::date - i.due_on`, 'between 1 and 6'),
  'instalment-overdue-7': ofInstalments(`$2::date - i.due_on`, 'between 7 and 14'),
  'instalment-overdue-15': ofInstalments(`$2::date - i.due_on`, 'between 15 and 29'),
  'instalment-overdue-30': ofInstalments(`$2::date - i.due_on`, 'between 30 and 59'),
  'instalment-overdue-60': ofInstalments(`$2::date - i.due_on`, '>= 60'),
  'rep-contacts-drop': `
    select user_id as id, now as value, before * 0.5 / 8 as line, null::numeric as money from (
      select user_id, count(*) filter (where occurred_on > $3::date - 7) as now,
        count(*) filter (where occurred_on <= $3::date - 7) as before
      from activity where org_id = $1 and voided_at is null and occurred_on > $3::date - 63 and occurred_on <= $3::date
      group by 1) x
    where before >= 24 and now < before * 0.5 / 8`,
  'bookings-behind-target': behindTarget('bookings'),
  'collections-behind-target': behindTarget('collections'),
  concentration: ofCompany(`
    select round(max(fen) * 10000 / sum(fen)) as value, 3000 as line, sum(fen) as money from (
      select customer_id, sum(open_fen) as fen from instalment
      where org_id = $1 and voided_at is null and open_fen > 0 and occurred_on <= $4::date group by 1) x`),
  'overdue-share': ofCompany(`
    select round(coalesce(sum(open_fen) filter (where due_on < $4::date), 0) * 10000 / nullif(sum(open_fen), 0)) as value,
      3000 as line, sum(open_fen) filter (where due_on < $4::date) as money
    from instalment where org_id = $1 and voided_at is null and open_fen > 0 and occurred_on <= $4::date`),
  'late-orders': ofCompany(`
    select round(count(*) filter (where late) * 10000.0 / nullif(count(*), 0)) as value, 1400 as line, null::numeric as money
    from (
      select coalesce(v.order_id, v.id) as one, bool_or(i.open_fen > 0 and i.due_on < $4::date) as late
      from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      where i.org_id = $1 and i.voided_at is null and i.occurred_on <= $4::date and i.due_on < $4::date
      group by 1 having min(i.due_on) >= $4::date - 365) x
    having count(*) >= 10`),
  'stage-conversion-below-mean': ofCompany(
    `
    select round(num[1] * 10000.0 / nullif(den[1], 0)) as value,
      (select avg(round(num[k] * 10000.0 / den[k])) from generate_series(2, 4) k where den[k] > 0) as line, null::numeric as money
    from (select array_agg(n.num order by k) as num, array_agg(n.den order by k) as den
      from generate_series(0, 3) k cross join lateral (
        select count(*) filter (where t.kind <> 'lost') as num, count(*) as den
        from stage_change s join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
        join stage f on f.org_id = s.org_id and f.id = s.from_stage_id
        where s.org_id = $1 and s.voided_at is null and f.kind = 'open' and (t.kind <> 'open' or t.position > f.position)
          and s.occurred_on > $3::date - 30 * (k + 1) and s.occurred_on <= $3::date - 30 * k) n) x`,
    '<',
  ),
  'one-stage-below-its-mean': `
    select x.id, x.value, x.line, x.money from (
      select id, round(num[1] * 10000.0 / nullif(den[1], 0)) as value, null::numeric as money,
        (select sum(round(num[k] * 10000.0 / den[k])) / count(*) from generate_series(2, 4) k where den[k] > 0) as line,
        den[1] as now, den[2] + den[3] + den[4] as before
      from (select s.id, array_agg(n.num order by k) as num, array_agg(n.den order by k) as den
        from stage s cross join generate_series(0, 3) k cross join lateral (
          select count(*) filter (where t.kind <> 'lost') as num, count(*) as den
          from stage_change m join stage t on t.org_id = m.org_id and t.id = m.to_stage_id
          where m.org_id = $1 and m.voided_at is null and m.from_stage_id = s.id and (t.kind <> 'open' or t.position > s.position)
            and m.occurred_on > $3::date - 30 * (k + 1) and m.occurred_on <= $3::date - 30 * k) n
        where s.org_id = $1 and s.kind = 'open' group by s.id) y) x
    where x.now >= 10 and x.before >= 30 and x.value < x.line`,
  'new-customers-drop': ofCompany(
    `
    select count(*) filter (where created_on > $3::date - 28) as value,
      count(*) filter (where created_on <= $3::date - 28) * 0.6 / 3 as line, null::numeric as money
    from customer where org_id = $1 and voided_at is null and created_on > $3::date - 112 and created_on <= $3::date
    having count(*) filter (where created_on <= $3::date - 28) >= 12`,
    '<',
  ),
}

function customersWithout(level: 'key' | 'normal', days: number): string {
  return `
    select c.id, $2::date - greatest(c.created_on, a.last_on) as value, ${days} as line, o.fen as money
    from customer c
    left join (select customer_id, max(occurred_on) as last_on from activity
      where org_id = $1 and voided_at is null and occurred_on <= $2::date group by 1) a on a.customer_id = c.id
    left join (select customer_id, sum(open_fen) as fen from instalment
      where org_id = $1 and voided_at is null and open_fen > 0 group by 1) o on o.customer_id = c.id
    where c.org_id = $1 and c.voided_at is null and c.key_level = '${level}'
      and $2::date - greatest(c.created_on, a.last_on) > ${days}`
}

function ofDeals(since: string, line: string): string {
  return `
    select d.id, $2::date - ${since} as value, ${line} as line, d.amount_fen::numeric as money
    from deal d
    join stage s on s.org_id = d.org_id and s.id = d.stage_id
    join (select deal_id, max(occurred_on) as last_on, min(occurred_on) filter (where from_stage_id is null) as first_on,
        max(occurred_on) filter (where from_stage_id is distinct from to_stage_id) as entered_on
      from stage_change where org_id = $1 and voided_at is null and occurred_on <= $2::date group by 1) m on m.deal_id = d.id
    left join (select deal_id, max(occurred_on) as last_on from activity
      where org_id = $1 and voided_at is null and deal_id is not null and occurred_on <= $2::date group by 1) a on a.deal_id = d.id
    where d.org_id = $1 and d.voided_at is null and d.outcome = 'open' and $2::date - ${since} > ${line}`
}

function ofInstalments(value: string, holds: string): string {
  return `
    select i.id, ${value} as value, 0 as line, i.open_fen::numeric as money
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = $1 and i.voided_at is null and i.open_fen > 0 and not v.disputed and ${value} ${holds}`
}

function behindTarget(kind: 'bookings' | 'collections'): string {
  return `
    select t.user_id as id, 0 as value, t.amount_fen as line, null::numeric as money
    from target t where t.org_id = $1 and t.kind = '${kind}' and t.month = to_char($4::date, 'YYYY-MM') and false`
}

function ofCompany(query: string, compare: '>' | '<' = '>'): string {
  return `select $1::uuid as id, x.value, x.line, x.money from (${query}) x where x.value ${compare} x.line`
}
