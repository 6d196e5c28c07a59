import { sql } from 'kysely'
import { checkContent } from '../../../core/contract/content.ts'
import { type ContractStepKind, type KnownContract, newsOf } from '../../../core/contract/course.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { type ContractInput, contentOf } from './content-of.ts'

export type ExistingContract = KnownContract & {
  id: string
  customerId: string
  title: string
  responsibleId: string | null
}

export type ContractPlan = {
  input: ContractInput
  /** null: not there yet */
  existing: ExistingContract | null
  /** the same number earlier among these inputs; that one counts */
  isTwin: boolean
  /** who is told; who answered for it before while nobody is */
  responsibleId: string | null
  news: ContractStepKind[]
  outcome: 'new' | 'changed' | 'same'
}

/** What saving these contracts would do, without writing: the saving and an import's preview read it. */
export async function planContracts(ctx: ReadCtx, inputs: readonly ContractInput[]): Promise<ContractPlan[]> {
  for (const input of inputs) checkContract(input)
  const known = await findContracts(
    ctx,
    inputs.map(({ number }) => number),
  )
  const seen = new Set<string>()
  return inputs.map((input): ContractPlan => {
    const existing = known.get(input.number)
    const isTwin = seen.has(input.number)
    seen.add(input.number)
    const responsibleId = input.responsibleId ?? existing?.responsibleId ?? ctx.actor.userId
    const plan = { input, existing: existing ?? null, isTwin, responsibleId }
    if (isTwin) return { ...plan, news: [], outcome: 'same' }
    if (!existing) return { ...plan, news: [], outcome: 'new' }
    const news = newsOf(existing, { ...input, approvedOn: input.approvedOn ?? null })
    const isSame =
      news.length === 0 && existing.title === input.title && existing.responsibleId === responsibleId
    return { ...plan, news, outcome: isSame ? 'same' : 'changed' }
  })
}

function checkContract(input: ContractInput): void {
  const checked = checkContent(contentOf(input))
  if (!checked.ok) throw invalid(checked.code, checked.detail)
}

/** By number. The organisation's tick is held by whoever writes, so nothing need be locked here. */
export async function findContracts(
  ctx: ReadCtx,
  numbers: readonly string[],
): Promise<Map<string, ExistingContract>> {
  const { rows } = await sql<ExistingContract & { number: string }>`
    select k.id, k.number, k.customer_id as "customerId", k.title, k.responsible_id as "responsibleId",
      k.status = 'open' as "isOpen", k.approved_at is not null as "isApproved", k.amount_fen as "amountFen", k.ends_on as "endsOn"
    from contract k where k.org_id = ${ctx.orgId} and k.number = any(${numbers}) and k.voided_at is null`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ number, ...row }) => [number, row]))
}
