import { sql } from 'kysely'
import { addDays, type Day } from '../../../core/calendar.ts'
import { openDispute, resolveDispute } from '../../modules/receivables/index.ts'
import type { WriteCtx } from '../../platform/context.ts'

type Row = { id: string; open_fen: bigint; occurred_on: Day; due_on: Day; marked: boolean }

/**
 * What customers of the demo contest (C104): the invoice that its ledger marks, registered properly and past
 * its deadline; a part of another that was talked over yesterday; and one that is settled.
 */
export async function contestSome(ctx: WriteCtx, today: Day): Promise<void> {
  // A start that was cut off is taken up again where it stopped.
  const there = await ctx.db
    .selectFrom('dispute')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .limit(1)
    .executeTakeFirst()
  if (there) return
  const { rows } = await sql<Row>`
    select i.id, i.open_fen, i.occurred_on, i.due_on, v.disputed as marked
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and i.voided_at is null and i.open_fen > 100000 and (v.disputed or i.due_on > ${today}::date + 15)
      and i.occurred_on < ${today}::date - 4
    order by v.disputed desc, i.due_on, i.id limit 3`.execute(ctx.db)
  const [marked, part, settled] = rows
  if (marked?.marked)
    await openDispute(ctx, {
      instalmentId: marked.id,
      kind: 'quantity',
      amountFen: marked.open_fen,
      reason: '客户说少到两箱，要求核对签收单',
      openedOn: addDays(today, -17),
      dueOn: addDays(today, -3),
    })
  if (part)
    await openDispute(ctx, {
      instalmentId: part.id,
      kind: 'price',
      amountFen: part.open_fen / 5n,
      reason: '单价与报价单不一致，差额待确认',
      openedOn: addDays(today, -1),
      dueOn: addDays(today, 9),
    })
  if (!settled) return
  const { id } = await openDispute(ctx, {
    instalmentId: settled.id,
    kind: 'invoice',
    amountFen: settled.open_fen,
    reason: '发票抬头开错，要求重开',
    openedOn: addDays(today, -4),
  })
  await resolveDispute(ctx, id, {
    outcome: 'rejected',
    resolution: '已换开发票，客户按原金额付款',
    on: addDays(today, -2),
  })
}
