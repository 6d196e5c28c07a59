import type { ContentLine } from '../../../core/approval/content.ts'
import { type Credit, extentOf } from '../../../core/customer/credit-change.ts'
import { formatFen } from '../../../core/money.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import {
  contentHashOf,
  reportMismatch,
  requestApproval,
  type Settled,
  spendApproval,
} from '../approvals/index.ts'
import { CREDIT, writeGrants } from './credit-gate.ts'
import { creditOdds } from './credit-odds.ts'
import { renewPeriod } from './save-customers.ts'

type Asked = { id: string; name: string; before: Credit; after: Credit; reason: string }

/** Asks for a limit or term beyond one's authority; what is in effect stays as it is until it is granted. */
export async function requestCredit(ctx: WriteCtx, asked: Asked): Promise<string> {
  const { id, name, before, after } = asked
  const { caseId } = await requestApproval(ctx, {
    kind: CREDIT,
    subject: { kind: 'customer', id },
    customerId: id,
    title: { zh: `${name} 额度与账期`, en: `${name}: limit and term` },
    url: `/customers/${id}`,
    facts: {
      ...extentOf(before, after),
      type: ['limit'],
      marginBp: null,
      deviationBp: null,
    },
    content: {
      hash: hashOf(id, before, after),
      lines: [...linesOf(name, after), await oddsOf(ctx, id, after)],
      before: [...linesOf(name, before), await oddsOf(ctx, id, before)],
    },
    reason: asked.reason,
  })
  const values = { limit_fen: after.limitFen, term_days: after.termDays }
  await ctx.db
    .insertInto('credit_request')
    .values({ org_id: ctx.orgId, case_id: caseId, customer_id: id, ...values })
    .onConflict((conflict) => conflict.columns(['org_id', 'case_id']).doUpdateSet(values))
    .execute()
  return caseId
}

/**
 * The end of a credit case: an approved one takes effect here and only here, if the gate still says so. The
 * hash is taken over what is in effect now and what was asked; had anybody changed the customer's credit
 * meanwhile, it is not what was approved, and nothing moves (decision 0005).
 */
export async function settleCredit(ctx: WriteCtx, settled: Settled): Promise<void> {
  const request = await ctx.db
    .selectFrom('credit_request')
    .select(['customer_id', 'limit_fen', 'term_days'])
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', settled.caseId)
    .executeTakeFirst()
  if (!request) return
  if (settled.status !== 'approved') return close(ctx, settled.caseId, 'refused')
  const row = await ctx.db
    .selectFrom('customer')
    .select(['id', 'name', 'limit_fen', 'term_days', 'version', 'voided_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', request.customer_id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const before: Credit = { limitFen: row.limit_fen, termDays: row.term_days }
  const after: Credit = { limitFen: request.limit_fen, termDays: request.term_days }
  const gate = {
    kind: CREDIT,
    subject: { kind: 'customer', id: row.id },
    contentHash: hashOf(row.id, before, after),
  }
  const caseId = row.voided_at === null ? await spendApproval(ctx, gate) : null
  if (caseId === null) {
    await close(ctx, settled.caseId, 'frozen')
    const title = { zh: `${row.name} 额度与账期`, en: `${row.name}: limit and term` }
    return reportMismatch(ctx, { gate, title, caseId: settled.caseId, requesterId: settled.requesterId })
  }
  await writeGrants(ctx, [{ customerId: row.id, before, after }], { basis: 'approval', caseId })
  await ctx.db
    .updateTable('customer')
    .set({
      limit_fen: after.limitFen,
      term_days: after.termDays,
      version: row.version + 1,
      updated_at: at(ctx.tick),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
  await renewPeriod(ctx, row.id)
  await close(ctx, caseId, 'in_effect')
  await recordEvent(ctx, {
    kind: 'credit.granted',
    subject: { kind: 'customer', id: row.id },
    customerId: row.id,
    summary: { limitFen: after.limitFen, termDays: after.termDays, caseId },
  })
  await touch(ctx, [{ kind: 'customer', id: row.id }])
}

async function close(ctx: WriteCtx, caseId: string, outcome: 'in_effect' | 'refused' | 'frozen') {
  await ctx.db
    .updateTable('credit_request')
    .set({ outcome })
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', caseId)
    .execute()
}

/** What the limit would bring if all of it were used once. */
function oddsOf(ctx: ReadCtx, id: string, { limitFen, termDays }: Credit): Promise<ContentLine> {
  return creditOdds(ctx, id, { amountFen: limitFen, termDays })
}

/** From what, to what: lowering meanwhile and raising again is another content, and asks again. */
function hashOf(customerId: string, before: Credit, after: Credit): string {
  return contentHashOf({ customerId, before, after })
}

function linesOf(name: string, { limitFen, termDays }: Credit): ContentLine[] {
  const same = (text: string) => ({ zh: text, en: text })
  const none = { zh: '未约定', en: 'none agreed' }
  return [
    { key: 'customer', label: { zh: '客户', en: 'Customer' }, value: same(name) },
    {
      key: 'limit',
      label: { zh: '信用额度', en: 'Credit limit' },
      value: limitFen === null ? none : same(`¥${formatFen(limitFen)}`),
    },
    {
      key: 'term',
      label: { zh: '账期', en: 'Payment term' },
      value: termDays === null ? none : { zh: `${termDays} 天`, en: `${termDays} days` },
    },
  ]
}
