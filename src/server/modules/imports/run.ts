import { setImmediate as breathe } from 'node:timers/promises'
import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import type { SheetRow } from '../../../core/import/cell.ts'
import type { PlannedRow, PlanSummary } from '../../../core/import/planned.ts'
import { Planner } from '../../../core/import/planner.ts'
import { sentenceOf } from '../../../text/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import { type Actor, read, type WriteCtx, write } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Logger } from '../../platform/log.ts'
import { loadActor } from './actor.ts'
import { type BadRow, forgetBadRows, noteBadRows, writeErrorFile } from './bad-rows.ts'
import { type Batch, type Counts, changeBatch, getBatch, NO_COUNTS } from './batches.ts'
import type { GoodRow } from './chunk.ts'
import { batchFolder } from './file-store.ts'
import { type Look, openForMapping } from './look.ts'
import { loadOwn } from './own.ts'
import { saveChunk } from './save-chunk.ts'
import { settleCustomerDates } from './settle-customers.ts'
import { refreshStatistics } from './statistics.ts'

export type RunDeps = { db: Db; clock: Clock; log: Logger; dataDir: string }

/** Rows per transaction: small enough that everybody else keeps writing in between (law 2). */
const CHUNK_ROWS = 500

/** After so many rows planning lets the answers of the database in, which waits for its next statement. */
const ROWS_AT_A_STRETCH = 10

type Run = RunDeps & { orgId: string; batch: Batch; actor: Actor; look: Look; counts: Counts }
type Positioned = { position: number; planned: PlannedRow }

/** Thrown inside a run when somebody cancelled it or another worker went on with it. */
class Stopped extends Error {}

/** The job `import.run`: runs, or after a crash goes on with, the batch it names. */
export async function runImport(
  deps: RunDeps,
  data: { orgId: string } & Record<string, unknown>,
): Promise<void> {
  await runBatch(deps, data.orgId, String(data['batchId']))
}

/**
 * Plans the file again from its first row (planning is deterministic) and saves what the batch has not yet
 * done, chunk by chunk: rows, counts and progress in one transaction, so that a crash repeats nothing and
 * loses nothing.
 */
export async function runBatch(deps: RunDeps, orgId: string, batchId: string, opened?: Look): Promise<Batch> {
  const { db, clock } = deps
  const at = { orgId, now: clock.now() }
  const batch = await read(db, at, (ctx) => getBatch(ctx, batchId))
  if (batch.status !== 'queued' && batch.status !== 'running') return batch
  const actor = await loadActor(db, orgId, batch.actor, clock.now())
  try {
    const look = opened ?? (await openForMapping(batch.file_path, batch.mapping, await read(db, at, loadOwn)))
    try {
      await execute({ ...deps, orgId, batch, actor, look, counts: { ...batch.counts } })
    } finally {
      await look.file.close()
    }
  } catch (error) {
    if (error instanceof Stopped) return getBatchNow(deps, orgId, batchId)
    await fail(deps, orgId, batchId, error)
    if (!(error instanceof AppError)) throw error
  }
  return getBatchNow(deps, orgId, batchId)
}

async function execute(run: Run): Promise<void> {
  const { batch, look } = run
  if (look.questions.some((question) => question.blocking)) {
    throw new AppError('questions_open', 400, { questions: look.questions.map((question) => question.code) })
  }
  const folder = batchFolder(run.dataDir, run.orgId, batch.id)
  if (batch.rows_done === 0) {
    run.counts = { ...NO_COUNTS }
    await forgetBadRows(folder)
  }
  await inWrite(run, (ctx) =>
    changeBatch(ctx, batch.id, {
      status: 'running',
      rows_total: look.facts.rows,
      error: null,
      finishedAt: null,
    }),
  )
  const summary = await saveRows(run, folder)
  const errorFile = await writeErrorFile(folder, look, batch.target, 'zh-CN')
  await inWrite(run, async (ctx) => {
    await settleCustomerDates(ctx, batch.id)
    await changeBatch(ctx, batch.id, {
      status: 'done',
      counts: run.counts,
      totals: summary.totals,
      error_file_path: errorFile,
      finishedAt: ctx.now,
    })
    await recordEvent(ctx, {
      kind: 'import.done',
      subject: { kind: 'import', id: batch.id },
      summary: { fileName: batch.file_name, target: batch.target, ...run.counts },
    })
    await enqueue(ctx, 'checkup.make', { batchId: batch.id })
  })
}

