import { sql } from 'kysely'
import { addDays, dayOf, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_EXPORT_POLICY, type ExportPolicy, type Taken } from '../../../core/export/guard.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'

const SETTING = 'exports'

export async function loadExportPolicy(ctx: ReadCtx): Promise<ExportPolicy> {
  return { ...DEFAULT_EXPORT_POLICY, ...((await loadSetting(ctx, SETTING)) as Partial<ExportPolicy> | null) }
}

export async function saveExportPolicy(ctx: WriteCtx, policy: ExportPolicy): Promise<{ ok: true }> {
  await saveSetting(ctx, SETTING, policy)
  await recordEvent(ctx, {
    kind: 'settings.saved',
    subject: { kind: 'setting', id: newId(ctx.now) },
    summary: { exports: policy },
  })
  return { ok: true }
}

/** What the actor took out today without anybody's consent, beside this file of a list. */
export async function takenToday(ctx: ReadCtx, file: { list: string; search: string }): Promise<Taken> {
  const today = dayOf(ctx.now)
  const { rows } = await sql<Taken>`
    with taken as (
      select list, search, row_count, customer_count from export_log where org_id = ${ctx.orgId}
        and user_id = ${ctx.actor.userId} and case_id is null
        and recorded_at >= ${at(startOfDay(today))} and recorded_at < ${at(startOfDay(addDays(today, 1)))}
    )
    select (select coalesce(sum(row_count), 0)::int from taken) as rows,
      (select coalesce(sum(n), 0)::int from (select max(customer_count) as n from taken
        where list = ${file.list} and search <> ${file.search} group by search) other) as customers`.execute(
    ctx.db,
  )
  return rows[0]!
}
