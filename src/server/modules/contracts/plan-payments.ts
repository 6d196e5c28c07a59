import { dayOf } from '../../../core/calendar.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'

/** C068: the payment nodes of an approved contract are owed on their days, once. */
export async function planPayments(ctx: WriteCtx, contractId: string): Promise<void> {
  const nodes = await ctx.db
    .selectFrom('contract_node')
    .select(['label', 'due_on as dueOn', 'amount_fen as amountFen'])
    .where('org_id', '=', ctx.orgId)
    .where('contract_id', '=', contractId)
    .orderBy('seq')
    .execute()
  if (nodes.length === 0) return
  const contract = await ctx.db
    .selectFrom('contract')
    .select([
      'customer_id as customerId',
      'number',
      'amount_fen as amountFen',
      'responsible_id as responsibleId',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', contractId)
    .executeTakeFirstOrThrow()
  await recordInvoices(ctx, [
    { ...contract, kind: 'contract', issuedOn: dayOf(ctx.now), contractId, instalments: nodes },
  ])
}
