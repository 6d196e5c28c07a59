import { sql } from 'kysely'
import { covers } from '../../../core/approval/authority.ts'
import type { ContentLine } from '../../../core/approval/content.ts'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import { formatFen } from '../../../core/money.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import {
  contentHashOf,
  myAuthority,
  reportMismatch,
  requestApproval,
  type Settled,
  spendApproval,
} from '../approvals/index.ts'
import { creditOdds } from '../customers/index.ts'
import { agreedOf } from './granted.ts'
import { recheckHolds } from './holds.ts'
import { readPolicy } from './policy.ts'
import { getCustomerHead } from './scope.ts'
import { standingsOf } from './standing.ts'

const RELEASE = 'release'
const SUBJECT = 'credit_decision'
const LONGEST_DAYS = 184

export type ExceptionForm = {
  orderId?: string | null | undefined
  amountFen?: bigint | null | undefined
  termDays?: number | null | undefined
  prepayBp?: number | null | undefined
  reason: string
  expiresOn: Day
}
type Reply = { id: string; approvalId: string | null; inEffect: boolean }
type Order = {
  id: string
  number: string
  amountFen: bigint
  hold: string | null
  responsibleId: string | null
  /** its term, when that is one of the reasons for which it is held */
  beyondDays: number | null
}
type Asked = {
  customerId: string
  orderId: string | null
  /** null: no more money, only other terms */
  amountFen: bigint | null
  termDays: number | null
  prepayBp: number | null
  expiresOn: Day
}

/**
 * More than the limit until a day (C022): for one held order, or for whatever the customer orders. Within
 * one's authority at once, else through an approval; beyond the last rung of the ladder only money helps.
 */
export async function askException(ctx: WriteCtx, customerId: string, form: ExceptionForm): Promise<Reply> {
  const customer = await getCustomerHead(ctx, customerId, 'credit.write')
  const today = dayOf(ctx.now)
  if (form.expiresOn < today) throw invalid('credit_expires_past')
  if (form.expiresOn > addDays(today, LONGEST_DAYS))
    throw invalid('credit_expires_far', { days: LONGEST_DAYS })
  const order = form.orderId ? await heldOrder(ctx, form.orderId, customerId) : null
  const asked = await wishOf(ctx, { customerId, order }, form)
  const { amountFen } = asked
  await refuseSecond(ctx, customerId, asked.orderId)
  const overdueDays = (await standingsOf(ctx, [customerId])).get(customerId)?.own.overdueDays ?? 0
  const days = Math.max(overdueDays, (order ? order.beyondDays : asked.termDays) ?? 0)
  // A longer term alone is no money without end; less in advance is.
  const wanted = { amountFen: amountFen ?? (asked.prepayBp === null ? 0n : null), days }
  const isOwn =
    order !== null && order.responsibleId === ctx.actor.userId && !ctx.actor.roles.includes('boss')
  const mayDecide =
    !isOwn && may(ctx.actor.roles, 'credit.decide') && covers(await myAuthority(ctx, RELEASE), wanted)
  const id = newId(ctx.now)
  const row = {
    org_id: ctx.orgId,
    id,
    customer_id: customerId,
    order_id: asked.orderId,
    kind: 'exception',
    amount_fen: amountFen,
    term_days: asked.termDays,
    prepay_bp: asked.prepayBp,
    reason: form.reason,
    expires_on: form.expiresOn,
    asked_by: ctx.actor.userId,
    asked_at: at(ctx.tick),
  }
  if (mayDecide) {
    await ctx.db
      .insertInto('credit_decision')
      .values({ ...row, basis: 'authority', decided_by: ctx.actor.userId, effective_at: at(ctx.tick) })
      .execute()
    await takeEffect(ctx, id, asked)
    return { id, approvalId: null, inEffect: true }
  }
  await ctx.db.insertInto('credit_decision').values(row).execute()
  const what = order ? { zh: `订单 ${order.number} 放行`, en: `release order ${order.number}` } : TEMPORARY
  const { caseId } = await requestApproval(ctx, {
    kind: RELEASE,
    subject: { kind: SUBJECT, id },
    customerId,
    title: { zh: `${customer.name} ${what.zh}`, en: `${customer.name}: ${what.en}` },
    url: order ? `/orders/${order.id}` : `/customers/${customerId}`,
    facts: {
      ...{ ...wanted, marginBp: null, deviationBp: null },
      type: [order ? 'order' : 'customer'],
    },
    content: {
      hash: hashOf(asked),
      lines: [...linesOf(asked, order), await creditOdds(ctx, customerId, { amountFen })],
      before: [],
    },
    reason: form.reason,
  })
  await ctx.db
    .updateTable('credit_decision')
    .set({ case_id: caseId })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  return { id, approvalId: caseId, inEffect: false }
}

/** Money, other terms, or both; of a held order the amount and the term it has. */
async function wishOf(
  ctx: ReadCtx,
  { customerId, order }: { customerId: string; order: Order | null },
  form: ExceptionForm,
): Promise<Asked> {
  const amountFen = order?.amountFen ?? form.amountFen ?? null
  const terms = order ? await termsOfOrder(ctx, order, customerId) : termsIn(form)
  const isTermsOnly = amountFen === null && (terms.termDays !== null || terms.prepayBp !== null)
  if (!isTermsOnly && (amountFen === null || amountFen <= 0n)) throw invalid('amount_not_positive')
  return { customerId, orderId: order?.id ?? null, amountFen, ...terms, expiresOn: form.expiresOn }
}

const termsIn = ({ termDays = null, prepayBp = null }: ExceptionForm) => ({ termDays, prepayBp })

