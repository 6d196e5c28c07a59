import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { BILLS_COLLECTED, type BillsCollected } from '../../../core/receivable/bill.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'
import { BILLS_SETTING as SETTING } from '../identity/index.ts'

/** What customers handed over, in money or in paper, when they did; what became of paper is no part. */
export function isHandedOver(alias: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`((${column('kind')} = 'payment' and ${column('bill_id')} is null) or ${column('bill_move')} = 'received')`
}

/** What held on a day. */
export async function readBillsCollected(ctx: ReadCtx, on: Day): Promise<BillsCollected> {
  const rows = await readSince(ctx)
  const held = rows.findLast(({ from }) => from <= on)
  return BILLS_COLLECTED.find((one) => one === held?.collected) ?? 'honoured'
}

/**
 * Counts from today on, for bills that come from now on: those that came before were counted, and perhaps
 * paid commission for, as it held on their day.
 */
export async function saveBillsCollected(ctx: WriteCtx, collected: BillsCollected): Promise<{ ok: true }> {
  const from = dayOf(ctx.now)
  const since = (await readSince(ctx)).filter((row) => row.from < from)
  await saveSetting(ctx, SETTING, [...since, { from, collected }])
  await recordEvent(ctx, {
    kind: 'bills.collected',
    subject: { kind: 'setting', id: newId(ctx.now) },
    summary: { collected },
  })
  const people = await ctx.db.selectFrom('app_user').select('id').where('org_id', '=', ctx.orgId).execute()
  await touch(ctx, [
    { kind: 'org', id: ctx.orgId },
    ...people.map(({ id }) => ({ kind: 'rep' as const, id })),
  ])
  return { ok: true }
}

type Since = { from: Day; collected: string }

/** The earliest first. */
async function readSince(ctx: ReadCtx): Promise<Since[]> {
  return ((await loadSetting(ctx, SETTING)) as Since[] | null) ?? []
}
