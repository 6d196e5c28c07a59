import { sql } from 'kysely'
import { type Day, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { Explanation } from '../../../core/watch/explain.ts'
import { assign } from '../../../core/watch/responsible.ts'
import type { Bilingual, SubjectKind } from '../../../core/watch/subject.ts'
import { findingSentence } from '../../../text/watch.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { hasSomebody, loadStaff } from '../identity/index.ts'
import { type AlertRecord, shapeRows } from './alert-shape.ts'
import { moneyAt } from './money-now.ts'
import { recordColumns, recordTables } from './read-alerts.ts'
import { replay } from './replay.ts'
import { loadRules } from './rule-rows.ts'
import { alertScope } from './scope.ts'

/** One alert that was open at the end of a day, for machines. */
export type AlertThen = {
  id: string | null
  rule: string
  title: Bilingual
  mode: 'on' | 'trial'
  severity: number
  status: string
  subject: { kind: SubjectKind; id: string; label: string }
  customer: string | null
  responsible: string | null
  openedAt: Instant
  moneyFen: bigint
  sentence: Bilingual
  explanation: Explanation
}

/**
 * The alerts open at the end of a day. For a day on which the organisation was watched: those that were. For
 * an earlier day: those that today's rules would have told from what was known then (`replayed`).
 */
export async function alertsThen(
  ctx: ReadCtx,
  asOf: Day,
): Promise<{ replayed: boolean; alerts: AlertThen[] }> {
  const rules = (await loadRules(ctx)).filter(({ current }) => current.mode !== 'off')
  const moment = Math.min(endOfDay(asOf), ctx.now)
  const begun = rules.some(({ versions }) => versions[0]!.from <= moment)
  if (begun) return { replayed: false, alerts: await storedThen(ctx, moment) }
  // Watching from before the first fact: everything crosses its line under the rules' eyes.
  const fromStart = rules.map(({ id, current }) => ({ id, versions: [{ from: 0, rule: current }] }))
  const staff = await loadStaff(ctx)
  const episodes = await replay(ctx, { rules: fromStart, to: moment, people: false })
  const open = episodes.filter(({ isOpen }) => isOpen)
  const asked = ({ rule, kind, subject }: (typeof open)[number]) => ({
    ...{ kind, subject_id: subject.id, metric: rule.moneyMetric ?? '' },
  })
  const then = await moneyAt(ctx, open.filter(({ rule }) => rule.moneyMetric !== null).map(asked), moment)
  const alerts = open.map((episode): AlertThen => {
    const { rule, kind, subject, openedAt, explanation } = episode
    const who = hasSomebody(staff) ? assign(staff.directory, rule.responsible, subject, moment).userId : null
    return {
      id: null,
      rule: rule.code,
      title: rule.title,
      mode: rule.mode === 'trial' ? 'trial' : 'on',
      severity: rule.severity,
      status: 'open',
      subject: { kind, id: subject.id, label: subject.label },
      customer: subject.customerName,
      responsible: who === null ? null : (staff.names.get(who) ?? null),
      openedAt,
      moneyFen: then(asked(episode)) ?? 0n,
      sentence: explanation.headline ? findingSentence(kind, explanation.headline) : rule.title,
      explanation,
    }
  })
  return { replayed: true, alerts: alerts.sort(byMoney) }
}

async function storedThen(ctx: ReadCtx, moment: Instant): Promise<AlertThen[]> {
  const look = { moment, isPast: moment < ctx.now }
  const { rows } = await sql<AlertRecord>`
    select ${recordColumns(look)} from ${recordTables(ctx, look)}
    where a.org_id = ${ctx.orgId} and ${alertScope(ctx, 'alert.read')} and a.opened_at <= ${at(moment)}
      and (a.resolved_at is null or a.resolved_at > ${at(moment)})`.execute(ctx.db)
  const shaped = await shapeRows(ctx, rows, look)
  const alerts = shaped.map((row, index): AlertThen => {
    const {
      via: _via,
      informed: _informed,
      held: _held,
      level: _level,
      ...explanation
    } = rows[index]!.explanation
    return {
      id: row.id,
      rule: row.ruleCode,
      title: row.title,
      mode: row.mode,
      severity: row.severity,
      status: row.status,
      subject: row.subject,
      customer: row.customer?.name ?? null,
      responsible: row.responsible.name,
      openedAt: row.openedAt,
      moneyFen: row.moneyFen,
      sentence: row.sentence,
      explanation,
    }
  })
  return alerts.sort(byMoney)
}

function byMoney(a: AlertThen, b: AlertThen): number {
  if (a.moneyFen !== b.moneyFen) return a.moneyFen > b.moneyFen ? -1 : 1
  return a.openedAt - b.openedAt || (a.subject.id < b.subject.id ? -1 : 1)
}
