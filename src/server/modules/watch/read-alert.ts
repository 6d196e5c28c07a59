import { sql } from 'kysely'
import type { AlertDetail, LeafExplanation } from '../../../api/alerts.ts'
import type { Day, Instant } from '../../../core/calendar.ts'
import { inhibitedBy } from '../../../core/dunning/inhibit.ts'
import type { LeafExplanation as StoredLeaf } from '../../../core/watch/explain.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { loadStaff, peopleThen } from '../identity/index.ts'
import { inhibitionsOf } from '../receivables/index.ts'
import { readNextEscalation, readResultNote, readTasks, readTimeline } from './alert-course.ts'
import { type AlertRecord, shapeRows } from './alert-shape.ts'
import { readChart } from './chart.ts'
import { type FactLabel, labelFacts } from './evidence.ts'
import { isThere, type Look, lookFrom } from './look.ts'
import { recordColumns, recordTables } from './read-alerts.ts'
import { loadRules } from './rule-rows.ts'
import { alertScope } from './scope.ts'

/** One alert with everything its page shows: why, evidence, chart, timeline, tasks, what may be done. */
export async function getAlert(ctx: ReadCtx, id: string, asOf?: Day): Promise<AlertDetail> {
  const look = lookFrom(ctx, asOf)
  const { moment, isPast } = look
  const row = await findRecord(ctx, id, look)
  const [shaped] = await shapeRows(ctx, [row], look)
  const { explanation } = row
  const leaves = [...(explanation.headline ? [explanation.headline] : []), ...explanation.others]
  const labels = await labelFacts(
    ctx,
    leaves.flatMap((leaf) => leaf.rows.flatMap(({ ref }) => (ref ? [ref] : []))),
    look,
  )
  const staff = await loadStaff(ctx)
  const stored = (await loadRules(ctx)).find((rule) => rule.id === row.rule_id)
  const rule =
    stored?.versions.find((version) => version.rule.version === row.rule_version)?.rule ?? stored?.current
  if (!rule) throw notFound('rule')
  const names = isPast ? await namesThen(ctx, moment) : staff.names
  const nameOf = (userId: string) => ({ id: userId, name: names.get(userId) ?? '' })
  const told = leaves.map((leaf) => shapeLeaf(row.subject_kind, leaf, labels))
  const headline = told[0]
  if (!headline) throw new Error(`alert ${id} has no headline: a rule without a leaf was evaluated`)
  return {
    ...shaped!,
    ruleVersion: row.rule_version,
    note: rule.note ?? null,
    meaning: metricDef(row.subject_kind, headline.metric)?.meaning ?? rule.title,
    responsibleVia: explanation.via,
    informed: explanation.informed.map(nameOf),
    evaluatedAt: row.evaluated_at,
    held: explanation.held,
    withheldSince: explanation.withheldSince ?? null,
    reminderInhibited: isPast ? null : await reminderInhibited(ctx, shaped!.customer?.id ?? null),
    headline,
    others: told.slice(1),
    chart: await readChart(ctx, {
      rule,
      subjectId: row.subject_id,
      metric: headline.metric,
      until: Math.min(moment, row.cleared_at ?? moment),
    }),
    timeline: await readTimeline(ctx, row, look),
    tasks: await readTasks(ctx, id, look),
    result: (row.result as AlertDetail['result']) ?? null,
    resultNote: await readResultNote(ctx, id, look),
    verdict: (row.verdict as AlertDetail['verdict']) ?? null,
    silenceReason: row.silence_reason,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by ? nameOf(row.resolved_by) : null,
    // Who would have heard of it next is not kept; what came of it stands in the course of later days.
    nextEscalation: isPast ? null : await readNextEscalation(ctx, { row, rule, staff }),
  }
}

async function namesThen(ctx: ReadCtx, moment: Instant): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select p.id, p.name from ${peopleThen(ctx, moment)} p`.execute(ctx.db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Asked of the facts and not of the alert: words must not leave even before the alert itself is held. */
async function reminderInhibited(ctx: ReadCtx, customerId: string | null) {
  const reasonsOf = await inhibitionsOf(ctx, customerId === null ? [] : [customerId])
  return inhibitedBy('reminder', reasonsOf(customerId))
}

export async function findRecord(ctx: ReadCtx, id: string, look: Look): Promise<AlertRecord> {
  const { rows } = await sql<AlertRecord>`
    select ${recordColumns(look)} from ${recordTables(ctx, look)}
    where a.org_id = ${ctx.orgId} and a.id = ${id} and ${isThere('a.opened_at', look)} and ${alertScope(ctx, 'alert.read')}`.execute(
    ctx.db,
  )
  if (!rows[0]) throw notFound('alert')
  return rows[0]
}

function shapeLeaf(
  kind: SubjectKind,
  leaf: StoredLeaf,
  labels: ReadonlyMap<string, FactLabel>,
): LeafExplanation {
  const def = metricDef(kind, leaf.metric)
  return {
    metric: leaf.metric,
    title: leaf.title ?? def?.title ?? { zh: leaf.metric, en: leaf.metric },
    unit: def?.unit ?? 'count',
    op: leaf.op,
    truth: leaf.truth,
    value: leaf.value,
    threshold: leaf.threshold,
    baseline: leaf.baseline,
    n: leaf.n,
    num: leaf.num,
    den: leaf.den,
    windowDays: leaf.windowDays,
    ...(leaf.peers === undefined ? {} : { peers: leaf.peers }),
    ...(leaf.surprise === undefined ? {} : { surprise: leaf.surprise }),
    rows: leaf.rows.map((fact) => {
      const known = fact.ref ? labels.get(`${fact.ref.kind}:${fact.ref.id}`) : undefined
      return {
        day: fact.day,
        value: fact.value,
        label: known?.label ?? fact.ref?.label ?? '',
        link: known?.link ?? null,
      }
    }),
    moreRows: leaf.moreRows,
  }
}
