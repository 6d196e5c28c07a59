import { beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { churnCases } from '../../../core/backtest/cases.ts'
import { sweptEpisodes } from '../../../core/backtest/episodes.ts'
import { addSums, judgeEpisodes, NO_SUMS } from '../../../core/backtest/judge.ts'
import { withLine } from '../../../core/backtest/lines.ts'
import { type Judged, judgedBy, OUTCOMES, type OutcomeSpec } from '../../../core/backtest/outcome.ts'
import { holds } from '../../../core/backtest/spans.ts'
import { dayNumber, startOfDay } from '../../../core/calendar.ts'
import { dayIndexOf, endOfDayIndex, startOfDayIndex } from '../../../core/watch/day-index.ts'
import { evaluate, type History } from '../../../core/watch/evaluate.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { type ReadCtx, read } from '../../platform/context.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { loadHistories } from '../watch/index.ts'
import { ruleOfFile } from './rule-file.ts'
import { runBacktest } from './run-backtest.ts'

/**
 * A company large enough to be read the quick way, as bytes and by crossings, against the slow one: the facts
 * row by row, the engine's own sweep, and a look at every customer on every day.
 */
const { db, admin } = await testDatabase()
const NOW = startOfDay('2026-06-01')
const CUSTOMERS = 240
const [FROM, TO, OBSERVED] = ['2025-03-01', '2025-12-31', '2026-03-01'].map(dayNumber) as [
  number,
  number,
  number,
]
const TERM = { begin: startOfDayIndex(FROM), end: endOfDayIndex(TO) }
const churn = OUTCOMES.churn as Extract<OutcomeSpec, { kind: 'churn' }>
let orgId: string

beforeAll(async () => {
  const made = { slug: 'slow', name: '逐日', isDemo: false, now: NOW }
  orgId = (
    await createOrg(db, made, async (ctx) => {
      await savePeople(ctx, [{ login: 'boss', name: '老板', roles: ['boss'] }])
    })
  ).orgId
  const chance = (salt: string, most: number) => `abs(hashtext(c.name || '${salt}' || k)) % ${most}`
  // Recorded up to forty days late, a tenth of them taken back again.
  for (const statement of [
    `insert into customer (org_id, id, name, name_key, created_on, known_at, recorded_at, updated_at, responsible_id)
     select $1, gen_random_uuid(), 'C' || n, 'c' || n, '2024-12-01', '2024-12-01', '2024-12-01', '2024-12-01',
       (select id from app_user where org_id = $1) from generate_series(1, ${CUSTOMERS}) n`,
    `insert into activity (org_id, id, customer_id, user_id, kind, summary, occurred_at, occurred_on, known_at, recorded_at, voided_at)
     select $1, gen_random_uuid(), c.id, c.responsible_id, 'call', 'x', d.at, d.day, t.known, t.known,
       case when ${chance('v', 10)} = 0 then t.known + interval '9 days' end
     from customer c cross join generate_series(1, 9) k
     cross join lateral (select date '2024-12-10' + ${chance('a', 440)} as day) x
     cross join lateral (select x.day, (x.day + time '10:00') at time zone 'Asia/Shanghai' as at) d
     cross join lateral (select d.at + case when ${chance('l', 3)} = 0 then ${chance('m', 40)} else 0 end * interval '1 day' as known) t
     where c.org_id = $1`,
    `insert into invoice (org_id, id, customer_id, number, kind, amount_fen, occurred_on, known_at, recorded_at)
     select $1, gen_random_uuid(), c.id, 'I' || k, 'invoice', 1000 + ${chance('f', 9_000)}, d.day, d.day::timestamptz, d.day::timestamptz
     from customer c cross join generate_series(1, 6) k
     cross join lateral (select date '2024-09-01' + ${chance('i', 480)} as day) d where c.org_id = $1`,
  ])
    await unheard(statement)
})

/** Facts written past the triggers, as an import of history would leave them. */
async function unheard(statement: string): Promise<void> {
  const client = await admin.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(statement, [orgId])
    await client.query('set session_replication_role = origin')
  } finally {
    client.release()
  }
}

