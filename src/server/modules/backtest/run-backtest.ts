import { setImmediate as breathe } from 'node:timers/promises'
import { sql } from 'kysely'
import { type BacktestReport, type BacktestWish, backtestReport } from '../../../api/backtest.ts'
import { Backtest, type BacktestSpec } from '../../../core/backtest/run.ts'
import { dayNumber, endOfDay } from '../../../core/calendar.ts'
import { assign } from '../../../core/watch/responsible.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { describeBacktest } from '../../../text/backtest.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { MANY_ROWS } from '../../platform/many-rows.ts'
import { ID_BYTES, Numbered } from '../../platform/numbered.ts'
import { hasSomebody, loadStaff, type Staff } from '../identity/index.ts'
import {
  amongOf,
  type Book,
  loadAnswering,
  loadBook,
  peersFor,
  problemsOf,
  subjectsEver,
  wantedBy,
} from '../watch/index.ts'
import type { Cases } from './case-rows.ts'
import { loadCases } from './cases.ts'
import { planBacktest } from './plan.ts'

export type BacktestRequest = { rule: Rule; wish: BacktestWish }

/** Called after each chunk; a run that is no longer wanted answers false and ends. */
export type Progress = (done: number, total: number) => Promise<boolean>

/** Subjects taken together: a set of queries each, and all the memory a run needs. */
const CHUNK = 10_000
/** After so long, what the same thread does beside it goes on: a write that waits here keeps its lock. */
const STRETCH_MS = 2
const LOOK_AT_CLOCK_AFTER = 8
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
  const plan = { spec, staff, wanted: { ...wanted, peers: await peersFor(ctx, rule.subject, wanted.peers) } }
  let next = loadChunk(ctx, plan, ids.slice(0, CHUNK))
  for (let done = 0; done < ids.length; done += CHUNK) {
    const chunk = await next
    if (!(await progress(done, ids.length))) return null
    next = loadChunk(ctx, plan, ids.slice(done + CHUNK, done + 2 * CHUNK))
    next.catch(() => {})
    await tell(run, chunk)
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
  book: Book | null
  cases: Cases
  /** of each subject in turn, who would have been told */
  people: readonly (string | null)[]
}

type ChunkPlan = { spec: BacktestSpec; staff: Staff; wanted: ReturnType<typeof wantedBy> }

async function loadChunk(
  ctx: ReadCtx,
  { spec, staff, wanted }: ChunkPlan,
  ids: readonly string[],
): Promise<Chunk> {
  const { rule, outcome } = spec
  const kind = rule.subject
  if (ids.length === 0) return { ids, book: null, cases: NO_CASES, people: [] }
  const among = await amongOf(ctx, kind, ids)
  const query = { kind, ...among, from: dayNumber(spec.from), observedTo: dayNumber(spec.observedTo) }
  const [book, cases, answering] = await Promise.all([
    loadBook(ctx, { kind, ...among, ...wanted, since: null, bare: true }),
    outcome ? loadCases(ctx, { ...query, spec: outcome }) : NO_CASES,
    loadAnswering(ctx, kind, among),
  ])
  return { ids, book, cases, people: peopleOf(spec, staff, { ids, answering }) }
}

const NO_CASES: Cases = new Map()

async function tell(run: Backtest, { ids, book, cases, people }: Chunk): Promise<void> {
  let since = performance.now()
  for (const [index, id] of ids.entries()) {
    if (index % LOOK_AT_CLOCK_AFTER === 0 && performance.now() - since > STRETCH_MS) {
      await breathe()
      since = performance.now()
    }
    run.take({ history: book!.historyOf(id), cases: cases.get(id) ?? [], person: people[index] ?? null })
  }
}

type Answering = { ids: readonly string[]; answering: Awaited<ReturnType<typeof loadAnswering>> }

/** Who would be told, by today's company: the load is about the people who would carry it now. */
function peopleOf(
  { rule, to }: BacktestSpec,
  staff: Staff,
  { ids, answering }: Answering,
): (string | null)[] {
  const people = ids.map((): string | null => null)
  const numbered = new Numbered(ids)
  for (const { ids: whose, ...record } of answering) {
    const person = hasSomebody(staff)
      ? assign(staff.directory, rule.responsible, record, endOfDay(to)).userId
      : record.responsibleId
    const bytes = new DataView(whose.buffer, whose.byteOffset, whose.byteLength)
    for (let place = 0; place < whose.byteLength; place += ID_BYTES) {
      const number = numbered.numberAt(bytes, place)
      if (number >= 0) people[number] = person
    }
  }
  return people
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
