import { type Day, dayOf } from '../../../core/calendar.ts'
import { type ContractStep, decideContractStep } from '../../../core/contract/course.ts'
import { may } from '../../../core/permission.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused, traced } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { checkDocument } from '../credit/index.ts'
import { checkGiven } from '../custom-fields/index.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { giveNumber } from '../numbers/index.ts'
import { getRate } from '../rates/index.ts'
import { dateRetention } from '../receivables/index.ts'
import { addStep } from './add-step.ts'
import { inYuan } from './agreed-amount.ts'
import { agreedNow } from './agreed-now.ts'
import { checkAgain, termsFor } from './check-again.ts'
import { type ContractInput, contentOf } from './content-of.ts'
import { getContractRow } from './contract-rows.ts'
import { takeOverQuote } from './create-from-quote.ts'
import { deviationOf } from './judge.ts'
import { contractDay } from './plan-contracts.ts'
import { putInForce } from './put-in-force.ts'
import { saveContracts } from './save-contracts.ts'
import { actorOf, standingOf } from './standing.ts'
import { type ContractNews, tellContract } from './tell-contract.ts'
import { findTemplate } from './templates.ts'
import { touchOrdersOf } from './touch-orders.ts'
import { type ContractVersion, newestVersion } from './version-rows.ts'

type Reply = { id: string; version: number }

export type ContractForm = Omit<
  ContractInput,
  | 'number'
  | 'customerId'
  | 'amountFen'
  | 'dealId'
  | 'signedOn'
  | 'effectiveOn'
  | 'endsOn'
  | 'responsibleId'
  | 'approvedOn'
  | 'quoteVersionId'
  | 'deviationBp'
  | 'custom'
