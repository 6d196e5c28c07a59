import { z } from 'zod'
import { type Checkup, type CheckupFinding, checkup } from '../../../api/checkup.ts'
import { type Day, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import { decideFindings, type FindingDraft } from '../../../core/checkup/findings.ts'
import type { Warning } from '../../../core/checkup/told.ts'
import { sumFen } from '../../../core/money.ts'
import { PACK } from '../../../core/watch/pack.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { FINDING_TITLES, findingLine, subjectNote, warningLine } from '../../../text/checkup.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import { type ReadCtx, read, write } from '../../platform/context.ts'
import { at, type Db, json } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { readFunnel } from '../deals/index.ts'
import { type Batch, getBatch } from '../imports/index.ts'
import { loadRules } from '../watch/index.ts'
import { findReach, loadFacts } from './load-facts.ts'

/**
 * The job `checkup.make`: reads everything first, without holding anybody up, then keeps the report as a row,
 * so that it stays as it was on that day. An import that was undone in the meantime is not written about.
 */
export async function writeCheckup(
  { db, clock }: { db: Db; clock: Clock },
  data: { orgId: string } & Record<string, unknown>,
): Promise<Checkup | null> {
  const { orgId } = data
  const batchId = typeof data['batchId'] === 'string' ? data['batchId'] : null
  const report = await read(db, { orgId, now: clock.now() }, async (ctx) => {
    const batch = batchId === null ? null : await getBatch(ctx, batchId)
    if (batch !== null && (batch.status !== 'done' || (await isWritten(ctx, batch.id)))) return null
    return composeCheckup(ctx, batch, dayOf(batch?.finished_at ?? ctx.now))
  })
  if (report === null) return null
  await write(db, { orgId, now: clock.now() }, async (ctx) => {
    await ctx.db
      .insertInto('checkup')
      .values({
        org_id: orgId,
        id: report.id,
        batch_id: batchId,
        as_of: report.asOf,
        report: json(z.encode(checkup, report)),
        created_at: at(report.createdAt),
      })
      .execute()
    await recordEvent(ctx, {
      kind: 'checkup.written',
      subject: { kind: 'checkup', id: report.id },
      summary: { asOf: report.asOf, findings: report.findings.length },
    })
  })
  return report
}

/** A job may come twice; its report is written once. */
async function isWritten(ctx: ReadCtx, batchId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('checkup')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('batch_id', '=', batchId)
    .executeTakeFirst()
  return row !== undefined
}

/** The report as of `today` (or the last day on record, see `findReach`), written nowhere. */
export async function composeCheckup(ctx: ReadCtx, batch: Batch | null, today: Day): Promise<Checkup> {
  const reach = await findReach(ctx, today)
  const facts = await loadFacts(ctx, reach)
  const funnel = await readFunnel(ctx, { asOf: reach.asOf, reading: 'business' })
  const rules = await rulesByCode(ctx)
  const late = facts.debtors.filter((debtor) => debtor.overdueFen > 0n)
  return {
    id: newId(ctx.now),
    asOf: reach.asOf,
    createdAt: ctx.now,
    batch: batch && batchOf(batch),
    open: {
      count: facts.debtors.reduce((n, debtor) => n + debtor.openCount, 0),
      amountFen: facts.openFen,
    },
    overdue: {
      count: late.reduce((n, debtor) => n + debtor.overdueCount, 0),
      amountFen: sumFen(late.map((debtor) => debtor.overdueFen)),
    },
    customers: facts.debtors.length,
    deals: funnel.open,
    findings: decideFindings(facts).map((finding) => findingOf(finding, rules)),
    historyFrom: reach.historyFrom,
  }
}

function findingOf(draft: FindingDraft, rules: ReadonlyMap<string, NamedRule>): CheckupFinding {
  return {
    code: draft.code,
    ruleCode: draft.ruleCode,
    title: FINDING_TITLES[draft.code],
    sentence: findingLine(draft),
    amountFen: draft.amountFen,
    count: draft.count,
    severity: draft.severity,
    subjects: draft.subjects.map((subject) => ({
      customerId: subject.customerId,
      name: subject.name,
      amountFen: subject.amountFen,
      note: subjectNote(draft.code, subject),
      wouldHaveOpenedOn: subject.warning?.on ?? null,
      leadDays: subject.warning?.leadDays ?? null,
      told: subject.warning && toldOf(subject.warning, rules.get(subject.warning.ruleCode)!),
    })),
  }
}

type NamedRule = { title: Bilingual; onSince: Instant | null }

/** Rules by their present names; one that the organisation has deleted keeps the name it was shipped with. */
async function rulesByCode(ctx: ReadCtx): Promise<Map<string, NamedRule>> {
  const own = await loadRules(ctx)
  return new Map([
    ...PACK.map(({ code, title }) => [code, { title, onSince: null }] as const),
    ...own.map(({ code, current, modeSince }) => {
      const onSince = current.mode === 'on' ? modeSince : null
      return [code, { title: current.title, onSince }] as const
    }),
  ])
}

function toldOf(warning: Warning, { title, onSince }: NamedRule): Bilingual {
  return warningLine(warning, title, onSince !== null && onSince <= startOfDay(warning.on))
}

/** What the sums of these files are sums of is owed or agreed; a list of customers adds up to nothing. */
const WITHOUT_TOTAL: ReadonlySet<string> = new Set(['customers', 'contacts', 'activities'])

function batchOf(batch: Batch): NonNullable<Checkup['batch']> {
  const { counts } = batch
  const totals = WITHOUT_TOTAL.has(batch.target) ? null : batch.totals
  return {
    id: batch.id,
    fileName: batch.file_name,
    rows: counts.rows,
    bad: counts.bad,
    undated: counts.undated,
    amountFen: totals?.amountFen ?? 0n,
    fileTotalFen: totals?.fileTotalFen ?? null,
    agree: totals?.agree ?? null,
    hasErrorFile: batch.error_file_path !== null,
  }
}
