import type { AlertRow } from '../../../api/alerts.ts'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { AlertStatus } from '../../../core/watch/alert.ts'
import { type AlertActor, canOf } from '../../../core/watch/lifecycle.ts'
import type { HoldReason } from '../../../core/watch/quiet.ts'
import type { Bilingual, SubjectKind } from '../../../core/watch/subject.ts'
import { findingSentence, saidOn } from '../../../text/watch.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import type { StoredExplanation } from './alert-draft.ts'
import { whoIsLargest } from './largest.ts'
import type { Look } from './look.ts'
import { loadSubjects, type SubjectInfo } from './subjects.ts'

/** An alert's row joined with what every page shows of it. */
export type AlertRecord = {
  id: string
  rule_id: string
  rule_code: string
  rule_version: number
  title: Bilingual
  mode: 'on' | 'trial'
  subject_kind: SubjectKind
  subject_id: string
  status: AlertStatus
  severity: 1 | 2 | 3
  responsible_id: string
  responsible_name: string
  /** at risk when we look */
  money_fen: bigint
  /** at risk when it was found */
  found_fen: bigint
  opened_at: Instant
  evaluated_at: Instant
  cleared_at: Instant | null
  deadline_at: Instant
  escalation_level: number
  escalate_at: Instant | null
  silenced_until: Instant | null
  silence_reason: string | null
  urged_at: Instant | null
  inhibited_by: HoldReason | null
  released_at: Instant | null
  handed_at: Instant | null
  explanation: StoredExplanation
  result: string | null
  verdict: string | null
  resolved_at: Instant | null
  resolved_by: string | null
  version: number
}

/** Who is asking, as the pure decision wants to know it. */
export function alertActor(ctx: ReadCtx, responsibleId: string): AlertActor {
  const { roles, userId } = ctx.actor
  const users = may(roles, 'alert.assign') ? visibleUsers(ctx, 'alert.assign') : []
  return {
    userId: userId ?? '',
    mayHandle: may(roles, 'alert.handle'),
    mayAssign: users === null || users.includes(responsibleId),
    isBoss: roles.includes('boss'),
  }
}

/** `isPast`: the page looks back, where nothing can be done. */
export function actionsOf(ctx: ReadCtx, row: AlertRecord, isPast: boolean): Record<string, true | string> {
  const alert = {
    status: row.status,
    responsibleId: row.responsible_id,
    resolvedBy: row.resolved_by,
    silencedUntil: row.silenced_until,
    urgedAt: row.urged_at,
  }
  const can = canOf(alert, alertActor(ctx, row.responsible_id), ctx.now)
  if (!isPast) return can
  return Object.fromEntries(Object.keys(can).map((action) => [action, 'as_of_read_only']))
}

export async function shapeRows(
  ctx: ReadCtx,
  records: readonly AlertRecord[],
  look: Look,
): Promise<AlertRow[]> {
  const subjects = await subjectsOf(ctx, records, look)
  const named = await whoIsLargest(ctx, records.map(told), look)
  return records.map((row) => {
    const sentence = named(told(row), sentenceOf(row))
    return shapeRow(ctx, row, { subject: subjects.get(row.subject_id), sentence, look })
  })
}

function told({ subject_kind: kind, explanation }: AlertRecord) {
  return { kind, headline: explanation.headline }
}

type Shown = { subject: SubjectInfo | undefined; sentence: Bilingual; look: Look }

function shapeRow(ctx: ReadCtx, row: AlertRecord, { subject, sentence, look }: Shown): AlertRow {
  return {
    id: row.id,
    ruleCode: row.rule_code,
    title: row.title,
    sentence: saidOn(sentence, saidWhen(row, look), moneyNow(row)),
    mode: row.mode,
    severity: row.severity,
    status: row.status,
    subject: { kind: row.subject_kind, id: row.subject_id, label: subject?.label ?? '' },
    customer: subject?.customerId ? { id: subject.customerId, name: subject.customerName ?? '' } : null,
    responsible: { id: row.responsible_id, name: row.responsible_name },
    moneyFen: row.money_fen,
    foundFen: row.found_fen,
    openedAt: row.opened_at,
    clearedAt: row.cleared_at,
    deadlineAt: row.deadline_at,
    escalationLevel: row.escalation_level,
    silencedUntil: row.silenced_until,
    inhibited: row.inhibited_by,
    version: row.version,
    can: actionsOf(ctx, row, look.isPast),
  }
}

function saidWhen({ explanation, opened_at: openedAt }: AlertRecord, { moment }: Look) {
  return { on: dayOf(explanation.at ?? openedAt), today: dayOf(moment) }
}

/** What the money of the sentence has become; nothing where the sentence speaks of something else. */
function moneyNow({ explanation: { headline }, money_fen: now, found_fen: found }: AlertRecord) {
  const isTheFigure = headline !== null && headline.value === Number(found) && found > 0n
  return isTheFigure && now !== found ? now : undefined
}

export function sentenceOf(row: Pick<AlertRecord, 'explanation' | 'subject_kind' | 'title'>): Bilingual {
  const { headline } = row.explanation
  return headline ? findingSentence(row.subject_kind, headline) : row.title
}

async function subjectsOf(
  ctx: ReadCtx,
  records: readonly AlertRecord[],
  look: Look,
): Promise<Map<string, SubjectInfo>> {
  const all = new Map<string, SubjectInfo>()
  for (const [kind, rows] of Map.groupBy(records, (row) => row.subject_kind)) {
    const ids = [...new Set(rows.map((row) => row.subject_id))]
    for (const [id, info] of await loadSubjects(ctx, kind, ids, look)) all.set(id, info)
  }
  return all
}