> & {
  /** left out: the next of the company's own series */
  number?: string | null | undefined
  customerId?: string | null | undefined
  amountFen?: bigint | null | undefined
  dealId?: string | null | undefined
  effectiveOn?: Day | null | undefined
  endsOn?: Day | null | undefined
  responsibleId?: string | null | undefined
  custom?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Notes a contract, by itself or from a quote, whose lines it takes over. It is a draft: in force it comes by
 * approval, signed it is after that (C073).
 */
export async function createContract(ctx: WriteCtx, form: ContractForm): Promise<Reply> {
  const taken = form.quoteId ? await takeOverQuote(ctx, form.quoteId) : null
  const customerId = taken?.customerId ?? form.customerId
  if (!customerId) throw invalid('invalid_input', { fields: [{ path: 'customerId' }] })
  const customer = await scopedCustomerIds(ctx, 'contract.write')
    .select('scoped.responsible_id')
    .where('scoped.id', '=', customerId)
    .executeTakeFirst()
  if (!customer) throw notFound('customer')
  const dealId = taken?.dealId ?? form.dealId ?? null
  if (dealId && !taken) await requireDealOf(ctx, dealId, customerId)
  const custom = await checkGiven(ctx, 'contract', {}, form.custom ?? {})
  const number = await giveNumber(ctx, 'contract', form.number)
  await refuseTaken(ctx, number)
  const { responsibleId } = form
  const template = await findTemplate(ctx, form.templateId ?? null)
  const mayName = responsibleId === ctx.actor.userId || may(ctx.actor.roles, 'customer.assign')
  const input = {
    ...form,
    ...taken,
    ...(template?.language === 'en' ? { language: 'en' as const } : {}),
    number,
    custom,
    customerId,
    dealId,
    amountFen: taken?.amountFen ?? form.amountFen ?? 0n,
    signedOn: null,
    effectiveOn: form.effectiveOn ?? null,
    endsOn: form.endsOn ?? null,
    responsibleId: (mayName ? responsibleId : null) ?? customer.responsible_id ?? ctx.actor.userId,
  }
  const rate = await getRate(ctx, { currency: input.currency, day: contractDay(ctx, input) })
  const { fen } = inYuan(input, rate)
  const terms = termsFor(ctx, contentOf(input), fen)
  await checkDocument(ctx, customerId, { document: 'contract', amountFen: fen, terms })
  const about = { customerId, quoteId: form.quoteId ?? null }
  const deviationBp = await deviationOf(ctx, about, contentOf(input))
  const [saved] = await saveContracts(ctx, [{ ...input, deviationBp }])
  await recordEvent(ctx, {
    kind: 'contract.recorded',
    subject: { kind: 'contract', id: saved!.id },
    customerId,
    summary: { number },
  })
  return { id: saved!.id, version: 2 }
}

async function refuseTaken(ctx: WriteCtx, number: string): Promise<void> {
  const taken = await ctx.db
    .selectFrom('contract')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('number', '=', number)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (taken) throw conflict('duplicate_document', { number })
}

async function requireDealOf(ctx: WriteCtx, dealId: string, customerId: string): Promise<void> {
  const deal = await ctx.db
    .selectFrom('deal')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', dealId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (!deal) throw notFound('deal')
}

/** Approved, approval withdrawn, signed or ended: load → decide (core) → one step, one event. */
export async function recordContractStep(
  ctx: WriteCtx,
  id: string,
  form: ContractStep,
  permission: 'contract.write' | 'contract.approve',
): Promise<Reply> {
  const contract = await getContractRow(ctx, id, permission)
  const newest = await newestVersion(ctx, id)
  const standing = await standingOf(ctx, contract, newest)
  const decided = decideContractStep(standing, form, await actorOf(ctx, contract, newest))
  if (!decided.ok) {
    throw decided.code === 'beyond_authority'
      ? traced(refused(decided, 403), attempt(id, contract))
      : refused(decided)
  }
  const { kind } = form
  const on = form.on ?? dayOf(ctx.now)
  if (kind === 'approved') await approve(ctx, contract, newest)
  else {
    if (kind === 'unaccepted') await endAcceptance(ctx, id)
    await addStep(ctx, id, { kind, on, reason: form.reason || null })
    await ctx.db
      .updateTable('contract')
      .set({
        ...(kind === 'ended' ? { status: 'ended' } : {}),
        ...(kind === 'signed' ? { signed_on: on } : {}),
        ...(kind === 'accepted' ? { accepted_on: on } : {}),
        ...(kind === 'unaccepted' ? { accepted_on: null } : {}),
        ...(kind === 'unapproved' ? { approved_at: null, approved_by: null } : {}),
        updated_at: at(ctx.tick),
        version: contract.version + 1,
      })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  }
  if (kind === 'accepted') await dateRetention(ctx, id, on)
  if (kind === 'unaccepted') await dateRetention(ctx, id, null)
  await recordEvent(ctx, {
    kind: `contract.${kind}`,
    subject: { kind: 'contract', id },
    customerId: contract.customer_id,
    summary: { number: contract.number },
  })
  await touch(ctx, [{ kind: 'contract', id }])
  const news = NEWS[kind]
  if (news) await tellContract(ctx, id, { kind: news, said: form.reason ?? '' })
  if (!['signed', 'accepted', 'unaccepted'].includes(kind)) await touchOrdersOf(ctx, contract.customer_id)
  return { id, version: contract.version + 1 }
}

const NEWS: Partial<Record<ContractStep['kind'], ContractNews>> = {
  approved: 'contract-in-force',
  signed: 'contract-signed',
  ended: 'contract-ended',
}

/** What was accepted holds for the past as it was known; from now on it was not. */
async function endAcceptance(ctx: WriteCtx, id: string): Promise<void> {
  await ctx.db
    .updateTable('contract_step')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('contract_id', '=', id)
    .where('kind', '=', 'accepted')
    .where('voided_at', 'is', null)
    .execute()
}

/** By one’s own authority, as the page does it. */
export function approveContract(ctx: WriteCtx, id: string): Promise<Reply> {
  return recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve')
}

type Row = Awaited<ReturnType<typeof getContractRow>>

async function approve(ctx: WriteCtx, contract: Row, newest: ContractVersion): Promise<void> {
  const before = {
    id: contract.id,
    isApproved: contract.approved_at !== null,
    ...(await agreedNow(ctx, contract)),
  }
  await checkAgain(ctx, { ...before, customerId: contract.customer_id }, newest)
  await putInForce(ctx, before, newest, { basis: 'authority' })
}

function attempt(id: string, contract: Row) {
  return {
    kind: 'contract.refused',
    subject: { kind: 'contract', id },
    customerId: contract.customer_id,
    summary: { number: contract.number, amountFen: Number(contract.amount_fen) },
  }
}
