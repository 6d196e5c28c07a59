import { type RawBuilder, sql } from 'kysely'
import { BILLS_COLLECTED, type BillsCollected } from '../../../core/receivable/bill.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { BILLS_SETTING as SETTING } from '../identity/index.ts'

/** What customers handed over, in money or in paper, at the moment they did; what became of paper is no part. */
export function isHandedOver(alias: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`((${column('kind')} = 'payment' and ${column('bill_id')} is null) or ${column('bill_move')} = 'received')`
}

export async function readBillsCollected(ctx: ReadCtx): Promise<BillsCollected> {
  const row = await ctx.db
    .selectFrom('org_setting')
    .select('value')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', SETTING)
    .executeTakeFirst()
  return BILLS_COLLECTED.find((one) => one === row?.value) ?? 'honoured'
}

export async function saveBillsCollected(ctx: WriteCtx, collected: BillsCollected): Promise<{ ok: true }> {
  await ctx.db
    .insertInto('org_setting')
    .values({ org_id: ctx.orgId, id: SETTING, value: json(collected) })
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'id'])
        .doUpdateSet((eb) => ({ value: json(collected), version: eb('org_setting.version', '+', 1) })),
    )
    .execute()
  await recordEvent(ctx, {
    kind: 'bills.collected',
    subject: { kind: 'setting', id: newId(ctx.now) },
    summary: { collected },
  })
  return { ok: true }
}
