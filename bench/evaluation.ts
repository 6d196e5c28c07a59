import { addDays, type Day, dayNumber, dayOf } from '../src/core/calendar.ts'
import { evaluateOrg } from '../src/server/modules/watch/index.ts'
import { systemClock } from '../src/server/platform/clock.ts'
import type { Place, Say } from './company.ts'
import { cpuOf } from './cpu.ts'
import { atMost, round, type Verdict } from './figures.ts'
import { PATTERNS_SQL, READ_ALONE } from './patterns-sql.ts'
import { RULES_SQL } from './rules-sql.ts'

/** Every rule of the pack that has rows to look at in this company. */
const QUESTIONS = { ...RULES_SQL, ...PATTERNS_SQL }

type Cpu = Awaited<ReturnType<typeof cpuOf>>['cpu']

export type EvaluationFigures = {
  subjects: number
  findings: number
  seconds: number
  sqlSeconds: number
  ratio: number
  /** processor seconds of Node and of PostgreSQL, for both */
  cpu: Cpu
  sqlCpu: Cpu
  /** processor time of product and SQL, Node and PostgreSQL together; null where it cannot be read */
  cpuRatio: number | null
  /** everything marked once more, with states there and nothing new: no rule may change its mind */
  repeated: { seconds: number; cpu: Cpu; cpuRatio: number | null }
  /** nothing marked: what a look costs when only time may have passed */
  againSeconds: number
  /** rules on which the two disagree: none may */
  disagreements: Record<string, { product: number; sql: number }>
  verdicts: Verdict[]
}

/**
 * All rules over all subjects from nothing: no state, everything marked. Beside it the same questions in SQL,
 * whose findings are stored as well, before and after, so that a busy neighbour hits both.
 */
export async function measureEvaluation(place: Place, orgId: string, say: Say): Promise<EvaluationFigures> {
  const { admin } = place
  await forgetEvaluation(place, orgId)
  const before = await answerInSql(place, orgId)
  const { dataDir } = place.config
  const started = performance.now()
  const who = { orgId, now: systemClock.now() }
  const { value: done, cpu } = await cpuOf(dataDir, process.pid, () =>
    evaluateOrg(place.installation.db, who),
  )
  const seconds = (performance.now() - started) / 1000
  say(`evaluated ${done.subjects} subjects in ${seconds.toFixed(1)} s`)
  const { value: after, cpu: sqlCpu } = await cpuOf(dataDir, process.pid, () => answerInSql(place, orgId))
  const sqlSeconds = (before.seconds + after.seconds) / 2
  const { rows } = await admin.query(
    `select r.code, count(*)::int as n from watch_state s join rule r on r.org_id = s.org_id and r.id = s.rule_id
     where s.org_id = $1 and s.state ->> 'phase' <> 'idle' group by 1`,
    [orgId],
  )
  const product = new Map<string, number>(rows.map((row) => [row.code, row.n]))
  const disagreements: EvaluationFigures['disagreements'] = {}
  for (const code of Object.keys(QUESTIONS).filter((one) => !READ_ALONE.has(one))) {
    const pair = { product: product.get(code) ?? 0, sql: after.found.get(code) ?? 0 }
    if (pair.product !== pair.sql) disagreements[code] = pair
  }
  const repeated = await repeatEvaluation(place, orgId)
  const again = performance.now()
  await evaluateOrg(place.installation.db, { orgId, now: systemClock.now() })
  const ratio = seconds / sqlSeconds
  return {
    subjects: done.subjects,
    findings: [...product.values()].reduce((sum, n) => sum + n, 0),
    seconds: round(seconds),
    sqlSeconds: round(sqlSeconds),
    ratio: round(ratio),
    cpu,
    sqlCpu,
    cpuRatio: cpuRatioOf(cpu, sqlCpu),
    repeated: { ...repeated, cpuRatio: cpuRatioOf(repeated.cpu, sqlCpu) },
    againSeconds: round((performance.now() - again) / 1000),
    disagreements,
    verdicts: [
      atMost('evaluation of all rules ÷ the same questions in SQL', ratio, 3),
      atMost('rules on which both disagree', Object.keys(disagreements).length, 0),
    ],
  }
}

async function repeatEvaluation(place: Place, orgId: string) {
  await markAll(place, orgId)
  const started = performance.now()
  const { cpu } = await cpuOf(place.config.dataDir, process.pid, () =>
    evaluateOrg(place.installation.db, { orgId, now: systemClock.now() }),
  )
  return { seconds: round((performance.now() - started) / 1000), cpu }
}

function cpuRatioOf(product: Cpu, sql: Cpu): number | null {
  if (!product || !sql) return null
  return round((product.node + product.postgres) / (sql.node + sql.postgres))
}

/**
 * As right after an import into a new organisation: nothing known, every subject marked, and the rules begin
 * to watch now. In a company kept from another day they would remember that day: whoever was over a line then
 * stays until the rule's own clear condition, which the SQL beside it knows nothing of.
 */
async function forgetEvaluation(place: Place, orgId: string): Promise<void> {
  await place.admin.query('truncate watch_state, watch_dirty, watch_cursor, alert cascade')
  await place.admin.query(
    `update record_version v set row = jsonb_set(v.row, '{mode_since}', to_jsonb(t.last))
     from org_tick t where v.org_id = $1 and v.entity = 'rule' and t.org_id = v.org_id`,
    [orgId],
  )
  await markAll(place, orgId)
}

async function markAll({ admin }: Place, orgId: string): Promise<void> {
  await admin.query(
    `insert into watch_dirty (org_id, subject_kind, subject_id, tick)
     select $1, kind, id, (select last from org_tick where org_id = $1) from (
       select 'customer' as kind, id from customer where org_id = $1 and voided_at is null
       union all select 'deal', id from deal where org_id = $1 and voided_at is null and outcome = 'open'
       union all select 'rep', user_id from user_role where org_id = $1 and role = 'rep'
       union all select 'stage', id from stage where org_id = $1 and kind = 'open'
       union all select 'org', $1) s`,
    [orgId],
  )
  await admin.query('vacuum analyze watch_dirty')
}

async function answerInSql({ admin }: Place, orgId: string) {
  const today = dayOf(systemClock.now())
  const client = await admin.connect()
  const found = new Map<string, number>()
  try {
    await client.query(`drop table if exists bench_finding; create table bench_finding (
      rule_code text, subject_id uuid, value numeric, line numeric, money numeric, primary key (rule_code, subject_id))`)
    const started = performance.now()
    for (const [code, question] of Object.entries(QUESTIONS)) {
      const used = [...question.matchAll(/\$(\d)/g)].map(([, n]) => Number(n))
      // PostgreSQL refuses parameters that a statement does not use: each is named in a clause that holds.
      const unused = [2, 3, 4].filter((n) => !used.includes(n)).map((n) => ` and $${n}::date is not null`)
      const asked = `(${question}) q where true${unused.join('')}`
      const { rowCount } = await client.query(
        READ_ALONE.has(code)
          ? `select count(*) from ${asked}`
          : `insert into bench_finding select '${code}', q.* from ${asked}`,
        [orgId, today, lastSunday(today), addDays(today, -1)],
      )
      found.set(code, rowCount ?? 0)
    }
    const seconds = (performance.now() - started) / 1000
    await client.query('drop table bench_finding')
    return { seconds, found }
  } finally {
    client.release()
  }
}

/** The last Sunday that has ended: day 0, 1 January 1970, was a Thursday. */
function lastSunday(today: Day): Day {
  const sinceMonday = (dayNumber(today) + 3) % 7
  return addDays(today, -sinceMonday - 1)
}
