import { sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { UNDATED } from '../../../core/receivable/retention.ts'
import { recordContractStep, saveContracts } from '../../modules/contracts/index.ts'
import { saveOrders } from '../../modules/orders/index.ts'
import type { WriteCtx } from '../../platform/context.ts'

const WORKS = [
  { number: 'ZB-01', title: '压机线改造', amountFen: 26_000_000n, left: -41, acceptedOn: null, dueIn: 24 },
  { number: 'ZB-02', title: '检测台及夹具', amountFen: 18_000_000n, left: -62, acceptedOn: -40, dueIn: 38 },
]

/**
 * Two contracts of which a tenth is kept back (质保金): one delivered six weeks ago whose acceptance nobody has
 * recorded, so that it has no due day, and one that was accepted and falls due a year after that.
 */
export async function keepBack(ctx: WriteCtx): Promise<void> {
  const today = dayOf(ctx.now)
  const customers = await soundCustomers(ctx, WORKS.length)
  for (const [index, { id: customerId, responsibleId }] of customers.entries()) {
    const { number, title, amountFen, left, acceptedOn, dueIn } = WORKS[index]!
    const terms = { customerId, responsibleId, dealId: null, title, amountFen, currency: 'CNY' }
    const signedOn = addDays(today, left - 60)
    const keptFen = amountFen / 10n
    const [contract] = await saveContracts(ctx, [
      {
        ...{ ...terms, number, signedOn, effectiveOn: signedOn, endsOn: addDays(today, 300 + index) },
        ...{ approvedOn: signedOn, penaltyBp: 5 },
        nodes: [
          { label: '货款', dueOn: addDays(today, dueIn), amountFen: amountFen - keptFen },
          { label: '质保金', dueOn: UNDATED, amountFen: keptFen, retention: { months: 12 } },
        ],
      },
    ])
    await saveOrders(ctx, [
      {
        ...{ ...terms, number: `${number}-DD`, contractId: contract!.id },
        ...{
          orderedOn: addDays(signedOn, 2),
          plannedOn: addDays(today, left),
          deliveredOn: addDays(today, left),
        },
      },
    ])
    if (acceptedOn === null) continue
    const step = { kind: 'accepted' as const, on: addDays(today, acceptedOn) }
    await recordContractStep(ctx, contract!.id, step, 'contract.write')
  }
}

/** Debtors of nothing: this is about what is kept back. The first is left to the orders. */
async function soundCustomers(ctx: WriteCtx, n: number): Promise<{ id: string; responsibleId: string }[]> {
  const { rows } = await sql<{ id: string; responsibleId: string }>`
    select c.id, c.responsible_id as "responsibleId" from customer c
    join app_user u on u.org_id = c.org_id and u.id = c.responsible_id and u.status = 'active'
    where c.org_id = ${ctx.orgId} and c.voided_at is null and not exists (select 1 from instalment i
        where i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null and i.open_fen > 0)
      and not exists (select 1 from contract k where k.org_id = c.org_id and k.customer_id = c.id and k.voided_at is null)
    order by c.created_on, c.external_code offset 1 limit ${n}`.execute(ctx.db)
  return rows
}
