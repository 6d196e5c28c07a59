import { setImmediate as breathe } from 'node:timers/promises'
import { sql } from 'kysely'
import { type BacktestReport, type BacktestWish, backtestReport } from '../../../api/backtest.ts'
import { Backtest, type BacktestSpec, nothingShared } from '../../../core/backtest/run.ts'
import { dayNumber, endOfDay } from '../../../core/calendar.ts'
import { assign } from '../../../core/watch/responsible.ts'
import type { Rule, RuleVersion } from '../../../core/watch/rule.ts'
import { historyFor } from '../../../core/watch/sweep.ts'
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
import { newestFact, planBacktest } from './plan.ts'

export type BacktestRequest = { rule: Rule; wish: BacktestWish }

/** Called after each chunk; a run that is no longer wanted answers false and ends. */
export type Progress = (done: number, total: number) => Promise<boolean>

/** Subjects taken together: a set of queries each, and all the memory a run needs. */
const CHUNK = 10_000
/** Of rules that are told side by side there are more facts to each subject. */
const CHUNK_OF_MANY = 4_000
const FEW_RULES = 3
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
  request: BacktestRequest,
  progress: Progress = async () => true,
): Promise<BacktestReport | null> {
  const [report] = await runTogether(ctx, [request], (_, done, total) => progress(done, total))
  return report!
}

/**
 * The same for several rules about one kind of subject: what they look at is loaded once, and what they have
 * in common about a subject is worked out once. `progress` is asked for each by its place; one that is no
 * longer wanted drops out and leaves null.
 */
export async function runTogether(
  ctx: ReadCtx,
  requests: readonly BacktestRequest[],
  progress: (index: number, done: number, total: number) => Promise<boolean> = async () => true,
): Promise<(BacktestReport | null)[]> {
  const kind = requests[0]!.rule.subject
  for (const { rule } of requests) requireTestable(rule, kind)
  await sql`select ${MANY_ROWS}`.execute(ctx.db)
  const newest = await newestFact(ctx)
  const runs: Run[] = []
  for (const [index, { rule, wish }] of requests.entries()) {
    const spec = await planBacktest(ctx, rule, wish, newest)
    runs.push({ index, spec, backtest: new Backtest(spec), versions: [{ from: 0, rule: spec.rule }] })
  }
  const ids = await subjectsEver(ctx, kind)
  const staff = await loadStaff(ctx)
  const wanted = wantedBy(runs.flatMap(({ versions }) => versions))
  const plan = { kind, staff, wanted: { ...wanted, peers: await peersFor(ctx, kind, wanted.peers) } }
  const size = runs.length > FEW_RULES ? CHUNK_OF_MANY : CHUNK
  let going = runs
  // The database works on the next chunk while this one is told.
  let next = loadChunk(ctx, plan, going, ids.slice(0, size))
  for (let done = 0; done < ids.length && going.length > 0; done += size) {
    const chunk = await next
    going = await stillWanted(going, (index) => progress(index, done, ids.length))
    next = loadChunk(ctx, plan, going, ids.slice(done + size, done + 2 * size))
    next.catch(() => {})
    await tell(going, chunk)
  }
  await next
  const knowing = await knowingOf(ctx)
  return requests.map(({ wish }, index) => {
    const run = going.find((one) => one.index === index)
    return run ? reportOf(run, wish, knowing) : null
  })
}

/**
 * Rules that are told side by side: those about one kind of which there are many, with few facts to each. The
 * company has all of its facts at once, so rules about it are told one after the other.
 */
export function inGroups(rules: readonly Rule[]): Rule[][] {
  const groups = Map.groupBy(rules, (rule) => (rule.subject === 'org' ? rule.code : rule.subject))
  return [...groups.values()]
}

type Run = { index: number; spec: BacktestSpec; backtest: Backtest; versions: readonly RuleVersion[] }

function requireTestable(rule: Rule, kind: Rule['subject']): void {
  const problems = problemsOf({ ...rule, grid: rule.grid === 'change' ? 'day' : rule.grid })
  if (problems.length > 0) throw invalid('rule_invalid', { problems })
  if (rule.subject !== kind) throw new RangeError(`rules about ${kind} and ${rule.subject} at once`)
}

async function stillWanted(runs: Run[], isWanted: (index: number) => Promise<boolean>): Promise<Run[]> {
  const kept: Run[] = []
  for (const run of runs) if (await isWanted(run.index)) kept.push(run)
  return kept
}

function reportOf(
  { spec, backtest }: Run,
  wish: BacktestWish,
  knowing: Awaited<ReturnType<typeof knowingOf>>,
): BacktestReport {
  const mode = wish.mode ?? 'episodes'
  const findings = backtest.findings()
  const report = describeBacktest({ spec, findings, mode, knowing })
  const alertDays = findings.alertDays[mode]
  return backtestReport.parse({ ...report, alertDays: alertDays.length <= FEW_ALERTS ? alertDays : [] })
}

type Chunk = {
  ids: readonly string[]
  book: Book | null
  /** of each run in turn: what went wrong with its subjects */
  cases: ReadonlyMap<number, Cases>
  /** of each run, and of each subject in turn, who would have been told */
  people: ReadonlyMap<number, readonly (string | null)[]>
}

type ChunkPlan = { kind: Rule['subject']; staff: Staff; wanted: ReturnType<typeof wantedBy> }

async function loadChunk(
  ctx: ReadCtx,
  { kind, staff, wanted }: ChunkPlan,
  runs: readonly Run[],
  ids: readonly string[],
): Promise<Chunk> {
  if (ids.length === 0 || runs.length === 0) return { ids, book: null, cases: new Map(), people: new Map() }
  const among = await amongOf(ctx, kind, ids)
  const asked = new Map<string, Promise<Cases>>()
  const casesOf = ({ outcome, from, observedTo }: BacktestSpec): Promise<Cases> => {
    if (!outcome) return Promise.resolve(NO_CASES)
    const key = JSON.stringify([outcome, from, observedTo])
    const found =
      asked.get(key) ??
      loadCases(ctx, {
        ...{ kind, ...among, spec: outcome },
        from: dayNumber(from),
        observedTo: dayNumber(observedTo),
      })
    asked.set(key, found)
    return found
  }
  const [book, answering, ...cases] = await Promise.all([
    loadBook(ctx, { kind, ...among, ...wanted, since: null, bare: true }),
    loadAnswering(ctx, kind, among),
    ...runs.map(({ spec }) => casesOf(spec)),
  ])
  const people = runs.map(({ index, spec }) => [index, peopleOf(spec, staff, { ids, answering })] as const)
  return {
    ...{ ids, book },
    cases: new Map(runs.map(({ index }, place) => [index, cases[place]!])),
    people: new Map(people),
  }
}

const NO_CASES: Cases = new Map()

async function tell(runs: readonly Run[], { ids, book, cases, people }: Chunk): Promise<void> {
  let since = performance.now()
  for (const [place, id] of ids.entries()) {
    if (place % LOOK_AT_CLOCK_AFTER === 0 && performance.now() - since > STRETCH_MS) {
      await breathe()
      since = performance.now()
    }
    const loaded = book!.historyOf(id)
    const shared = nothingShared()
    for (const { index, backtest, versions } of runs) {
      backtest.take({
        // Alone there is nothing beside what the rule looks at.
        history: runs.length === 1 ? loaded : historyFor(versions, loaded),
        cases: cases.get(index)!.get(id) ?? [],
        person: people.get(index)![place] ?? null,
        shared,
      })
    }
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
