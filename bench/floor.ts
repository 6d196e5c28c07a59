import fastify from 'fastify'
import pg from 'pg'

/**
 * The floor: what one Node process can do with the same rows and indexes when it asks only the question. No
 * sign-in, no rights, no row-level security (it is the superuser), no masks, no audit; prepared statements.
 */
const pool = new pg.Pool({ ...JSON.parse(process.env['FLOOR_CONNECTION']!), max: 12 })
const org = process.env['FLOOR_ORG']!

const dressed = (page: string) => `
  select c.id, c.name, c.city, c.key_level, u.id as user_id, u.name as user_name, u.status,
    m.open_fen::float8, m.overdue_fen::float8, m.overdue_days, s.last_activity_at, s.open_deals, a.open_alerts
  from (${page}) c
  left join app_user u on u.org_id = $1 and u.id = c.responsible_id
  left join customer_state s on s.org_id = $1 and s.customer_id = c.id
  cross join lateral (select sum(i.open_fen) as open_fen, sum(i.open_fen) filter (where i.due_on < current_date) as overdue_fen,
      current_date - min(i.due_on) filter (where i.due_on < current_date) as overdue_days
    from instalment i where i.org_id = $1 and i.customer_id = c.id and i.open_fen > 0 and i.voided_at is null) m
  cross join lateral (select count(*) as open_alerts from alert a
    where a.org_id = $1 and a.customer_id = c.id and a.resolved_at is null) a
  order by c.updated_at desc, c.id desc`

const listed = dressed(`select c.* from customer c where c.org_id = $1 and c.voided_at is null
  order by c.updated_at desc, c.id desc limit 20`)
const counted = `select count(*)::int as total from customer where org_id = $1 and voided_at is null`

/** Rows that hold all keys of one alternative, of any alternative; a shape of search is one statement. */
function hitsOf(alternatives: string[][]): string {
  let used = 1
  const holders = () => {
    used += 1
    return `select customer_id from customer_search_key where org_id = $1 and key = $${used}`
  }
  return alternatives
    .map((keys) => keys.map(holders).join(' intersect '))
    .map((query) => `(${query})`)
    .join(' union ')
}

const rows = (query: string) => `(select coalesce(json_agg(x), '[]') from (${query}) x)`
const whole = `
  select row_to_json(c) as customer,
    ${rows(`select i.id, v.number, i.label, i.occurred_on, i.due_on, i.amount_fen, i.open_fen from instalment i
      join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      where i.org_id = $1 and i.customer_id = c.id and i.voided_at is null order by i.due_on`)} as instalments,
    ${rows(`select id, kind, occurred_on, amount_fen, unallocated_fen, reference, remark from payment
      where org_id = $1 and customer_id = c.id and voided_at is null order by occurred_on desc limit 100`)} as payments,
    ${rows(`select sum(a.amount_fen * (a.occurred_on - i.occurred_on)) / sum(a.amount_fen) as days, count(*) as n from allocation a
      join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
      where a.org_id = $1 and a.customer_id = c.id and a.voided_at is null and a.occurred_on > current_date - 90`)} as term,
    ${rows(`select d.id, d.title, s.name, d.outcome, d.amount_fen, d.stage_since from deal d
      join stage s on s.org_id = d.org_id and s.id = d.stage_id
      where d.org_id = $1 and d.customer_id = c.id and d.voided_at is null`)} as deals,
    ${rows(`select id, name, title, phone, email from contact where org_id = $1 and customer_id = c.id and voided_at is null`)} as contacts,
    ${rows(`select a.id, a.kind, a.summary, a.occurred_at, a.next_on, u.name from activity a
      join app_user u on u.org_id = a.org_id and u.id = a.user_id
      where a.org_id = $1 and a.customer_id = c.id and a.voided_at is null order by a.occurred_at desc limit 100`)} as activities,
    ${rows(`select id, rule_code, severity, status, opened_at, money_fen from alert
      where org_id = $1 and customer_id = c.id order by opened_at desc limit 100`)} as alerts,
    ${rows(`select to_char(occurred_on, 'YYYY-MM') as month, sum(billed) as billed, sum(paid) as paid from (
      select occurred_on, amount_fen as billed, 0 as paid from invoice where org_id = $1 and customer_id = c.id and voided_at is null
      union all select occurred_on, 0, amount_fen from payment where org_id = $1 and customer_id = c.id and voided_at is null) y
      group by 1`)} as monthly,
    ${rows(`select id, kind, recorded_at, summary from event where org_id = $1 and customer_id = c.id
      order by recorded_at desc limit 100`)} as timeline
  from (select c.*, u.name as user_name from customer c
    left join app_user u on u.org_id = c.org_id and u.id = c.responsible_id
    where c.org_id = $1 and c.id = $2) c`

const ask = async (name: string, text: string, values: unknown[]) =>
  (await pool.query({ name, text, values })).rows

const http = fastify()
http.get('/ready', async () => ({ ok: true }))
http.get('/list', async () => {
  const items = await ask('list', listed, [org])
  const [count] = await ask('count', counted, [org])
  return { items, total: count.total }
})
http.get<{ Querystring: { keys: string } }>('/search', async ({ query }) => {
  const alternatives: string[][] = JSON.parse(query.keys)
  const hits = hitsOf(alternatives)
  const shape = alternatives.map((keys) => keys.length).join('-')
  const items = await ask(
    `search-${shape}`,
    dressed(`select c.* from customer c join (${hits}) k on k.customer_id = c.id
      where c.org_id = $1 and c.voided_at is null order by c.updated_at desc, c.id desc limit 20`),
    [org, ...alternatives.flat()],
  )
  const [count] = await ask(
    `count-${shape}`,
    `select count(*)::int as total from (${hits}) k
      join customer c on c.org_id = $1 and c.id = k.customer_id and c.voided_at is null`,
    [org, ...alternatives.flat()],
  )
  return { items, total: count.total }
})
http.get<{ Params: { id: string } }>('/customers/:id', async ({ params }) => {
  const [customer] = await ask('customer', whole, [org, params.id])
  return customer
})
await http.listen({ host: '127.0.0.1', port: Number(process.env['FLOOR_PORT']) })
process.on('SIGTERM', () => void http.close().then(() => pool.end()))
