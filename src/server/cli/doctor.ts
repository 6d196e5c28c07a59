import { sql } from 'kysely'
import { rebuildStates } from '../modules/customers/index.ts'
import { missingCalendarYear } from '../modules/identity/index.ts'
import { readHealth } from '../modules/watchdog/index.ts'
import { systemClock } from '../platform/clock.ts'
import { read, write } from '../platform/context.ts'
import { checkPostgres } from '../platform/postgres-check.ts'
import { readArguments } from './arguments.ts'
import { print, withInstallation } from './open.ts'

type Finding = { check: string; ok: boolean; found: string }

/**
 * `bw doctor`: database, calendar, current state against the facts; `--fix` rebuilds what is derived. Exit 1
 * when something is wrong.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { flags: ['fix'] })
  const findings = await withInstallation(async ({ installation }) => {
    const list: Finding[] = []
    const problems = await checkPostgres(async (text) => (await installation.pool.query(text)).rows)
    list.push({
      check: 'postgres',
      ok: problems.length === 0,
      found: problems.map((p) => `${p.check}: ${p.found}. ${p.remedy}`).join('; ') || 'ok',
    })
    for (const org of await installation.db.selectFrom('org').selectAll().execute()) {
      const who = { orgId: org.id, now: systemClock.now() }
      const wrong = await write(installation.db, who, (ctx) => rebuildStates(ctx)).catch(
        (error: Error) => error.message,
      )
      list.push({
        check: `${org.slug}: customer_state`,
        ok: wrong === 0,
        found: wrong === 0 ? 'ok' : `${wrong} rows differed and were rebuilt`,
      })
      const open = await write(installation.db, who, async (ctx) => {
        const { rows } = await sql<{ wrong: number }>`
          select count(*)::int as wrong from instalment i where i.org_id = ${org.id} and i.open_fen <>
            case when i.voided_at is null then i.amount_fen - coalesce((select sum(a.amount_fen) from allocation a
              where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null), 0) else 0 end`.execute(
          ctx.db,
        )
        return rows[0]!.wrong
      })
      list.push({
        check: `${org.slug}: open amounts`,
        ok: open === 0,
        found: open === 0 ? 'ok' : `${open} instalments differ from their allocations`,
      })
      const found = await read(installation.db, who, (ctx) => readHealth(ctx))
      list.push({
        check: `${org.slug}: watcher`,
        ok: found.faults.length === 0,
        found: found.faults.map(({ title, todo }) => `${title.en}. ${todo.en}`).join('; ') || 'ok',
      })
      const year = await write(installation.db, who, (ctx) => missingCalendarYear(ctx))
      list.push({
        check: `${org.slug}: calendar`,
        ok: year === null,
        found: year === null ? 'ok' : `${year} is not loaded`,
      })
    }
    return list
  })
  print(args.flag('json'), findings, () =>
    findings.map((row) => `${row.ok ? 'ok  ' : 'BAD '} ${row.check}: ${row.found}`).join('\n'),
  )
  return findings.every((row) => row.ok) ? 0 : 1
}
