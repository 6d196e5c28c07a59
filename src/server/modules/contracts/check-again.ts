import { dayOf } from '../../../core/calendar.ts'
import { type ContractContent, contentFrom } from '../../../core/contract/content.ts'
import { contractTerms } from '../../../core/credit/grade-terms.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { checkDocument } from '../credit/index.ts'
import { type Agreed, inYuan } from './agreed-amount.ts'
import { namedChanges } from './change-rows.ts'
import type { ContractVersion } from './version-rows.ts'

/**
 * Credit is asked again at the moment a contract comes into force: between draft and approval the customer
 * may have stopped paying (C021). A change is asked for what it adds; the rest was let go before. Terms are
 * asked where they become looser: a grade that fell since binds new agreements, not the old one (C020). So is
 * whether the customer still wants every change that the version names.
 */
export async function checkAgain(
  ctx: WriteCtx,
  before: Agreed & { id: string; customerId: string; isApproved: boolean },
  { content }: ContractVersion,
): Promise<void> {
  await requireConfirmed(ctx, before.id, content)
  const { fen } = inYuan(content, before.rate)
  const amountFen = before.isApproved ? fen - inYuan(before, before.rate).fen : fen
  const isLooser = !before.isApproved || (await loosens(ctx, before.id, content))
  if (amountFen <= 0n && !isLooser) return
  const terms = isLooser ? termsFor(ctx, content, fen) : null
  await checkDocument(ctx, before.customerId, {
    document: 'contract',
    amountFen: amountFen > 0n ? amountFen : 0n,
    terms,
  })
}

/** No version that names a change the customer has not confirmed is asked about, or put in force (0031). */
export async function requireConfirmed(ctx: ReadCtx, contractId: string, content: ContractContent) {
  const { gone } = await namedChanges(ctx, contractId, content)
  if (gone.length > 0) {
    throw conflict('change_not_confirmed', { change: gone.map((one) => one.number).join(', ') })
  }
}

/** What a contract worth so many yuan grants, for credit to judge. */
export function termsFor(ctx: ReadCtx, content: ContractContent, ofFen: bigint) {
  const { termDays, aheadBp } = contractTerms(content, dayOf(ctx.now))
  return { termDays, aheadFen: (ofFen * BigInt(aheadBp)) / 10_000n, ofFen }
}

async function loosens(ctx: ReadCtx, contractId: string, content: ContractContent): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('contract as k')
    .innerJoin('contract_version as v', (join) =>
      join.onRef('v.org_id', '=', 'k.org_id').onRef('v.id', '=', 'k.version_id'),
    )
    .select('v.content')
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', contractId)
    .executeTakeFirst()
  if (!row) return true
  const today = dayOf(ctx.now)
  const [was, becomes] = [contractTerms(contentFrom(row.content), today), contractTerms(content, today)]
  // Nothing agreed is what the customer has anyhow; whatever takes its place is asked.
  const isLonger = becomes.termDays !== was.termDays && (becomes.termDays ?? 0) >= (was.termDays ?? 0)
  return isLonger || becomes.aheadBp < was.aheadBp
}
