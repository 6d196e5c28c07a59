import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { type DocumentFinding, type DocumentKind, lackingOf } from '../../../core/credit/document.ts'
import type { CreditPolicy } from '../../../core/credit/policy.ts'
import type { ReadCtx } from '../../platform/context.ts'

/** What each of these customers lacks today of what the rules ask for, if they ask for anything. */
export async function lackingBy(
  ctx: ReadCtx,
  customerIds: readonly string[],
  { documents: { required, mode } }: CreditPolicy,
): Promise<Map<string, DocumentFinding | null>> {
  if (required.length === 0 || mode === 'off') return new Map()
  const { rows } = await sql<{ customerId: string; kind: DocumentKind; expiresOn: Day | null }>`
    select h.customer_id as "customerId", h.kind, h.expires_on as "expiresOn" from credit_document h
    where h.org_id = ${ctx.orgId} and h.customer_id = any(${[...customerIds]}::uuid[]) and h.voided_at is null`.execute(
    ctx.db,
  )
  const held = Map.groupBy(rows, ({ customerId }) => customerId)
  const today = dayOf(ctx.now)
  return new Map(customerIds.map((id) => [id, lackingOf(required, held.get(id) ?? [], today)]))
}
