import { dayOf } from '../../../core/calendar.ts'
import { type ContractContent, checkContent } from '../../../core/contract/content.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { conflict, invalid } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { contentHashOf } from '../approvals/index.ts'
import { getRate } from '../rates/index.ts'
import { agreedIn } from './agreed-amount.ts'
import { agreedNow } from './agreed-now.ts'
import { getContractRow } from './contract-rows.ts'
import { deviationOf } from './judge.ts'
import { followDraft } from './save-contracts.ts'
import { newestVersion, writeVersion } from './version-rows.ts'

type Reply = { id: string; version: number }

export type ContentForm = Omit<ContractContent, 'quoteVersionId' | 'templateId'> & { reason: string }

/**
 * Writes what is to be agreed as a new version. Nothing of it holds yet: a contract that is in force stays as
 * it is until the new version is approved (增项/变更, C070 C076).
 */
export async function writeContractVersion(ctx: WriteCtx, id: string, form: ContentForm): Promise<Reply> {
  const row = await getContractRow(ctx, id, 'contract.write')
  expectVersion(ctx, row.version)
  if (row.status !== 'open') throw conflict('contract_ended')
  const isAmendment = row.approved_at !== null
  // What is in force is booked: another currency is another contract.
  if (isAmendment && form.currency !== row.currency) {
    throw conflict('currency_fixed', { number: row.number, currency: row.currency })
  }
  if (isAmendment && form.reason.trim() === '') throw invalid('reason_required')
  const newest = await newestVersion(ctx, id)
  const { reason, ...terms } = form
  const { quoteVersionId, templateId } = newest.content
  const content: ContractContent = { ...terms, quoteVersionId, templateId }
  const checked = checkContent(content)
  if (!checked.ok) throw invalid(checked.code, checked.detail)
  if (contentHashOf(content) === contentHashOf(newest.content)) throw conflict('nothing_changed')
  const contract = { id, customerId: row.customer_id, quoteId: row.quote_id }
  const { currency } = content
  const isSameCurrency = currency === row.currency
  const agreed = isSameCurrency ? await agreedNow(ctx, row) : agreedIn(row)
  const rate = isSameCurrency ? agreed.rate : await getRate(ctx, { currency, day: dayOf(ctx.now) })
  const deviationBp = await deviationOf(ctx, contract, content)
  const version = await writeVersion(ctx, contract, {
    number: newest.number + 1,
    content,
    deviationBp,
    reason,
  })
  if (!isAmendment) {
    await followDraft(ctx, { ...agreed, id, rate }, version)
  }
  await recordEvent(ctx, {
    kind: isAmendment ? 'contract.change_proposed' : 'contract.edited',
    subject: { kind: 'contract', id },
    customerId: row.customer_id,
    summary: { number: row.number, version: version.number },
  })
  await touch(ctx, [{ kind: 'contract', id }])
  return { id, version: row.version + (isAmendment ? 0 : 1) }
}
