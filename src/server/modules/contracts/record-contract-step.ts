import { type Day, dayOf } from '../../../core/calendar.ts'
import { type ContractStep, decideContractStep } from '../../../core/contract/course.ts'
import { may } from '../../../core/permission.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { getContractRow } from './contract-rows.ts'
import type { ContractInput } from './plan-contracts.ts'
import { planPayments } from './plan-payments.ts'
import { addStep, saveContracts } from './save-contracts.ts'

type Reply = { id: string; version: number }

export type ContractForm = Omit<
  ContractInput,
  'dealId' | 'signedOn' | 'effectiveOn' | 'endsOn' | 'responsibleId' | 'approvedOn'
> & {
  dealId?: string | null | undefined
  signedOn?: Day | null | undefined
  effectiveOn?: Day | null | undefined
  endsOn?: Day | null | undefined
  responsibleId?: string | null | undefined
}

/** Notes a contract; it counts as approved only when somebody else has approved it here (C073). */
export async function createContract(ctx: WriteCtx, form: ContractForm): Promise<Reply> {
  if (form.signedOn && form.signedOn > dayOf(ctx.now)) throw invalid('date_in_future')
  const customer = await scopedCustomerIds(ctx, 'contract.write')
    .select('scoped.responsible_id')
    .where('scoped.id', '=', form.customerId)
    .executeTakeFirst()
  if (!customer) throw notFound('customer')
  if (form.dealId) await requireDealOf(ctx, form.dealId, form.customerId)
  const taken = await ctx.db
    .selectFrom('contract')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('number', '=', form.number)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (taken) throw conflict('duplicate_document', { number: form.number })
  const { responsibleId } = form
  const mayName = responsibleId === ctx.actor.userId || may(ctx.actor.roles, 'customer.assign')
  const [saved] = await saveContracts(ctx, [
    {
      ...form,
      dealId: form.dealId ?? null,
      signedOn: form.signedOn ?? null,
      effectiveOn: form.effectiveOn ?? null,
      endsOn: form.endsOn ?? null,
      responsibleId: (mayName ? responsibleId : null) ?? customer.responsible_id ?? ctx.actor.userId,
    },
  ])
  await recordEvent(ctx, {
    kind: 'contract.recorded',
    subject: { kind: 'contract', id: saved!.id },
    customerId: form.customerId,
    summary: { number: form.number },
  })
  return { id: saved!.id, version: 1 }
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

/** Approved, approval withdrawn, prolonged or ended: load → decide (core) → one step, one event. */
export async function recordContractStep(
  ctx: WriteCtx,
  id: string,
  form: ContractStep,
  permission: 'contract.write' | 'contract.approve',
): Promise<Reply> {
  const contract = await getContractRow(ctx, id, permission)
  const standing = {
    isOpen: contract.status === 'open',
    isApproved: contract.approved_at !== null,
    endsOn: contract.ends_on,
    responsibleId: contract.responsible_id,
  }
  const decided = decideContractStep(standing, form, ctx.actor.userId)
  if (!decided.ok) throw refused(decided)
  const { kind } = form
  const endsOn = kind === 'prolonged' ? form.endsOn : null
  await addStep(ctx, id, { kind, on: dayOf(ctx.now), endsOn, reason: form.reason || null })
  const isApproval = kind === 'approved' || kind === 'unapproved'
  await ctx.db
    .updateTable('contract')
    .set({
      ...(kind === 'prolonged' ? { ends_on: form.endsOn! } : {}),
      ...(kind === 'ended' ? { status: 'ended' } : {}),
      ...(isApproval
        ? {
            approved_at: atOrNull(kind === 'approved' ? ctx.tick : null),
            approved_by: kind === 'approved' ? ctx.actor.userId : null,
          }
        : {}),
      updated_at: at(ctx.tick),
      version: contract.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  if (kind === 'approved') await planPayments(ctx, id)
  await recordEvent(ctx, {
    kind: `contract.${kind}`,
    subject: { kind: 'contract', id },
    customerId: contract.customer_id,
    summary: { number: contract.number },
  })
  await touch(ctx, [{ kind: 'contract', id }])
  return { id, version: contract.version + 1 }
}
