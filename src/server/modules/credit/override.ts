import { covers } from '../../../core/approval/authority.ts'
import type { ContentLine } from '../../../core/approval/content.ts'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import { factsAt } from '../../../core/credit/facts.ts'
import { rate } from '../../../core/credit/rate.ts'
import { type Grade, isBetter } from '../../../core/credit/scale.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, forbidden, invalid } from '../../platform/errors.ts'
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
import { loadRaw } from './load-raw.ts'
import { lateShareAt, readPortfolio } from './portfolio.ts'
import { rateCustomers } from './rate-customers.ts'
import { getCustomerHead } from './scope.ts'

const CREDIT = 'credit'
const SUBJECT = 'credit_decision'
const LONGEST_DAYS = 366

export type OverrideForm = { grade: Grade; reason: string; expiresOn: Day }
type Reply = { id: string; approvalId: string | null; inEffect: boolean }

/**
 * Sets a grade by decision, with a reason and a last day (C015): a worse one takes effect at once, a better
 * one within one's own authority or through an approval.
 */
export async function overrideGrade(ctx: WriteCtx, customerId: string, form: OverrideForm): Promise<Reply> {
  const customer = await getCustomerHead(ctx, customerId, 'credit.write')
  const today = dayOf(ctx.now)
  if (form.expiresOn < today) throw invalid('credit_expires_past')
  if (form.expiresOn > addDays(today, LONGEST_DAYS))
    throw invalid('credit_expires_far', { days: LONGEST_DAYS })
  const computed = await computedGrade(ctx, customerId)
  if (form.grade === computed) throw conflict('credit_grade_same', { grade: computed })
  const isStricter = isBetter(computed, form.grade)
  const mayDecide = isStricter ? may(ctx.actor.roles, 'credit.decide') : await mayLoosen(ctx)
  if (!mayDecide && (await runningDecision(ctx, customerId, 'grade'))) throw conflict('approval_running')
  const id = newId(ctx.now)
  const row = {
    org_id: ctx.orgId,
    id,
    customer_id: customerId,
    kind: 'grade',
    grade: form.grade,
    reason: form.reason,
    expires_on: form.expiresOn,
    asked_by: ctx.actor.userId,
    asked_at: at(ctx.tick),
  }
  if (mayDecide) {
    await endDecisions(ctx, customerId, { kind: 'grade', reason: 'replaced' })
    await ctx.db
      .insertInto('credit_decision')
      .values({ ...row, basis: 'authority', decided_by: ctx.actor.userId, effective_at: at(ctx.tick) })
      .execute()
    await takeEffect(ctx, { id, customerId, grade: form.grade })
    return { id, approvalId: null, inEffect: true }
  }
  await ctx.db.insertInto('credit_decision').values(row).execute()
  const title = {
    zh: `${customer.name} 信用等级调为 ${form.grade}`,
    en: `${customer.name}: credit grade ${form.grade}`,
  }
  const { caseId } = await requestApproval(ctx, {
    kind: CREDIT,
    subject: { kind: SUBJECT, id },
    customerId,
    title,
    url: `/customers/${customerId}`,
    facts: {
      amountFen: null,
      days: null,
      type: ['grade'],
      marginBp: null,
      deviationBp: null,
    },
    content: {
      hash: hashOf({ customerId, ...form }),
      lines: linesOf(form.grade, form.expiresOn),
      before: linesOf(computed, null),
    },
    reason: form.reason,
  })
  await awaitCase(ctx, id, caseId)
  return { id, approvalId: caseId, inEffect: false }
}

