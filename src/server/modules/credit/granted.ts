import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import { contentFrom } from '../../../core/contract/content.ts'
import type { Standing } from '../../../core/credit/exposure.ts'
import { contractTerms, type ExceptTerms, type Granted } from '../../../core/credit/grade-terms.ts'
import type { CreditPolicy } from '../../../core/credit/policy.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'

type Asked = { id: string; customerId: string; contractId?: string | null | undefined }
type AgreedTerms = Pick<Granted, 'on' | 'termDays' | 'except'> & { paidFen: Fen }

/**
 * What stands behind each of these orders: the term of its contract, else of its customer, what was paid on
 * the plan of the contract, and what exceptions allow (C019 C020). Nothing is read while no terms are set.
 */
export async function agreedOf(
  ctx: ReadCtx,
  orders: readonly Asked[],
  policy: CreditPolicy,
): Promise<Map<string, AgreedTerms>> {
  if (policy.gradeTerms.length === 0) return new Map()
  const on = dayOf(ctx.now)
  const named = orders.map(({ id, contractId = null }) => ({ id, contractId }))
  const [contracts, customers] = await Promise.all([
    contractsOf(ctx, named),
    customerTerms(
      ctx,
      orders.map(({ customerId }) => customerId),
    ),
  ])
  return new Map(
    orders.map(({ id, customerId }) => {
      const customer = customers.get(customerId)!
      const contract = contracts.get(id)
      const ofContract = contract?.content == null ? null : contractTerms(contentFrom(contract.content), on)
      const termDays = ofContract?.termDays ?? customer.termDays
      return [id, { on, termDays, except: customer.except, paidFen: contract?.paidFen ?? 0n }]
    }),
  )
}

/** The money ahead is asked for everything on the way, this order with it. */
export function grantedBy(
  agreed: AgreedTerms | undefined,
  { own }: Standing,
  amountFen: Fen,
): Granted | undefined {
  if (!agreed) return undefined
  const { paidFen, ...terms } = agreed
  return { ...terms, ahead: { haveFen: own.advanceFen + paidFen, ofFen: own.ordersFen + amountFen } }
}

type Terms = { termDays: number | null; aheadFen: Fen; ofFen: Fen }

/** The same of a quote, which grants what its customer has, or of a contract, which says it itself. */
export async function grantedTo(
  ctx: ReadCtx,
  { customerId, terms }: { customerId: string; terms: Terms | 'customer' | null },
  policy: CreditPolicy,
): Promise<Granted | undefined> {
  if (policy.gradeTerms.length === 0 || terms === null) return undefined
  const customer = (await customerTerms(ctx, [customerId])).get(customerId)!
  const on = dayOf(ctx.now)
  if (terms === 'customer') return { on, ...customer, ahead: { haveFen: 0n, ofFen: 0n } }
  return {
    on,
    termDays: terms.termDays ?? customer.termDays,
    except: customer.except,
    ahead: { haveFen: terms.aheadFen, ofFen: terms.ofFen },
  }
}

async function customerTerms(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<{ id: string; termDays: number | null } & { longest: number; least: number }>`
    select c.id, c.term_days as "termDays", max(d.term_days) as longest, min(d.prepay_bp) as least
    from customer c left join credit_decision d on d.org_id = c.org_id and d.customer_id = c.id
      and d.kind = 'exception' and d.order_id is null and d.effective_at is not null and d.ended_at is null
      and d.expires_on >= ${dayOf(ctx.now)}
    where c.org_id = ${ctx.orgId} and c.id = any(${[...new Set(ids)]}::uuid[])
    group by c.id, c.term_days`.execute(ctx.db)
  return new Map(
    rows.map(({ id, termDays, longest, least }) => {
      const except: ExceptTerms = { termDays: longest, prepayBp: least }
      return [id, { termDays, except }]
    }),
  )
}

/** The contract of each order: what is in force or written of it, and what was paid on its plan. */
async function contractsOf(ctx: ReadCtx, orders: readonly { id: string; contractId: string | null }[]) {
  const { rows } = await sql<{ id: string; content: unknown; paidFen: Fen }>`
    select w.id, v.content, coalesce((select sum(i.amount_fen - i.open_fen) from invoice f
        join instalment i on i.org_id = f.org_id and i.invoice_id = f.id and i.voided_at is null
        where f.org_id = k.org_id and f.contract_id = k.id and f.kind = 'contract' and f.voided_at is null), 0)::bigint as "paidFen"
    from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as w (id uuid, "contractId" uuid)
    left join sales_order o on o.org_id = ${ctx.orgId} and o.id = w.id
    join contract k on k.org_id = ${ctx.orgId}
      and k.id = case when o.contract_id is null then w."contractId" else o.contract_id end
    left join contract_version v on v.org_id = k.org_id and v.id = k.version_id`.execute(ctx.db)
  return new Map(rows.map(({ id, ...contract }) => [id, contract]))
}
