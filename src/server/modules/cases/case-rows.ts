import { type RawBuilder, sql } from 'kysely'
import type { CaseRow } from '../../../api/cases.ts'
import type { Instant } from '../../../core/calendar.ts'
import type { AlertStatus } from '../../../core/watch/alert.ts'
import type { CaseTraits, Cause, Effect } from '../../../core/watch/case.ts'
import type { Bilingual, SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { alertScope, loadSubjects } from '../watch/index.ts'

export type StoredCase = {
  id: string
  alert_id: string
  cause: Cause
  story: string
  measure: string
  effect: Effect
  effect_note: string
  author: string
  recorded_at: Instant
  rule_code: string
  rule_title: Bilingual
  subject_kind: SubjectKind
  subject_id: string
  customer_id: string | null
  customer: string | null
  metric: string | null
  money_fen: bigint
  seen: boolean
}

/** The newest retrospective of each alert that `where` (over `a`, `r`) lets through, the newest first. */
export async function findCases(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<StoredCase[]> {
  const { rows } = await sql<StoredCase>`
    select n.*, coalesce(n.seen, false) as seen from (
      select distinct on (r.alert_id) r.id, r.alert_id, r.cause, r.story, r.measure, r.effect, r.effect_note, u.name as author,
        r.recorded_at, a.rule_code, rule.spec -> 'title' as rule_title, a.subject_kind, a.subject_id, a.customer_id,
        c.name as customer, a.explanation -> 'headline' ->> 'metric' as metric, a.money_fen, ${alertScope(ctx, 'alert.read')} as seen
      from retrospective r
      join alert a on a.org_id = r.org_id and a.id = r.alert_id
      join rule on rule.org_id = a.org_id and rule.id = a.rule_id
      join app_user u on u.org_id = r.org_id and u.id = r.author_id
      left join customer c on c.org_id = a.org_id and c.id = a.customer_id
      where r.org_id = ${ctx.orgId} and ${where}
      order by r.alert_id, r.recorded_at desc, r.id desc) n
    order by n.recorded_at desc, n.id desc`.execute(ctx.db)
  return rows
}

/** The lesson is for everybody who reads alerts; whom it was about only for those who may see that. */
export async function shapeCases(ctx: ReadCtx, rows: readonly StoredCase[]): Promise<CaseRow[]> {
  const labels = new Map<string, string>()
  for (const [kind, own] of Map.groupBy(
    rows.filter(({ seen }) => seen),
    (row) => row.subject_kind,
  )) {
    const subjects = await loadSubjects(ctx, kind, [...new Set(own.map((row) => row.subject_id))])
    for (const [id, { label }] of subjects) labels.set(id, label)
  }
  return rows.map((row) => ({
    id: row.id,
    cause: row.cause,
    story: row.story,
    measure: row.measure,
    effect: row.effect,
    effectNote: row.effect_note,
    alert: row.seen
      ? {
          id: row.alert_id,
          label: labels.get(row.subject_id) ?? '',
          customer: row.customer,
          moneyFen: row.money_fen,
        }
      : null,
    ruleCode: row.rule_code,
    ruleTitle: row.rule_title,
    subject: row.subject_kind,
    author: row.author,
    recordedAt: row.recorded_at,
  }))
}

export function traitsOf(row: {
  rule_code: string
  subject_kind: string
  metric: string | null
  customer_id: string | null
}): CaseTraits {
  return {
    ruleCode: row.rule_code,
    subjectKind: row.subject_kind,
    metric: row.metric ?? '',
    customerId: row.customer_id,
  }
}

export type AlertHead = {
  id: string
  status: AlertStatus
  rule_code: string
  subject_kind: SubjectKind
  customer_id: string | null
  metric: string | null
  handled: boolean
}
