import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { PACK } from '../src/core/watch/pack.ts'
import { inGroups, ruleOfFile, runBacktest, runTogether } from '../src/server/modules/backtest/index.ts'
import { systemClock } from '../src/server/platform/clock.ts'
import { read } from '../src/server/platform/context.ts'
import { type Db, openDb, openPool } from '../src/server/platform/db.ts'
import { startPostgres } from '../src/server/platform/embedded-postgres.ts'
import { migrate } from '../src/server/platform/migrate.ts'
import { makeCompany, makeDebts, ORG } from './backtest-company.ts'

/**
 * Backtest of "no follow-up for more than 14 days → churn" over one year, looked at daily, beside one
 * hand-written SQL pass that counts the same alerts as superuser: the ratio is what counts on a busy machine.
 * With `--pack` every shipped rule as well. Ends with 1 when the alerts differ or a bound is missed.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '100000' },
    activities: { type: 'string', default: '10' },
    data: { type: 'string' },
    pack: { type: 'boolean', default: false },
  },
})
const customers = Number(values.customers)
const each = Number(values.activities)
const dataDir = values.data ?? mkdtempSync(join(tmpdir(), 'bellwether-bench-backtest-'))
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
  await makeCompany(admin, { customers, activities: each })
  if (values.pack) await makeDebts(admin)
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
  const pack = values.pack ? await measurePack(db) : 0
  await app.end()
  await admin.end()
  const isKept = cold.seconds <= 5 && extra <= 1.5 && memoryMb <= 1024 && pack <= 120
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

/** Every rule that ships, over the last year, looked at weekly, as their cards are made. */
async function measurePack(db: Db): Promise<number> {
  const now = systemClock.now()
  const took: { codes: string[]; seconds: number; raised: number }[] = []
  for (const rules of inGroups(PACK)) {
    const wish = { from: '2025-01-01', to: '2025-12-31', thresholds: [] }
    const requests = rules.map((rule) => ({ rule: { ...rule, mode: 'on' as const }, wish }))
    const { value, seconds } = await timed(() =>
      read(db, { orgId: ORG, now }, (ctx) => runTogether(ctx, requests)),
    )
    const raised = value.reduce((sum, report) => sum + report!.raised, 0)
    took.push({ codes: rules.map(({ code }) => code), seconds, raised })
  }
  const total = took.reduce((sum, { seconds }) => sum + seconds, 0)
  took.sort((a, b) => b.seconds - a.seconds)
  const slowest = took.slice(0, 12).map(({ codes, seconds, raised }) => {
    const [first, ...others] = codes
    const named = others.length > 0 ? `${first} and ${others.length} more` : first!
    return `  ${named.padEnd(40)}${seconds.toFixed(1)} s   ${raised}`
  })
  process.stdout.write(
    `${PACK.length} shipped rules               ${total.toFixed(1)} s\n${slowest.join('\n')}\n`,
  )
  return total
}

async function timed<T>(run: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const started = performance.now()
  const value = await run()
  return { value, seconds: (performance.now() - started) / 1000 }
}