async function saveRows(run: Run, folder: string): Promise<PlanSummary> {
  const { look, batch } = run
  const planner = new Planner(look.mapping, look.header, look.facts)
  let position = 0
  let chunk: Positioned[] = []
  let statisticsDue = 0
  // The next chunk is planned while the database works on this one.
  let saving: Promise<void> = Promise.resolve()
  const save = async (): Promise<void> => {
    await saving
    const rows = chunk
    chunk = []
    if (rows.length === 0) return
    saving = saveRowsOfChunk(run, folder, rows).then(async () => {
      const done = rows.at(-1)!.position + 1 - batch.rows_done
      statisticsDue = await refreshStatistics(run.db, batch.target, done, statisticsDue)
    })
    saving.catch(() => {})
  }
  const take = async (planned: readonly PlannedRow[]): Promise<void> => {
    for (const one of planned) {
      if (chunk.length >= CHUNK_ROWS && !isPart(one)) await save()
      if (position >= batch.rows_done) chunk.push({ position, planned: one })
      position += 1
    }
  }
  for await (const rows of look.file.rows(look.sheet)) {
    for (const row of rows) {
      if (row.number > look.header.row) await take(planner.push(row))
      if (row.number % ROWS_AT_A_STRETCH === 0) await breathe()
    }
  }
  const { rows, summary } = planner.finish()
  await take(rows)
  await save()
  await saving
  return summary
}

/**
 * One transaction. When something in it refuses the whole chunk, it is halved until the row that is to blame
 * stands alone and comes back as a bad row; the others go in.
 */
async function saveRowsOfChunk(run: Run, folder: string, chunk: readonly Positioned[]): Promise<void> {
  const goodRows = chunk.filter(({ planned }) => planned.outcome === 'good' && !isPart(planned)).length
  try {
    await saveTogether(run, folder, chunk, null)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const middle = middleOf(chunk)
    if (middle === chunk.length || goodRows === 0) {
      await saveTogether(run, folder, chunk, error)
      return
    }
    await saveRowsOfChunk(run, folder, chunk.slice(0, middle))
    await saveRowsOfChunk(run, folder, chunk.slice(middle))
  }
}

/** Where to halve: the rows of one document stay together. */
function middleOf(chunk: readonly Positioned[]): number {
  const from = Math.ceil(chunk.length / 2)
  const later = chunk.findIndex(({ planned }, index) => index >= from && !isPart(planned))
  const earlier = chunk.findLastIndex(({ planned }, index) => index > 0 && index < from && !isPart(planned))
  return [later, earlier].find((index) => index > 0) ?? chunk.length
}

function isPart(planned: PlannedRow): boolean {
  return planned.outcome === 'good' && planned.partOf !== undefined
}

async function saveTogether(
  run: Run,
  folder: string,
  chunk: readonly Positioned[],
  refusal: AppError | null,
): Promise<void> {
  const counts = { ...run.counts }
  const { bad, good, parts } = sorted(chunk, counts, refusal)
  await inWrite(run, async (ctx) => {
    await Promise.all([commitSoon(ctx), claimPosition(ctx, run.batch.id, chunk[0]!.position)])
    const skipExisting = run.batch.mapping.existing === 'skip'
    const outcomes = await saveChunk(
      ctx,
      run.batch.target,
      good.map(({ row }) => row),
      { skipExisting },
    )
    outcomes.forEach((outcome, index) => {
      const { position, row } = good[index]!
      if (typeof outcome === 'object') bad.push({ position, row: row.row, problems: [outcome.problem] })
      else {
        counts[outcome] += 1 + (parts.get(row.row.number)?.length ?? 0)
        counts.undated += row.records.filter(isUndated).length
        return
      }
      // What a document is refused for sends all its rows back: some of them would be another document.
      for (const part of parts.get(row.row.number) ?? []) {
        const problem = {
          ...outcome.problem,
          row: part.row.number,
          code: 'line_of_bad',
          text: String(row.row.number),
        }
        bad.push({ ...part, problems: [problem] })
      }
    })
    counts.bad += bad.length
    counts.rows = counts.new + counts.changed + counts.same + counts.bad + counts.duplicate
    const done = chunk.at(-1)!.position + 1
    await Promise.all([
      changeBatch(ctx, run.batch.id, { counts, rows_done: done }),
      // The event's tick tells later which rows this batch touched, so that an undo can give them back.
      recordEvent(ctx, {
        kind: 'import.chunk',
        subject: { kind: 'import', id: run.batch.id },
        summary: { rows: chunk.length, done },
      }),
    ])
    await noteBadRows(folder, bad)
  })
  run.counts = counts
}