/** An order is let go at the term it has; a longer one later is another question. */
async function termsOfOrder(ctx: ReadCtx, { id }: Order, customerId: string) {
  const { policy } = await readPolicy(ctx)
  const agreed = (await agreedOf(ctx, [{ id, customerId }], policy)).get(id)
  return { termDays: agreed ? (agreed.termDays ?? 0) : null, prepayBp: null }
}

const TEMPORARY = { zh: '临时额度', en: 'temporary limit' }

/** Only what was approved takes effect, for the order as it stands now (decision 0005). */
export async function settleException(ctx: WriteCtx, settled: Settled): Promise<void> {
  const { rows } = await sql<Asked & { id: string; name: string; orderFen: bigint | null }>`
    select d.id, d.customer_id as "customerId", d.order_id as "orderId", d.amount_fen as "amountFen",
      d.term_days as "termDays", d.prepay_bp as "prepayBp", d.expires_on as "expiresOn", c.name, o.amount_fen as "orderFen"
    from credit_decision d
    join customer c on c.org_id = d.org_id and c.id = d.customer_id
    left join sales_order o on o.org_id = d.org_id and o.id = d.order_id and o.voided_at is null
    where d.org_id = ${ctx.orgId} and d.case_id = ${settled.caseId} and d.kind = 'exception'
      and d.effective_at is null and d.ended_at is null`.execute(ctx.db)
  const row = rows[0]
  if (!row) return
  const { id, name, orderFen, ...asked } = row
  if (settled.status !== 'approved') return refuse(ctx, id)
  const amountFen = asked.orderId === null ? asked.amountFen : (orderFen ?? 0n)
  const gate = { kind: RELEASE, subject: { kind: SUBJECT, id }, contentHash: hashOf({ ...asked, amountFen }) }
  const caseId = asked.expiresOn >= dayOf(ctx.now) ? await spendApproval(ctx, gate) : null
  if (caseId === null) {
    await refuse(ctx, id)
    const title = { zh: `${name} ${TEMPORARY.zh}`, en: `${name}: ${TEMPORARY.en}` }
    return reportMismatch(ctx, { gate, title, caseId: settled.caseId, requesterId: settled.requesterId })
  }
  await ctx.db
    .updateTable('credit_decision')
    .set({ basis: 'approval', decided_by: ctx.actor.userId, effective_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await takeEffect(ctx, id, asked)
}

async function takeEffect(
  ctx: WriteCtx,
  id: string,
  { customerId, orderId, amountFen }: Asked,
): Promise<void> {
  await recordEvent(ctx, {
    kind: 'credit.excepted',
    subject: { kind: SUBJECT, id },
    customerId,
    summary: { amountFen: amountFen === null ? null : Number(amountFen), orderId },
  })
  await recheckHolds(ctx, [customerId])
}

async function refuse(ctx: WriteCtx, id: string): Promise<void> {
  await ctx.db
    .updateTable('credit_decision')
    .set({ ended_at: at(ctx.tick), end_reason: 'refused' })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

async function heldOrder(ctx: ReadCtx, orderId: string, customerId: string): Promise<Order> {
  const { rows } = await sql<Order>`
    select o.id, o.number, o.amount_fen as "amountFen", o.credit_hold as hold, o.responsible_id as "responsibleId",
      (select max((f.said ->> 'days')::int) from jsonb_array_elements(o.credit_findings) f (said) where f.said ->> 'code' = 'term_beyond') as "beyondDays"
    from sales_order o where o.org_id = ${ctx.orgId} and o.id = ${orderId} and o.customer_id = ${customerId}
      and o.voided_at is null`.execute(ctx.db)
  const order = rows[0]
  if (!order) throw notFound('order')
  if (order.hold === null) throw conflict('credit_not_held')
  if (order.hold === 'blocked') throw conflict('credit_blocked')
  return order
}

async function refuseSecond(ctx: ReadCtx, customerId: string, orderId: string | null): Promise<void> {
  const { rows } = await sql<{ caseId: string | null }>`
    select d.case_id as "caseId" from credit_decision d
    where d.org_id = ${ctx.orgId} and d.customer_id = ${customerId} and d.kind = 'exception'
      and d.order_id is not distinct from ${orderId}::uuid and d.effective_at is null and d.ended_at is null`.execute(
    ctx.db,
  )
  if (rows[0]) throw conflict('approval_running', { caseId: rows[0].caseId })
}

function hashOf({ termDays, prepayBp, ...asked }: Asked): string {
  const { customerId, orderId, amountFen, expiresOn } = asked
  const terms = { ...(termDays === null ? {} : { termDays }), ...(prepayBp === null ? {} : { prepayBp }) }
  return contentHashOf({ what: 'exception', customerId, orderId, amountFen, expiresOn, ...terms })
}

function linesOf({ amountFen, termDays, prepayBp, expiresOn }: Asked, order: Order | null): ContentLine[] {
  const same = (text: string) => ({ zh: text, en: text })
  const line = (key: string, zh: string, en: string, value: ContentLine['value']) => ({
    ...{ key, label: { zh, en }, value },
  })
  return [
    ...(order ? [line('order', '订单', 'Order', same(order.number))] : []),
    ...(amountFen === null
      ? []
      : [
          line(
            'amount',
            order ? '订单金额' : '超出额度的金额',
            order ? 'Amount' : 'Beyond the limit',
            same(`¥${formatFen(amountFen)}`),
          ),
        ]),
    ...(termDays === null
      ? []
      : [line('term', '账期可到', 'Term up to', { zh: `${termDays} 天`, en: `${termDays} days` })]),
    ...(prepayBp === null
      ? []
      : [line('prepay', '预付比例可低至', 'In advance at least', same(`${prepayBp / 100}%`))]),
    line('until', '有效期至', 'Valid until', same(expiresOn)),
  ]
}
