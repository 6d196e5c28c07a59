import { dayOf } from '../../../core/calendar.ts'
import { leavingOut, movesChanged } from '../../../core/contract/change.ts'
import { type ContractContent, checkContent } from '../../../core/contract/content.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { contentHashOf } from '../approvals/index.ts'
import { changeOwn } from '../custom-fields/index.ts'
import { filesOf } from '../files/index.ts'
import { getRate } from '../rates/index.ts'
import { agreedIn } from './agreed-amount.ts'
import { agreedNow } from './agreed-now.ts'
import { namedChanges } from './change-rows.ts'
import { ownWords } from './content-of.ts'
import { getContractRow } from './contract-rows.ts'
import { deviationOf } from './judge.ts'
import { followDraft } from './save-contracts.ts'
import { CONTRACT, type ContractVersion, newestVersion, writeVersion } from './version-rows.ts'

type Reply = { id: string; version: number }

export type ContentForm = Omit<
  ContractContent,
  'quoteVersionId' | 'templateId' | 'language' | 'paper' | 'changes'
> & {
  reason: string
}

/**
 * Writes what is to be agreed as a new version. Nothing of it holds yet: a contract that is in force stays as
 * it is until the new version is approved (增项/变更, C070 C076). What a confirmed change wrote stands until it
 * is in force or given up; a change that is no longer confirmed is named no more (0031).
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
  const { reason, ownClauses, blanks, ...terms } = form
  const { quoteVersionId, templateId, language, paper, changes } = newest.content
  const kept = {
    ...(language ? { language } : {}),
    ...(paper ? { paper } : {}),
    ...(changes ? { changes } : {}),
  }
  const { waiting, gone } = await namedChanges(ctx, id, newest.content)
  const content = leavingOut(
    { ...terms, ...ownWords({ ownClauses, blanks }), quoteVersionId, templateId, ...kept },
    gone,
  )
  if (waiting.length > 0 && movesChanged(newest.content, content)) {
    throw conflict('change_stands', { change: waiting.map((one) => one.number).join(', ') })
  }
  return keepContent(ctx, row, { newest, content, reason })
}

/**
 * Makes a file that hangs on the contract its text, or none any more (对方文本). It is another version like
 * any: the approval is bound to the hash of the file, and a file exchanged is asked about again.
 */
export async function setContractPaper(
  ctx: WriteCtx,
  id: string,
  { fileId, reason }: { fileId: string | null; reason: string },
): Promise<Reply> {
  const row = await getContractRow(ctx, id, 'contract.write')
  expectVersion(ctx, row.version)
  if (row.status !== 'open') throw conflict('contract_ended')
  if (row.approved_at !== null && reason.trim() === '') throw invalid('reason_required')
  const newest = await newestVersion(ctx, id)
  const { paper: _, ...rest } = newest.content
  if (fileId === null) return keepContent(ctx, row, { newest, content: rest, reason })
  const file = (await filesOf(ctx, { recordKind: CONTRACT, recordId: id }, [fileId])).get(fileId)
  if (!file) throw notFound('file')
  const paper = { fileId, name: file.name, sha256: file.sha256 }
  return keepContent(ctx, row, { newest, content: { ...rest, paper }, reason })
}

/** Own fields are nothing that was agreed: they change whatever the contract has come to (C223). */
export async function setContractOwnFields(
  ctx: WriteCtx,
  id: string,
  custom: Readonly<Record<string, unknown>>,
): Promise<Reply> {
  return changeOwn(ctx, 'contract', await getContractRow(ctx, id, 'contract.write'), custom)
}

type Row = Awaited<ReturnType<typeof getContractRow>>
type Wanted = { newest: ContractVersion; content: ContractContent; reason: string }

/** Of a contract that the caller has opened and may write. */
export async function keepContent(
  ctx: WriteCtx,
  row: Row,
  { newest, content, reason }: Wanted,
): Promise<Reply> {
  const { id } = row
  const isAmendment = row.approved_at !== null
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
