import { sql } from 'kysely'
import type { MatchBook, MatchInstalment } from '../../../core/receivable/match-receipt.ts'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * All that a receipt may be matched with, of the whole company: whose money it is, is not a matter of scope.
 */
export async function loadMatchBook(ctx: ReadCtx): Promise<MatchBook> {
  const [customers, accounts, instalments] = await Promise.all([
    ctx.db
      .selectFrom('customer')
      .select(['id', 'name'])
      .where('org_id', '=', ctx.orgId)
      .where('voided_at', 'is', null)
      .execute(),
    sql<{ account: string; customer_id: string }>`
      select distinct on (payer_account) payer_account as account, customer_id from receipt
      where org_id = ${ctx.orgId} and state = 'confirmed' and payer_account <> ''
      order by payer_account, confirmed_at desc`.execute(ctx.db),
    sql<MatchInstalment>`
      select i.id, i.customer_id as "customerId", array_remove(array[v.number, k.number], null) as numbers,
        i.due_on as "dueOn", i.seq, coalesce(i.open_minor, i.open_fen) as "openFen", i.currency
      from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      left join contract k on k.org_id = v.org_id and k.id = v.contract_id
      where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null`.execute(ctx.db),
  ])
  return {
    customers,
    accounts: new Map(accounts.rows.map((row) => [row.account, row.customer_id])),
    instalments: instalments.rows,
  }
}
