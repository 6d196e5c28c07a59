import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { ruleOfFile, runBacktest } from '../src/server/modules/backtest/index.ts'
import { systemClock } from '../src/server/platform/clock.ts'
import { read } from '../src/server/platform/context.ts'
import { openDb, openPool } from '../src/server/platform/db.ts'
import { startPostgres } from '../src/server/platform/embedded-postgres.ts'
import { migrate } from '../src/server/platform/migrate.ts'

/**
 * Backtest of "no follow-up for more than 14 days → churn" over one year, looked at daily, beside one
 * hand-written SQL pass that counts the same alerts as superuser: the ratio is what counts on a busy machine.
 * Ends with 1 when the alerts differ or a bound is missed.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '100000' },
    activities: { type: 'string', default: '10' },
    data: { type: 'string' },
  },
})
const customers = Number(values.customers)
const each = Number(values.activities)
const dataDir = values.data ?? mkdtempSync(join(tmpdir(), 'bellwether-bench-backtest-'))
const ORG = '00000000-0000-7000-8000-00000000b7b7'
const LINE = 14
const LINES = Array.from({ length: 20 }, (_, index) => 5 + index * 3)

/** A gap between contacts opens one alert on the first morning beyond the line; standing ones open none. */
const SQL_PASS = `
  with contacts as (
    select customer_id, occurred_on as day from activity where org_id = $1 and voided_at is null
    union all select id, created_on from customer where org_id = $1
  ), gaps as (
    select day, lead(day) over (partition by customer_id order by day) as next from contacts
  )
  select count(*)::int as raised from gaps
  where day + $2::int + 1 > date '2025-01-01' and day + $2::int + 1 <= date '2025-12-31'
    and (next is null or next >= day + $2::int + 1)`

const server = await startPostgres({ dataDir })
const place = { host: server.socketDir, port: server.port, user: server.user }
try {
  process.exitCode = await measure()
} finally {
  await server.stop()
  if (!values.data) rmSync(dataDir, { recursive: true, force: true })
}

async function measure(): Promise<number> {
  const admin = await openAdmin()
  await makeCompany(admin)
  const app = openPool({ ...place, user: 'bellwether_app', database: 'bench' }, 4)
  const db = openDb(app)
  const { rule } = ruleOfFile({
    rule: {
      code: 'silent',
      subject: 'customer',
      grid: 'change',
      condition: { metric: 'follow_up_age', op: 'gt', threshold: { kind: 'fixed', value: LINE } },
    },
  })
  const wish = { outcome: 'churn' as const, looks: 'day' as const, from: '2025-01-01', to: '2025-12-31' }
  const test = (thresholds: number[]) =>
    read(db, { orgId: ORG, now: systemClock.now() }, (ctx) =>
      runBacktest(ctx, { rule, wish: { ...wish, thresholds } }),
    )
  const floor = await timed(() => admin.query<{ raised: number }>(SQL_PASS, [ORG, LINE]))
  const cold = await timed(() => test([]))
  const warm = await timed(() => test([]))
  const many = await timed(() => test(LINES))
  const memoryMb = Math.round(process.resourceUsage().maxRSS / 1024)
  const sqlRaised = floor.value.rows[0]!.raised
  const raised = cold.value!.modes.episodes.raised
  const extra = many.seconds - warm.seconds
  const lines = [
    `${customers} customers, ${customers * each} activities, one year, daily, ${process.arch} ${process.version}`,
    `hand-written SQL pass, one line     ${floor.seconds.toFixed(2)} s   ${sqlRaised} alerts`,
    `backtest cold                       ${cold.seconds.toFixed(2)} s   ${raised} alerts   ×${(cold.seconds / floor.seconds).toFixed(2)}`,
    `backtest warm                       ${warm.seconds.toFixed(2)} s   ×${(warm.seconds / floor.seconds).toFixed(2)}`,
    `20 more lines at once             + ${extra.toFixed(2)} s   ×${(extra / floor.seconds).toFixed(2)}`,
    `memory at its highest               ${memoryMb} MB`,
    cold.value!.sentence.en,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  await app.end()
  await admin.end()
  const isKept = cold.seconds <= 5 && extra <= 1.5 && memoryMb <= 1024
  if (sqlRaised !== raised) process.stdout.write('the two do not count the same alerts\n')
  return sqlRaised === raised && isKept ? 0 : 1
}

async function openAdmin(): Promise<pg.Pool> {
  const first = openPool({ ...place, database: 'postgres' }, 1)
  const { rowCount } = await first.query(`select 1 from pg_database where datname = 'bench'`)
  if (rowCount === 0) await first.query('create database bench')
  await first.end()
  const admin = openPool({ ...place, database: 'bench' }, 2)
  await migrate(admin, null)
  return admin
}

/** The same company every time: who is seen when follows from a hash of the number, not from chance. */
async function makeCompany(admin: pg.Pool): Promise<void> {
  const { rowCount } = await admin.query('select 1 from org where id = $1', [ORG])
  if (rowCount && existsSync(dataDir)) return
  const client = await admin.connect()
  await client.query(`set session_replication_role = replica`)
  await client.query(
    `insert into org (id, slug, name, is_demo, created_at) values ($1, 'bench', 'bench', false, now())`,
    [ORG],
  )
  await client.query(
    `insert into app_user (org_id, id, login, name, status, created_at)
     select $1, gen_random_uuid(), 'rep' || n, 'Rep ' || n, 'active', now() from generate_series(1, 50) n`,
    [ORG],
  )
  await client.query(
    `insert into customer (org_id, id, name, name_key, created_on, known_at, recorded_at, updated_at, responsible_id)
     select $1, gen_random_uuid(), 'C' || n, 'c' || n, '2024-10-01', '2024-10-01', '2024-10-01', '2024-10-01',
       (select id from app_user where login = 'rep' || (n % 50 + 1)) from generate_series(1, $2::int) n`,
    [ORG, customers],
  )
  const when = (salt: string, span: number) =>
    `date '2024-10-15' + (abs(hashtext(c.name || '${salt}' || k)) % ${span})`
  await client.query(
    `insert into activity (org_id, id, customer_id, user_id, kind, summary, occurred_at, occurred_on, known_at, recorded_at)
     select $1, gen_random_uuid(), c.id, c.responsible_id, 'call', 'x', d.at, d.day, d.at, d.at
     from customer c cross join generate_series(1, $2::int) k
     cross join lateral (select ${when('a', 500)} as day) x
     cross join lateral (select x.day, (x.day + time '10:00') at time zone 'Asia/Shanghai' as at) d`,
    [ORG, each],
  )
  await client.query(
    `insert into invoice (org_id, id, customer_id, number, kind, amount_fen, occurred_on, known_at, recorded_at)
     select $1, gen_random_uuid(), c.id, 'I' || k, 'invoice', 100000, d.day, d.day::timestamptz, d.day::timestamptz
     from customer c cross join generate_series(1, 3) k cross join lateral (select ${when('i', 500)} as day) d`,
    [ORG],
  )
  await client.query(`set session_replication_role = origin`)
  client.release()
  await admin.query('vacuum analyze')
}

async function timed<T>(run: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const started = performance.now()
  const value = await run()
  return { value, seconds: (performance.now() - started) / 1000 }
}
