import type pg from 'pg'

export const ORG = '00000000-0000-7000-8000-00000000b7b7'

export type Size = { customers: number; activities: number }

/** The same company every time: who is seen when follows from a hash of the number, not from chance. */
export async function makeCompany(admin: pg.Pool, { customers, activities }: Size): Promise<void> {
  const { rowCount } = await admin.query('select 1 from org where id = $1', [ORG])
  if (rowCount) return
  await unheard(admin, [
    [`insert into org (id, slug, name, is_demo, created_at) values ($1, 'bench', 'bench', false, now())`],
    [
      `insert into app_user (org_id, id, login, name, status, created_at)
       select $1, gen_random_uuid(), 'rep' || n, 'Rep ' || n, 'active', now() from generate_series(1, 50) n`,
    ],
    [
      `insert into customer (org_id, id, name, name_key, created_on, known_at, recorded_at, updated_at, responsible_id)
       select $1, gen_random_uuid(), 'C' || n, 'c' || n, '2024-10-01', '2024-10-01', '2024-10-01', '2024-10-01',
         (select id from app_user where login = 'rep' || (n % 50 + 1)) from generate_series(1, $2::int) n`,
      customers,
    ],
    [
      `insert into activity (org_id, id, customer_id, user_id, kind, summary, occurred_at, occurred_on, known_at, recorded_at)
       select $1, gen_random_uuid(), c.id, c.responsible_id, 'call', 'x', d.at, d.day, d.at, d.at
       from customer c cross join generate_series(1, $2::int) k
       cross join lateral (select ${when('a', 500)} as day) x
       cross join lateral (select x.day, (x.day + time '10:00') at time zone 'Asia/Shanghai' as at) d`,
      activities,
    ],
    [
      `insert into invoice (org_id, id, customer_id, number, kind, amount_fen, occurred_on, known_at, recorded_at)
       select $1, gen_random_uuid(), c.id, 'I' || k, 'invoice', 100000, d.day, d.day::timestamptz, d.day::timestamptz
       from customer c cross join generate_series(1, 3) k cross join lateral (select ${when('i', 500)} as day) d`,
    ],
  ])
  await admin.query('vacuum analyze')
}

/**
 * For the rules about money: every invoice is due after thirty days, three of four are paid, in time or up to
 * fifty days late.
 */
export async function makeDebts(admin: pg.Pool): Promise<void> {
  const { rowCount } = await admin.query('select 1 from instalment where org_id = $1 limit 1', [ORG])
  if (rowCount) return
  const paid = `abs(hashtext(v.id::text)) % 4 > 0`
  const on = `v.occurred_on + 15 + abs(hashtext(v.id::text)) % 66`
  await unheard(admin, [
    [
      `insert into instalment (org_id, id, customer_id, invoice_id, seq, due_on, amount_fen, open_fen, occurred_on, known_at, recorded_at)
       select $1, v.id, v.customer_id, v.id, 1, v.occurred_on + 30, v.amount_fen, case when ${paid} then 0 else v.amount_fen end,
         v.occurred_on, v.known_at, v.recorded_at from invoice v where v.org_id = $1`,
    ],
    [
      `insert into payment (org_id, id, customer_id, kind, amount_fen, unallocated_fen, occurred_on, known_at, recorded_at)
       select $1, v.id, v.customer_id, 'payment', v.amount_fen, 0, ${on}, (${on})::timestamptz, (${on})::timestamptz
       from invoice v where v.org_id = $1 and ${paid}`,
    ],
    [
      `insert into allocation (org_id, id, payment_id, instalment_id, customer_id, amount_fen, occurred_on, known_at, recorded_at)
       select $1, y.id, y.id, y.id, y.customer_id, y.amount_fen, y.occurred_on, y.known_at, y.recorded_at
       from payment y where y.org_id = $1`,
    ],
  ])
  await admin.query('vacuum analyze')
}

const when = (salt: string, span: number) =>
  `date '2024-10-15' + (abs(hashtext(c.name || '${salt}' || k)) % ${span})`

/** Written past the triggers: what they would note down is not what is measured. */
async function unheard(admin: pg.Pool, statements: [text: string, ...more: number[]][]): Promise<void> {
  const client = await admin.connect()
  await client.query(`set session_replication_role = replica`)
  for (const [text, ...more] of statements) await client.query(text, [ORG, ...more])
  await client.query(`set session_replication_role = origin`)
  client.release()
}