type Part = { position: number; row: SheetRow }

/** The rows of a chunk by what becomes of them; `parts` are further rows of a document, by its first. */
function sorted(chunk: readonly Positioned[], counts: Counts, refusal: AppError | null) {
  const bad: BadRow[] = []
  const good: { position: number; row: GoodRow }[] = []
  const parts = new Map<number, Part[]>()
  for (const { position, planned } of chunk) {
    const { row } = planned
    if (planned.outcome === 'skipped') {
      if (planned.reason === 'duplicate') counts.duplicate += 1
      else counts.skipped += 1
    } else if (planned.outcome === 'bad') bad.push({ position, row, problems: planned.problems })
    else if (refusal) bad.push({ position, row, problems: [refusalOf(row.number, refusal)] })
    else if (planned.partOf === undefined) good.push({ position, row: planned })
    else parts.set(planned.partOf, [...(parts.get(planned.partOf) ?? []), { position, row }])
  }
  return { bad, good, parts }
}

/**
 * A chunk does not wait for the disk. Nobody is told that it is in: a crash that loses it loses its progress
 * with it, so that the run begins at it again, and whatever is acknowledged later (the end of the batch,
 * anybody's own write) takes everything before it to the disk first.
 */
async function commitSoon({ db }: WriteCtx): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(db)
}

/** Stops when the batch was cancelled, or when another worker has gone on with it. */
async function claimPosition(ctx: WriteCtx, batchId: string, position: number): Promise<void> {
  const batch = await getBatch(ctx, batchId, true)
  if (batch.status !== 'running' || batch.rows_done !== position) throw new Stopped()
}

function inWrite<T>(run: Run, fn: (ctx: WriteCtx) => Promise<T>): Promise<T> {
  const { db, clock, orgId, actor, batch } = run
  const now = clock.now()
  const delayDays = batch.mapping.knowledge?.delayDays ?? 0
  const source = {
    batchId: batch.id,
    historyDelayDays: batch.is_history ? delayDays : null,
    historyUntil: batch.is_history ? dayOf(batch.created_at) : null,
    standing: batch.is_history,
  }
  return write(db, { orgId, actor, now, source }, fn)
}

async function fail(deps: RunDeps, orgId: string, batchId: string, error: unknown): Promise<void> {
  const code = error instanceof AppError ? error.code : 'internal'
  const detail = error instanceof AppError ? error.detail : {}
  deps.log.warn({ batchId, code, err: (error as Error).message }, 'an import stopped')
  await write(deps.db, { orgId, now: deps.clock.now() }, (ctx) =>
    changeBatch(ctx, batchId, {
      status: error instanceof AppError ? 'failed' : 'running',
      error: { code, detail },
      ...(error instanceof AppError ? { finishedAt: ctx.now } : {}),
    }),
  )
}

function getBatchNow(deps: RunDeps, orgId: string, batchId: string): Promise<Batch> {
  return read(deps.db, { orgId, now: deps.clock.now() }, (ctx) => getBatch(ctx, batchId))
}

function refusalOf(row: number, error: AppError) {
  const text = sentenceOf(error.code, error.detail)
  return { row, field: null, column: null, columnIndex: null, code: 'refused', text }
}

function isUndated(record: GoodRow['records'][number]): boolean {
  return record.kind === 'deal' && record.history.length === 0
}
