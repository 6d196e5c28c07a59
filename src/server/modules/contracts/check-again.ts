import type { WriteCtx } from '../../platform/context.ts'
import { checkDocument } from '../credit/index.ts'
import { type Agreed, inYuan } from './agreed-amount.ts'
import type { ContractVersion } from './version-rows.ts'

/**
 * Credit is asked again at the moment a contract comes into force: between draft and approval the customer
 * may have stopped paying (C021). A change is asked for what it adds; the rest was let go before.
 */
export async function checkAgain(
  ctx: WriteCtx,
  before: Agreed & { customerId: string; isApproved: boolean },
  { content }: ContractVersion,
): Promise<void> {
  const { fen } = inYuan(content, before.rate)
  const amountFen = before.isApproved ? fen - inYuan(before, before.rate).fen : fen
  if (amountFen > 0n) await checkDocument(ctx, before.customerId, { document: 'contract', amountFen })
}
