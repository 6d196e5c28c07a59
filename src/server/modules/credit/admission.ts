import { covers } from '../../../core/approval/authority.ts'
import type { ContentLine } from '../../../core/approval/content.ts'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import { type Admission, isStricter } from '../../../core/credit/admission.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import {
  contentHashOf,
  myAuthority,
  reportMismatch,
  requestApproval,
  type Settled,
  spendApproval,
} from '../approvals/index.ts'
import {
  approveDecision,
  awaitCase,
  decisionOfCase,
  endDecisions,
  refuseDecision,
  runningDecision,
} from './decision-rows.ts'
import { recheckHolds } from './holds.ts'
import { getCustomerHead } from './scope.ts'

const CREDIT = 'credit'
const SUBJECT = 'credit_decision'
/** A decision is looked at again after two years at the latest. */
const LONGEST_DAYS = 731

export type AdmissionForm = { admission: Admission; reason: string; expiresOn: Day }
type Reply = { id: string; approvalId: string | null; inEffect: boolean }

/**
 * The documented decision about a customer (C006): stricter at once for whoever may decide, wider within
 * one's authority or through an approval. It binds quotes, contracts and orders (`decideHold`).
 */
export async function decideAdmission(
  ctx: WriteCtx,
  customerId: string,
  form: AdmissionForm,
): Promise<Reply> {
  const customer = await getCustomerHead(ctx, customerId, 'credit.write')
  const today = dayOf(ctx.now)
  if (form.expiresOn < today) throw invalid('credit_expires_past')
  if (form.expiresOn > addDays(today, LONGEST_DAYS))
    throw invalid('credit_expires_far', { days: LONGEST_DAYS })
  const before = await admissionOf(ctx, customerId)
  const mayDecide =
    may(ctx.actor.roles, 'credit.decide') &&
    (isStricter(before, form.admission) ||
      covers(await myAuthority(ctx, CREDIT), { amountFen: null, days: null }))
  if (!mayDecide) await refuseSecond(ctx, customerId)
  const id = newId(ctx.now)
  const row = {
    org_id: ctx.orgId,
    id,
    customer_id: customerId,
    kind: 'admission',
    admission: form.admission,
    reason: form.reason,
    expires_on: form.expiresOn,
    asked_by: ctx.actor.userId,
    asked_at: at(ctx.tick),
  }
  if (mayDecide) {
    await endDecisions(ctx, customerId, { kind: 'admission', reason: 'replaced' })
    await ctx.db
      .insertInto('credit_decision')
      .values({ ...row, basis: 'authority', decided_by: ctx.actor.userId, effective_at: at(ctx.tick) })
      .execute()
    await takeEffect(ctx, id, customerId, form.admission)
    return { id, approvalId: null, inEffect: true }
  }
  await ctx.db.insertInto('credit_decision').values(row).execute()
  const { caseId } = await requestApproval(ctx, {
    kind: CREDIT,
    subject: { kind: SUBJECT, id },
    customerId,
    title: titleOf(customer.name),
    url: `/customers/${customerId}`,
    facts: { amountFen: null, days: null, type: ['admission'], marginBp: null, deviationBp: null },
    content: {
      hash: hashOf(customerId, form),
      lines: linesOf(form.admission, form.expiresOn),
      before: before === null ? [] : linesOf(before, null),
    },
    reason: form.reason,
  })
  await awaitCase(ctx, id, caseId)
  return { id, approvalId: caseId, inEffect: false }
}

/** Only what was approved takes effect (decision 0005). */
export async function settleAdmission(ctx: WriteCtx, settled: Settled): Promise<void> {
  const row = await decisionOfCase(ctx, settled.caseId, 'admission')
  if (!row) return
  if (settled.status !== 'approved') return refuseDecision(ctx, row.id)
  const form = { admission: row.admission as Admission, reason: row.reason, expiresOn: row.expires_on }
  const gate = {
    kind: CREDIT,
    subject: { kind: SUBJECT, id: row.id },
    contentHash: hashOf(row.customer_id, form),
  }
  const caseId = form.expiresOn >= dayOf(ctx.now) ? await spendApproval(ctx, gate) : null
  if (caseId === null) {
    await refuseDecision(ctx, row.id)
    const { caseId: of, requesterId } = settled
    return reportMismatch(ctx, { gate, title: titleOf(row.name), caseId: of, requesterId })
  }
  await endDecisions(ctx, row.customer_id, { kind: 'admission', reason: 'replaced' })
  await approveDecision(ctx, row.id)
  await takeEffect(ctx, row.id, row.customer_id, form.admission)
}

async function admissionOf(ctx: ReadCtx, customerId: string): Promise<Admission | null> {
  const row = await ctx.db
    .selectFrom('credit_decision')
    .select('admission')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'admission')
    .where('effective_at', 'is not', null)
    .where('ended_at', 'is', null)
    .where('expires_on', '>=', dayOf(ctx.now))
    .executeTakeFirst()
  return (row?.admission as Admission | undefined) ?? null
}

async function refuseSecond(ctx: ReadCtx, customerId: string): Promise<void> {
  const running = await runningDecision(ctx, customerId, 'admission')
  if (running) throw conflict('approval_running', { caseId: running.caseId })
}

async function takeEffect(
  ctx: WriteCtx,
  id: string,
  customerId: string,
  admission: Admission,
): Promise<void> {
  const subject = { kind: SUBJECT, id }
  await recordEvent(ctx, {
    kind: `credit.admission_${admission}`,
    subject,
    customerId,
    summary: { admission },
  })
  await recheckHolds(ctx, [customerId])
}

function hashOf(customerId: string, { admission, reason, expiresOn }: AdmissionForm): string {
  return contentHashOf({ what: 'admission', customerId, admission, reason, expiresOn })
}

function titleOf(name: string) {
  return { zh: `${name} 准入决定`, en: `${name}: admission` }
}

const WORDS: Record<Admission, { zh: string; en: string }> = {
  admit: { zh: '准入', en: 'Admit' },
  limited: { zh: '限额准入', en: 'Admit with limits' },
  prepay: { zh: '只做预付款', en: 'Prepayment only' },
  refuse: { zh: '不予合作', en: 'Refuse' },
}

function linesOf(admission: Admission, expiresOn: Day | null): ContentLine[] {
  const until = { zh: '下次复核', en: 'Next review' }
  return [
    { key: 'admission', label: { zh: '准入决定', en: 'Decision' }, value: WORDS[admission] },
    ...(expiresOn === null ? [] : [{ key: 'until', label: until, value: { zh: expiresOn, en: expiresOn } }]),
  ]
}