/** The end of a case about a grade: only what was approved takes effect (decision 0005). */
export async function settleOverride(ctx: WriteCtx, settled: Settled): Promise<void> {
  const row = await decisionOfCase(ctx, settled.caseId, 'grade')
  if (!row) return
  if (settled.status !== 'approved') return refuseDecision(ctx, row.id)
  const customerId = row.customer_id
  const form = { grade: row.grade as Grade, reason: row.reason, expiresOn: row.expires_on }
  const gate = {
    kind: CREDIT,
    subject: { kind: SUBJECT, id: row.id },
    contentHash: hashOf({ customerId, ...form }),
  }
  const caseId = form.expiresOn >= dayOf(ctx.now) ? await spendApproval(ctx, gate) : null
  if (caseId === null) {
    await refuseDecision(ctx, row.id)
    const title = { zh: `${row.name} 信用等级`, en: `${row.name}: credit grade` }
    return reportMismatch(ctx, { gate, title, caseId: settled.caseId, requesterId: settled.requesterId })
  }
  await endDecisions(ctx, customerId, { kind: 'grade', reason: 'replaced' })
  await approveDecision(ctx, row.id)
  await takeEffect(ctx, { id: row.id, customerId, grade: form.grade })
}

/** The computed grade holds again. */
export async function endOverride(ctx: WriteCtx, customerId: string): Promise<{ ok: true }> {
  await getCustomerHead(ctx, customerId, 'credit.decide')
  const held = await ctx.db
    .selectFrom('credit_decision')
    .select(['id', 'grade', 'decided_by'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'grade')
    .where('effective_at', 'is not', null)
    .where('ended_at', 'is', null)
    .where('expires_on', '>=', dayOf(ctx.now))
    .executeTakeFirst()
  if (!held) throw conflict('credit_no_override')
  const grade = held.grade as Grade
  // Whoever was stricter than the score may be so no longer; others need the authority for a better grade.
  const isLoosened = isBetter(await computedGrade(ctx, customerId), grade)
  if (isLoosened && held.decided_by !== ctx.actor.userId && !(await mayLoosen(ctx)))
    throw forbidden('credit.decide')
  await endDecisions(ctx, customerId, { kind: 'grade', reason: 'taken_back' })
  await rateCustomers(ctx, [customerId], await readPortfolio(ctx))
  await tell(ctx, 'credit.override_ended', { id: held.id, customerId, grade })
  return { ok: true }
}

/** A grade has no amount: only whoever may grant without end decides alone about a better one. */
async function mayLoosen(ctx: ReadCtx): Promise<boolean> {
  return covers(await myAuthority(ctx, CREDIT), { amountFen: null, days: null })
}

/** What the facts give without any override. */
async function computedGrade(ctx: ReadCtx, customerId: string): Promise<Grade> {
  const today = dayOf(ctx.now)
  const [raw] = await loadRaw(ctx, [customerId], today)
  const last = await ctx.db
    .selectFrom('credit_rating')
    .select('score_grade')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('valid_to', 'is', null)
    .executeTakeFirst()
  const former = (last?.score_grade as Grade | undefined) ?? null
  const lateShare = lateShareAt(await readPortfolio(ctx), today)
  return rate({ ...factsAt(raw!, today), override: null }, { lateShare, former }).grade
}

async function takeEffect(
  ctx: WriteCtx,
  set: { id: string; customerId: string; grade: Grade },
): Promise<void> {
  await rateCustomers(ctx, [set.customerId], await readPortfolio(ctx))
  await tell(ctx, 'credit.overridden', set)
}

function tell(
  ctx: WriteCtx,
  kind: string,
  set: { id: string; customerId: string; grade: Grade },
): Promise<void> {
  const { id, customerId, grade } = set
  return recordEvent(ctx, { kind, subject: { kind: SUBJECT, id }, customerId, summary: { grade } })
}

function hashOf(content: { customerId: string } & OverrideForm): string {
  const { customerId, grade, reason, expiresOn } = content
  return contentHashOf({ what: 'grade', customerId, grade, reason, expiresOn })
}

function linesOf(grade: Grade, expiresOn: Day | null): ContentLine[] {
  const same = (text: string) => ({ zh: text, en: text })
  return [
    { key: 'grade', label: { zh: '信用等级', en: 'Credit grade' }, value: same(grade) },
    ...(expiresOn === null
      ? []
      : [{ key: 'until', label: { zh: '有效期至', en: 'Valid until' }, value: same(expiresOn) }]),
  ]
}
