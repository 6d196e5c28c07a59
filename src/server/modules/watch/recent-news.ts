import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { loadCalendar, loadStaff } from '../identity/index.ts'
import type { AlertNotice } from '../notify/index.ts'
import { findUnsettled } from './alert-rows.ts'
import { noticeOf } from './news.ts'
import { loadRules } from './rule-rows.ts'
import { loadSubjects } from './subjects.ts'

/**
 * The notices of alerts that opened within a period and still stand, as they would have been told then. An
 * evaluation of a long past tells only its last day; the demo shows the few days before as well.
 */
export async function recentNews(
  ctx: WriteCtx,
  period: { after: Instant; until: Instant },
): Promise<{ openedAt: Instant; notice: AlertNotice }[]> {
  const { rows } = await sql<{ kind: SubjectKind; ids: string[] }>`
    select subject_kind as kind, array_agg(distinct subject_id) as ids from alert
    where org_id = ${ctx.orgId} and mode = 'on' and status in ('open', 'acknowledged', 'in_progress')
      and opened_at > ${at(period.after)} and opened_at <= ${at(period.until)}
    group by subject_kind`.execute(ctx.db)
  const rules = await loadRules(ctx)
  const staff = await loadStaff(ctx)
  const setting = { staff, calendar: await loadCalendar(ctx), tick: ctx.tick, newId }
  const news: { openedAt: Instant; notice: AlertNotice }[] = []
  for (const { kind, ids } of rows) {
    const subjects = await loadSubjects(ctx, kind, ids)
    for (const draft of (await findUnsettled(ctx, ids, { rules, subjects })).values()) {
      const { openedAt } = draft
      if (draft.rule.mode !== 'on' || openedAt <= period.after || openedAt > period.until) continue
      news.push({ openedAt, notice: noticeOf(draft, 'opened', setting) })
    }
  }
  return news.sort((one, other) => one.openedAt - other.openedAt)
}
