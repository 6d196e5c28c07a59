import { countWrongStates, rebuildStates, refreshDeals, wrongDealStates } from '../modules/customers/index.ts'
import { missingCalendarYear } from '../modules/identity/index.ts'
import { recomputeOpen, wrongOpenAmounts } from '../modules/receivables/index.ts'
import { readHealth } from '../modules/watchdog/index.ts'
import { systemClock } from '../platform/clock.ts'
import { type ReadCtx, read, type WriteCtx, write } from '../platform/context.ts'
import { checkPostgres } from '../platform/postgres-check.ts'
import { readArguments } from './arguments.ts'
import { type Opened, print, withInstallation } from './open.ts'

/** `ok`: as it should be at the end of the run. `mended`: what `--fix` has just rebuilt. */
type Finding = { check: string; ok: boolean; mended: number; found: string }

/**
 * `bw doctor`: database, calendar, the watcher, and what is derived against the facts. It only looks; `--fix`
 * rebuilds what is derived. Exit 1 when something is wrong and still is at the end.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { flags: ['fix'] })
  const findings = await withInstallation((opened) => examine(opened, args.flag('fix')))
  print(args.flag('json'), findings, () =>
    findings.map((row) => `${row.ok ? 'ok  ' : 'BAD '} ${row.check}: ${row.found}`).join('\n'),
  )
  return findings.every((row) => row.ok) ? 0 : 1
}

async function examine({ installation }: Opened, fix: boolean): Promise<Finding[]> {
  const { db, pool } = installation
  const problems = await checkPostgres(async (text) => (await pool.query(text)).rows)
  const list = [
    plain(
      'postgres',
      problems.map((p) => `${p.check}: ${p.found}. ${p.remedy}`),
    ),
  ]
  for (const org of await db.selectFrom('org').selectAll().orderBy('slug').execute()) {
    const who = { orgId: org.id, now: systemClock.now() }
    // What is open comes first: the customers' states are summed from it.
    for (const one of DERIVED) {
      const found = fix
        ? await write(db, who, (ctx) => mend(ctx, one))
        : await read(db, who, (ctx) => look(ctx, one))
      list.push({ ...found, check: `${org.slug}: ${one.check}` })
    }
    const { faults } = await read(db, who, (ctx) => readHealth(ctx))
    list.push(
      plain(
        `${org.slug}: watcher`,
        faults.map(({ title, todo }) => `${title.en}. ${todo.en}`),
      ),
    )
    const year = await read(db, who, (ctx) => missingCalendarYear(ctx))
    list.push(plain(`${org.slug}: calendar`, year === null ? [] : [`${year} is not loaded`]))
  }
  return list
}

function plain(check: string, wrong: readonly string[]): Finding {
  return { check, ok: wrong.length === 0, mended: 0, found: wrong.join('; ') || 'ok' }
}

/** What `--fix` can rebuild, and what only a person can decide. */
type Wrong = { mendable: number; beyond: string[] }

type Derived = {
  check: string
  what: string
  find: (ctx: ReadCtx) => Promise<Wrong>
  rebuild: (ctx: WriteCtx) => Promise<void>
}

const DERIVED: readonly Derived[] = [
  {
    check: 'open amounts',
    what: 'instalments whose open amount differs from what is set against them',
    find: async (ctx) => {
      const { mendable, overset } = await wrongOpenAmounts(ctx)
      return { mendable: mendable.length, beyond: overset }
    },
    rebuild: async (ctx) => {
      const { mendable } = await wrongOpenAmounts(ctx)
      await recomputeOpen(ctx, mendable)
    },
  },
  {
    check: 'deal_state',
    what: 'deals whose last follow-up differs from their follow-ups',
    find: async (ctx) => ({ mendable: (await wrongDealStates(ctx)).length, beyond: [] }),
    rebuild: async (ctx) => refreshDeals(ctx, await wrongDealStates(ctx)),
  },
  {
    check: 'customer_state',
    what: 'customers whose current state differs from their facts',
    find: async (ctx) => ({ mendable: await countWrongStates(ctx), beyond: [] }),
    rebuild: async (ctx) => {
      await rebuildStates(ctx)
    },
  },
]

async function look(ctx: ReadCtx, { find, what }: Derived): Promise<Omit<Finding, 'check'>> {
  const { mendable, beyond } = await find(ctx)
  const found = [
    ...(mendable > 0 ? [`${mendable} ${what}; --fix rebuilds them`] : []),
    ...beyondText(beyond),
  ].join('; ')
  return { ok: found === '', mended: 0, found: found || 'ok' }
}

async function mend(ctx: WriteCtx, one: Derived): Promise<Omit<Finding, 'check'>> {
  const before = await one.find(ctx)
  if (before.mendable > 0) await one.rebuild(ctx)
  const after = before.mendable > 0 ? await one.find(ctx) : before
  const mended = before.mendable - after.mendable
  const found = [
    ...(mended > 0 ? [`${mended} ${one.what}; rebuilt`] : []),
    ...(after.mendable > 0 ? [`${after.mendable} ${one.what}; still wrong`] : []),
    ...beyondText(after.beyond),
  ].join('; ')
  return { ok: after.mendable === 0 && after.beyond.length === 0, mended, found: found || 'ok' }
}

const NAMED = 5

function beyondText(ids: readonly string[]): string[] {
  if (ids.length === 0) return []
  const more = ids.length > NAMED ? ', …' : ''
  return [
    `${ids.length} instalments have more set against them than they are for (${ids.slice(0, NAMED).join(', ')}${more}); void the payment that is too much`,
  ]
}
