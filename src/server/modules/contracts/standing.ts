import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { contractType, missingTerms } from '../../../core/contract/content.ts'
import type { ContractActor, ContractStanding } from '../../../core/contract/course.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { letInCases, myAuthority } from '../approvals/index.ts'
import { inYuan } from './agreed-amount.ts'
import { findRateNow } from './agreed-now.ts'
import { readsContracts } from './contract-authority.ts'
import { factsOf } from './judge.ts'
import { ownAmount } from './own-amount.ts'
import { CONTRACT, type ContractVersion } from './version-rows.ts'

type Row = {
  status: string
  approved_at: Instant | null
  version_id: string | null
  signed_on: Day | null
  accepted_on: Day | null
  ends_on: Day | null
  responsible_id: string | null
}

/** A contract as the decision about its next step sees it. */
export async function standingOf(
  ctx: ReadCtx,
  row: Row & { id: string },
  newest: ContractVersion,
): Promise<ContractStanding> {
  const isApproved = row.approved_at !== null
  return {
    isOpen: row.status === 'open',
    isApproved,
    hasPending: isApproved && row.version_id !== newest.id,
    signedOn: row.signed_on,
    acceptedOn: row.accepted_on,
    hasFallenDue: row.accepted_on !== null && (await hasFallenDue(ctx, row.id)),
    endsOn: row.ends_on,
    missing: missingTerms(newest.content),
    needsLegal: contractType(newest.content) !== 'template',
    responsibleId: row.responsible_id,
    authorId: newest.authorId,
  }
}

async function hasFallenDue(ctx: ReadCtx, id: string): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select 1 from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      where v.org_id = ${ctx.orgId} and v.contract_id = ${id} and v.kind = 'contract' and v.voided_at is null
        and i.voided_at is null and i.retention_months is not null and i.open_fen > 0 and i.due_on <= ${dayOf(ctx.now)}) as is`.execute(
    ctx.db,
  )
  return rows[0]!.is
}

/** Who acts, how far their authority goes, and how far this version would need it to go. */
export async function actorOf(
  ctx: ReadCtx,
  contract: { id: string; customer_id: string } & Parameters<typeof findRateNow>[1],
  newest: ContractVersion,
): Promise<ContractActor> {
  const of = { deviationBp: newest.deviationBp, marginBp: null, rate: await findRateNow(ctx, contract) }
  const { days, deviationBp } = factsOf(ctx, newest.content, of)
  // What one person lets one customer have adds up, so that no contract is made small by parts.
  const customerId = contract.customer_id
  const alone = await ownAmount(ctx, { id: contract.id, customerId })
  const parts = alone + (await letInCases(ctx, { kind: CONTRACT, customerId, subjectId: contract.id }))
  const amountFen = inYuan(newest.content, of.rate).fen + parts
  return {
    id: ctx.actor.userId,
    authority: await myAuthority(ctx, CONTRACT),
    extent: { amountFen, days, deviationBp },
    today: dayOf(ctx.now),
    isLegal: readsContracts(ctx),
    mayTakeBack: may(ctx.actor.roles, 'contract.approve') || may(ctx.actor.roles, 'receivable.write'),
  }
}
