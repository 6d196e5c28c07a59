import { sql } from 'kysely'
import type { Day } from '../../core/calendar.ts'
import type { ReadCtx, WriteCtx } from './context.ts'
import { at, json } from './db.ts'
import { pastMoment } from './then.ts'

/** A setting of the organisation as it was saved; null where nobody has. */
export async function loadSetting(ctx: ReadCtx, id: string): Promise<unknown> {
  const row = await ctx.db
    .selectFrom('org_setting')
    .select('value')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.value ?? null
}

/**
 * A setting as it stood at the end of a day; null where nobody had saved it by then. Of the days before the
 * organisation was here (imported history) the first that was saved holds.
 */
export async function loadSettingThen(ctx: ReadCtx, id: string, day: Day): Promise<unknown> {
  const moment = pastMoment(ctx, day)
  if (moment === null) return loadSetting(ctx, id)
  const then = at(moment)
  const versions = sql`from record_version v
    where v.org_id = ${ctx.orgId} and v.entity = 'org_setting' and v.id = ${id}`
  const { rows } = await sql<{ value: unknown }>`
    select coalesce(
      (select v.row -> 'value' ${versions} and v.recorded_at <= ${then} order by v.recorded_at desc, v.version desc limit 1),
      (select v.row -> 'value' ${versions} and (select o.created_at from org o where o.id = ${ctx.orgId}) > ${then}
        order by v.recorded_at, v.version limit 1)) as value`.execute(ctx.db)
  return rows[0]?.value ?? null
}

export async function saveSetting(ctx: WriteCtx, id: string, wanted: unknown): Promise<void> {
  const value = json(wanted)
  await ctx.db
    .insertInto('org_setting')
    .values({ org_id: ctx.orgId, id, value })
    .onConflict((on) =>
      on
        .columns(['org_id', 'id'])
        .doUpdateSet((eb) => ({ value, version: eb('org_setting.version', '+', 1) })),
    )
    .execute()
}
