import { covers } from '../../../core/approval/authority.ts'
import type { Fen } from '../../../core/money.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { myAuthority } from '../approvals/index.ts'
import { CONTRACT } from './version-rows.ts'

/** Legal, and the boss, to whom the role falls when nobody holds it. */
export function readsContracts(ctx: ReadCtx): boolean {
  return ctx.actor.roles.includes('legal') || ctx.actor.roles.includes('boss')
}

/**
 * Whether the actor could approve a contract of this amount, of which a file tells nothing else (C073
 * C180).
 */
export async function contractAuthority(ctx: ReadCtx): Promise<(amountFen: Fen) => boolean> {
  if (!may(ctx.actor.roles, 'contract.approve')) return () => false
  const authority = await myAuthority(ctx, CONTRACT)
  return (amountFen) => covers(authority, { amountFen, days: 0, deviationBp: 0 })
}
