import { setImmediate as breathe } from 'node:timers/promises'
import { sql } from 'kysely'
import { type BacktestReport, type BacktestWish, backtestReport } from '../../../api/backtest.ts'
import type { OutcomeCase } from '../../../core/backtest/outcome.ts'
import { Backtest, type BacktestSpec } from '../../../core/backtest/run.ts'
import { dayNumber, endOfDay } from '../../../core/calendar.ts'
import type { History } from '../../../core/watch/evaluate.ts'
import { assign } from '../../../core/watch/responsible.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { describeBacktest } from '../../../text/backtest.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { MANY_ROWS } from '../../platform/many-rows.ts'
import { hasSomebody, loadStaff, type Staff } from '../identity/index.ts'
import {
  amongOf,
  loadHistories,
  loadSubjects,
  peersFor,
  problemsOf,
  type SubjectInfo,
  subjectsEver,
  wantedBy,
} from '../watch/index.ts'
import { loadCases } from './cases.ts'
import { planBacktest } from './plan.ts'

export type BacktestRequest = { rule: Rule; wish: BacktestWish }

/** Called after each chunk; a run that is no longer wanted answers false and ends. */
export type Progress = (done: number, total: number) => Promise<boolean>

/** Subjects taken together: a set of queries each, and all the memory a run needs. */
const CHUNK = 10_000
/** After so many, what the same thread does beside it goes on: a write that waits here keeps its lock. */
const AT_A_STRETCH = 10
const FEW_ALERTS = 60

/**
 * Runs a rule over the past and writes nothing. What the rule said on a day rests on what was known on that
 * day; only the outcomes are read with hindsight. null: stopped by `progress`.
 */
export async function runBacktest(
  ctx: ReadCtx,
  { rule, wish }: BacktestRequest,
  progress: Progress = async () => true,
): Promise<BacktestReport | null> {
  const problems = problemsOf({ ...rule, grid: rule.grid === 'change' ? 'day' : rule.grid })
  if (problems.length > 0) throw invalid('rule_invalid', { problems })
  await sql`select ${MANY_ROWS}`.execute(ctx.db)
  const spec = await planBacktest(ctx, rule, wish)
  const run = new Backtest(spec)
  const staff = await loadStaff(ctx)
  const ids = await subjectsEver(ctx, rule.subject)
  // The database works on the next chunk while this one is told.
  const wanted = wantedBy([{ from: 0, rule }])
  const plan = { spec, wanted: { ...wanted, peers: await peersFor(ctx, rule.subject, wanted.peers) } }
  let next = loadChunk(ctx, plan, ids.slice(0, CHUNK))
  for (let done = 0; done < ids.length; done += CHUNK) {
    const chunk = await next
    if (!(await progress(done, ids.length))) return null
    next = loadChunk(ctx, plan, ids.slice(done + CHUNK, done + 2 * CHUNK))
    next.catch(() => {})
    for (const [index, id] of chunk.ids.entries()) {
      if (index % AT_A_STRETCH === 0) await breathe()
      const history = chunk.histories.get(id)
      if (!history) continue
      const person = personOf(spec, staff, chunk.people.get(id))
      run.take({ history, cases: chunk.cases.get(id) ?? [], person })
    }
  }
  await next
  const mode = wish.mode ?? 'episodes'
  const findings = run.findings()
  const report = describeBacktest({ spec, findings, mode, knowing: await knowingOf(ctx) })
  const alertDays = findings.alertDays[mode]
  return backtestReport.parse({ ...report, alertDays: alertDays.length <= FEW_ALERTS ? alertDays : [] })
}

type Chunk = {
  ids: readonly string[]
  histories: Map<string, History>
  cases: Map<string, OutcomeCase[]>
  people: Map<string, SubjectInfo>
}

type ChunkPlan = { spec: BacktestSpec; wanted: ReturnType<typeof wantedBy> }

async function loadChunk(ctx: ReadCtx, { spec, wanted }: ChunkPlan, ids: readonly string[]): Promise<Chunk> {
  const { rule, outcome } = spec
  const kind = rule.subject
  if (ids.length === 0) return { ids, histories: new Map(), cases: new Map(), people: new Map() }
  const among = await amongOf(ctx, kind, ids)
  const query = { kind, ids, from: dayNumber(spec.from), observedTo: dayNumber(spec.observedTo) }
  const [histories, cases, people] = await Promise.all([
    loadHistories(ctx, { kind, ...among, ...wanted, since: null, bare: true }),
    outcome ? loadCases(ctx, { ...query, spec: outcome }) : new Map<string, OutcomeCase[]>(),
    loadSubjects(ctx, kind, ids),
  ])
  return { ids, histories, cases, people }
}

/** Who would be told, by today's company: the load is about the people who would carry it now. */
function personOf({ rule, to }: BacktestSpec, staff: Staff, subject: SubjectInfo | undefined): string | null {
  if (!subject || !hasSomebody(staff)) return subject?.responsibleId ?? null
  return assign(staff.directory, rule.responsible, subject, endOfDay(to)).userId
}

/** Which history came in without its moment of knowing, and with what delay it is taken instead. */
async function knowingOf(ctx: ReadCtx): Promise<{ targets: string[]; delayDays: number }> {
  const { rows } = await sql<{ target: string; delay: number }>`
    select b.target, max(coalesce((b.mapping -> 'knowledge' ->> 'delayDays')::int, 0)) as delay
    from import_batch b where b.org_id = ${ctx.orgId} and b.is_history and b.status = 'done'
    group by b.target order by b.target`.execute(ctx.db)
  return {
    targets: rows.map((row) => row.target),
    delayDays: Math.max(0, ...rows.map((row) => row.delay)),
  }
}
