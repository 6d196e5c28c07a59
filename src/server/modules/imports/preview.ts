import type { z } from 'zod'
import type { importPreview } from '../../../api/imports.ts'
import type { Mapping } from '../../../core/import/mapping.ts'
import type { PlannedRow } from '../../../core/import/planned.ts'
import { Planner } from '../../../core/import/planner.ts'
import type { ImportProblem } from '../../../core/import/records.ts'
import { problemText, skippedText } from '../../../text/import.ts'
import { read } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import type { Who } from '../../platform/prepare.ts'
import { NO_COUNTS } from './batches.ts'
import type { GoodRow } from './chunk.ts'
import { compareRows } from './compare.ts'
import { type Look, openForMapping } from './look.ts'
import { loadOwn } from './own.ts'
import { People } from './people.ts'
import { yuanOfForeign } from './save-deal-records.ts'
import { showRecord } from './show-record.ts'
import { mayImport } from './targets.ts'

type Preview = z.output<typeof importPreview>

const COMPARED_TOGETHER = 1000
const SHOWN_PROBLEMS = 200
const SHOWN_SKIPPED = 50
const SHOWN_PROPOSALS = 200
const SHOWN_SAMPLE = 10

/** What this mapping would do with the whole file, totals first; nothing is written. */
export async function preview(
  db: Db,
  who: Who,
  batch: { id: string; path: string },
  mapping: Mapping,
): Promise<Preview> {
  const look = await openForMapping(batch.path, mapping, await read(db, who, loadOwn))
  try {
    return await previewLook(db, who, batch.id, look)
  } catch (error) {
    throw error instanceof RangeError ? new AppError('amount_too_large', 400) : error
  } finally {
    await look.file.close()
  }
}

async function previewLook(db: Db, who: Who, id: string, look: Look): Promise<Preview> {
  const counts = { ...NO_COUNTS }
  const shown = new Shown(look.mapping.target, who.locale)
  let waiting: GoodRow[] = []
  const parts = new Map<number, number>()
  let refusedOnes = 0
  const compare = async () => {
    const isSkipping = look.mapping.existing === 'skip'
    const refused = isSkipping ? new Map() : await read(db, who, (ctx) => yuanOfForeign(ctx, waiting))
    for (const [{ row }, text] of refused) shown.refuse(row.number, { code: 'currency_fixed', text })
    for (const { row } of refused.keys()) refusedOnes += 1 + (parts.get(row.number) ?? 0)
    const rows = waiting.filter((row) => !refused.has(row))
    waiting = []
    const outcomes = await read(db, who, (ctx) => compareRows(ctx, rows))
    outcomes.forEach((outcome, index) => {
      const size = 1 + (parts.get(rows[index]!.row.number) ?? 0)
      counts[isSkipping && outcome === 'changed' ? 'same' : outcome] += size
    })
    parts.clear()
  }
  const take = async (planned: readonly PlannedRow[]) => {
    for (const one of planned) {
      shown.add(one)
      if (one.outcome !== 'good') continue
      // The rows of a document end together, so none of them is counted before all are here.
      if (one.partOf === undefined) waiting.push(one)
      else parts.set(one.partOf, (parts.get(one.partOf) ?? 0) + 1)
    }
    if (waiting.length >= COMPARED_TOGETHER) await compare()
  }
  const planner = new Planner(look.mapping, look.header, look.facts)
  for await (const rows of look.file.rows(look.sheet)) {
    for (const row of rows) if (row.number > look.header.row) await take(planner.push(row))
  }
  const { rows, summary } = planner.finish()
  await take(rows)
  await compare()
  Object.assign(counts, {
    rows: summary.rows,
    bad: summary.bad + refusedOnes,
    duplicate: summary.duplicate,
    undated: summary.undated,
    skipped: summary.skipped,
  })
  const people = await read(db, who, (ctx) => People.load(ctx))
  return {
    id,
    totals: summary.totals,
    counts,
    questions: look.questions as Preview['questions'],
    problems: shown.problems,
    moreProblems: shown.moreProblems,
    skipped: shown.skipped,
    proposals: summary.proposals.slice(0, SHOWN_PROPOSALS),
    phoneNames: shown.phoneNames,
    unknownPeople: summary.people.filter((name) => people.find({ name }) === null),
    similar: summary.similar,
    outgoing: summary.outgoing,
    lines: summary.lines,
    sample: shown.sample,
    can: { start: mayStart(look, who, summary.good - refusedOnes) },
  }
}

function mayStart(look: Look, who: Who, good: number): true | string {
  if (!mayImport(who.actor.roles, look.mapping.target)) return 'forbidden'
  if (look.questions.some((question) => question.blocking)) return 'questions_open'
  return good === 0 ? 'nothing_to_import' : true
}

/** The part of the outcome that fits on a page. */
class Shown {
  readonly problems: Preview['problems'] = []
  readonly skipped: Preview['skipped'] = []
  readonly sample: Preview['sample'] = []
  readonly phoneNames: Preview['phoneNames'] = []
  moreProblems = 0
  private readonly target: Mapping['target']
  private readonly locale: Who['locale']

  constructor(target: Mapping['target'], locale: Who['locale']) {
    this.target = target
    this.locale = locale
  }

  /** A row that reads well and would yet be refused for what is stored. */
  refuse(row: number, { code, text }: { code: string; text: string }): void {
    this.addProblem(row, { field: 'amountFen', column: null, code, text })
  }

  private addProblem(
    row: number,
    { field, column, code, text }: Pick<ImportProblem, 'field' | 'column' | 'code' | 'text'>,
  ): void {
    if (this.problems.length >= SHOWN_PROBLEMS) this.moreProblems += 1
    else this.problems.push({ row, column, field, code, text: problemText(code, text, this.locale) })
  }

  add(planned: PlannedRow): void {
    const { row } = planned
    if (planned.outcome === 'bad') {
      for (const problem of planned.problems) this.addProblem(row.number, problem)
    } else if (planned.outcome === 'skipped') {
      if (planned.reason === 'blank' || this.skipped.length >= SHOWN_SKIPPED) return
      const text = row.cells
        .map((cell) => cell.text)
        .filter(Boolean)
        .join(' ')
      this.skipped.push({
        row: row.number,
        reason: skippedText(planned.reason, this.locale),
        text: text.slice(0, 200),
      })
    } else {
      const [record] = planned.records
      if (record?.kind === 'customer' && record.phoneName && this.phoneNames.length < SHOWN_PROPOSALS) {
        const { name: customer, phoneName: name, phone = '' } = record
        this.phoneNames.push({ row: row.number, customer, name, phone })
      }
      if (record && this.sample.length < SHOWN_SAMPLE)
        this.sample.push(showRecord(record, this.target, this.locale))
    }
  }
}
