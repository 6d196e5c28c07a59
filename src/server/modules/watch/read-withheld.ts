import { sql } from 'kysely'
import type { z } from 'zod'
import type { listWithheld as route } from '../../../api/withheld.ts'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { Bilingual, SubjectKind } from '../../../core/watch/subject.ts'
import type { SourceName } from '../../../core/watch/vital-signs.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { ms } from '../../platform/metric-loader.ts'
import type { StoredExplanation } from './alert-draft.ts'
import { sentenceOf } from './alert-shape.ts'
import { lookFrom } from './look.ts'
import { alertScope } from './scope.ts'
import { loadSubjects, type SubjectInfo } from './subjects.ts'

type Query = z.output<typeof route.query>
type Row = z.output<typeof route.reply>['rows'][number]

/** What has ended is shown for so long. */
const SHOWN_DAYS = 30
const MOST = 200

type Stored = {
  id: string
  rule_code: string
  title: Bilingual
  mode: Row['mode']
  severity: Row['severity']
  subject_kind: SubjectKind
  subject_id: string
  responsible_id: string
  responsible_name: string
  money_fen: bigint
  source: SourceName
  data_on: string
  explanation: StoredExplanation
  held: Instant
  until: Instant
  ended: Instant | null
  outcome: Row['outcome']
  alert_id: string | null
}

/** What waits for its data and what came of it lately, as it stood at that moment (C208). */
export async function listWithheld(ctx: ReadCtx, { asOf }: Query) {
  const { moment } = lookFrom(ctx, asOf)
  const hasEnded = sql`(a.ended_at is not null and a.ended_at <= ${at(moment)})`
  const { rows } = await sql<Stored>`
    select a.id, r.code as rule_code, r.spec -> 'title' as title, a.mode, a.severity, a.subject_kind, a.subject_id,
      a.responsible_id, u.name as responsible_name, a.money_fen, a.source, a.data_on, a.explanation,
      ${ms('a.held_at')} as held, ${ms('a.held_until')} as until,
      case when ${hasEnded} then ${ms('a.ended_at')} end as ended, case when ${hasEnded} then a.outcome end as outcome,
      case when ${hasEnded} then a.alert_id end as alert_id
    from alert_withheld a
    join rule r on r.org_id = a.org_id and r.id = a.rule_id
    join app_user u on u.org_id = a.org_id and u.id = a.responsible_id
    where a.org_id = ${ctx.orgId} and ${alertScope(ctx, 'alert.read')} and a.recorded_at <= ${at(moment)}
      and (not ${hasEnded} or a.ended_at > ${at(moment - SHOWN_DAYS * DAY_MS)})
    order by ${hasEnded}, a.money_fen desc, a.held_at desc, a.id limit ${MOST}`.execute(ctx.db)
  const subjects = await subjectsOf(ctx, rows)
  const shaped = rows.map((row) => shape(row, subjects.get(row.subject_id)))
  return {
    rows: shaped,
    waiting: shaped.filter(({ endedAt }) => endedAt === null).length,
    told: shaped.filter(({ outcome }) => outcome === 'told').length,
    refuted: shaped.filter(({ outcome }) => outcome === 'refuted').length,
  }
}

/** How many wait for each source at a moment, of those one may see. */
export async function countWaiting(ctx: ReadCtx, moment: Instant): Promise<ReadonlyMap<SourceName, number>> {
  const { rows } = await sql<{ source: SourceName; n: number }>`
    select a.source, count(*)::int as n from alert_withheld a
    where a.org_id = ${ctx.orgId} and ${alertScope(ctx, 'alert.read')} and a.recorded_at <= ${at(moment)}
      and (a.ended_at is null or a.ended_at > ${at(moment)}) group by 1`.execute(ctx.db)
  return new Map(rows.map(({ source, n }) => [source, n]))
}

async function subjectsOf(ctx: ReadCtx, rows: readonly Stored[]): Promise<Map<string, SubjectInfo>> {
  const all = new Map<string, SubjectInfo>()
  for (const [kind, own] of Map.groupBy(rows, (row) => row.subject_kind)) {
    const ids = [...new Set(own.map((row) => row.subject_id))]
    for (const [id, info] of await loadSubjects(ctx, kind, ids)) all.set(id, info)
  }
  return all
}

function shape(row: Stored, subject: SubjectInfo | undefined): Row {
  return {
    id: row.id,
    ruleCode: row.rule_code,
    title: row.title,
    mode: row.mode,
    severity: row.severity,
    subject: { kind: row.subject_kind, id: row.subject_id, label: subject?.label ?? '' },
    customer: subject?.customerId ? { id: subject.customerId, name: subject.customerName ?? '' } : null,
    responsible: { id: row.responsible_id, name: row.responsible_name },
    sentence: sentenceOf(row),
    moneyFen: row.money_fen,
    source: row.source,
    dataOn: row.data_on,
    heldAt: row.held,
    heldUntil: row.until,
    endedAt: row.ended,
    outcome: row.outcome,
    alertId: row.alert_id,
  }
}
