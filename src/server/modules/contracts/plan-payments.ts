import { dayOf } from '../../../core/calendar.ts'
import type { ContractNode } from '../../../core/contract/content.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { dueOnOf } from '../../../core/receivable/retention.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { rateIn } from '../rates/index.ts'
import { recordInvoices } from '../receivables/index.ts'

/**
 * C068: the payment nodes of an approved contract are owed on their days, once, in its currency and in yuan
 * at the rate of the contract; they sum to what it counts as.
 */
export async function planPayments(ctx: WriteCtx, contractId: string): Promise<void> {
  const nodes = await nodesOf(ctx, contractId)
  if (nodes.length === 0) return
  const { acceptedOn, rate_micro, rate_per, rate_day, original_minor, ...contract } = await ctx.db
    .selectFrom('contract')
    .select([
      'customer_id as customerId',
      'number',
      'amount_fen as amountFen',
      'currency',
      'original_minor',
      'rate_micro',
      'rate_per',
      'rate_day',
      'responsible_id as responsibleId',
      'accepted_on as acceptedOn',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', contractId)
    .executeTakeFirstOrThrow()
  const rate = rateIn({ rate_micro, rate_per, rate_day })
  // From before rates were kept it stands at 1:1, in yuan.
  const money = rate === null ? { currency: COMPANY_CURRENCY } : { rate, amountFen: original_minor! }
  const instalments = nodes.map(({ retention, ...node }) => ({
    ...node,
    dueOn: dueOnOf({ ...node, retention }, acceptedOn),
    ...(retention
      ? { retention: { ...retention, acceptedOn: retention.months === null ? null : acceptedOn } }
      : {}),
  }))
  await recordInvoices(ctx, [
    { ...contract, ...money, kind: 'contract', issuedOn: dayOf(ctx.now), contractId, instalments },
  ])
}

/** The payment nodes of a contract, in their order. */
export async function nodesOf(ctx: ReadCtx, contractId: string): Promise<ContractNode[]> {
  const rows = await ctx.db
    .selectFrom('contract_node')
    .select(['label', 'due_on', 'amount_fen', 'is_retention', 'retention_months'])
    .where('org_id', '=', ctx.orgId)
    .where('contract_id', '=', contractId)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({
    ...{ label: row.label, dueOn: row.due_on, amountFen: row.amount_fen },
    ...(row.is_retention ? { retention: { months: row.retention_months } } : {}),
  }))
}
