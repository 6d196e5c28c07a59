import type { WriteCtx } from '../../platform/context.ts'
import { checkDocument } from '../credit/index.ts'
import type { ContractVersion } from './version-rows.ts'

/**
 * Credit is asked again at the moment a contract comes into force: between draft and approval the customer
 * may have stopped paying (C021). A change is asked for what it adds; the rest was let go before.
 */
export async function checkAgain(
  ctx: WriteCtx,
  before: { customerId: string; isApproved: boolean; amountFen: bigint },
  { content }: ContractVersion,
): Promise<void> {
  const amountFen = before.isApproved ? content.amountFen - before.amountFen : content.amountFen
  if (amountFen > 0n) await checkDocument(ctx, before.customerId, { document: 'contract', amountFen })
}