it('tells what a look at every customer on every day tells, with other lines too', async () => {
  const { rule } = ruleOfFile({
    rule: {
      code: 'silent',
      subject: 'customer',
      grid: 'change',
      condition: { metric: 'follow_up_age', op: 'gt', threshold: { kind: 'fixed', value: 21 } },
    },
  })
  const wish = {
    ...{ outcome: 'churn' as const, looks: 'day' as const, from: '2025-03-01', to: '2025-12-31' },
    ...{ observedTo: '2026-03-01', thresholds: [7, 40] },
  }
  const who = { orgId, now: NOW }
  const report = await read(db, who, (ctx) => runBacktest(ctx, { rule, wish }))
  const slow = await read(db, who, slowSubjects)
  expect(slow).toHaveLength(CUSTOMERS)
  const sums = { ...NO_SUMS }
  for (const { history, judged } of slow) {
    const opened = openedOn(rule, history)
    addSums(sums, judgeEpisodes(opened, judged, { from: FROM, to: TO, byCase: false }).sums)
  }
  expect(report).toMatchObject({
    ...{ subjects: CUSTOMERS, raised: sums.raised, truePositive: sums.right, falsePositive: sums.wrong },
    ...{ missed: sums.missed, events: sums.events, repeats: sums.repeats, unscored: sums.unscored },
    money: { caughtFen: sums.caughtFen, missedFen: sums.missedFen },
  })
  expect(sums.right).toBeGreaterThan(20)
  expect(sums.wrong).toBeGreaterThan(20)
  const total = (key: 'tp' | 'fp' | 'fn' | 'tn') => report!.periods.reduce((all, row) => all + row[key], 0)
  expect([total('tp'), total('fp'), total('fn'), total('tn')]).toEqual(looksAt(rule, slow))
  for (const { value, raised } of report!.variants) {
    const other = withLine(rule, value)!
    expect(raised).toBe(slow.reduce((all, { history }) => all + openedOn(other, history).length, 0))
  }
})

type Slow = { history: History; judged: Judged }

async function slowSubjects(ctx: ReadCtx): Promise<Slow[]> {
  const { rows } = await admin.query<{ id: string; orders: { on: string; fen: number }[] }>(
    `select c.id, coalesce(json_agg(json_build_object('on', v.occurred_on, 'fen', v.amount_fen)) filter (where v.id is not null), '[]') as orders
     from customer c left join invoice v on v.org_id = c.org_id and v.customer_id = c.id
     where c.org_id = $1 group by c.id`,
    [orgId],
  )
  const ids = rows.map(({ id }) => id)
  const wanted = { kind: 'customer', ids, metrics: ['follow_up_age'], fields: [], since: null } as const
  const histories = await loadHistories(ctx, wanted)
  return rows.map(({ id, orders }) => {
    const own = orders.map(({ on, fen }) => ({ on: dayNumber(on), valueFen: fen }))
    const horizon = { spec: churn, observedTo: OBSERVED, leadDays: 0 }
    return { history: histories.get(id)!, judged: judgedBy(churnCases(own, churn, OBSERVED), horizon) }
  })
}

function openedOn(rule: Rule, history: History): number[] {
  return sweptEpisodes({ ...rule, mode: 'on' }, history, TERM).map(({ openedAt }) => dayIndexOf(openedAt))
}

/** Right, wrong, missed and rightly silent, one look at a time. */
function looksAt(rule: Rule, slow: readonly Slow[]): number[] {
  const table = [0, 0, 0, 0]
  for (const { history, judged } of slow) {
    for (let day = FROM; day <= TO; day += 1) {
      const { truth } = evaluate({ ...rule, grid: 'day', mode: 'on' }, history, endOfDayIndex(day))
      if (!holds(judged.scored, day) || (truth !== 'true' && truth !== 'false')) continue
      const isBad = holds(judged.bad, day)
      table[truth === 'true' ? (isBad ? 0 : 1) : isBad ? 2 : 3]! += 1
    }
  }
  return table
}
