import { sql } from 'kysely'
import type { Authority } from '../../../core/approval/authority.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type TermsVersion, termsOn } from '../../../core/credit/grade-terms.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import { type Credit, judgeCredit } from '../../../core/customer/credit-change.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { AppError, traced } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { myAuthority } from '../approvals/index.ts'

export const CREDIT = 'credit'
export const NO_CREDIT: Credit = { limitFen: null, termDays: null }

type CreditChange = { customerId: string; before: Credit; after: Credit }
/** One that may concern a customer who is not there yet. */
export type ProposedCredit = Omit<CreditChange, 'customerId'> & { customerId: string | null }

/** Which of these changes the actor may not make alone. Writes nothing. */
export async function creditBeyond<Proposed extends ProposedCredit>(
  ctx: ReadCtx,
  changes: readonly Proposed[],
): Promise<readonly Proposed[]> {
  const moving = changes.filter(({ before, after }) => isMoving(before, after))
  if (moving.length === 0) return []
  const [authority, gradeDays] = await Promise.all([myAuthority(ctx, CREDIT), gradeDaysOf(ctx, moving)])
  return moving.filter(
    ({ customerId, before, after }) =>
      judgeCredit(before, after, authority, gradeDays.get(customerId ?? '')) === 'beyond',
  )
}

/**
 * The gate of every path that writes a limit or a term (C180): what rises within the actor's authority gets
 * a grant, what rises beyond it refuses the whole write and the attempt is kept. The database asks for the
 * grant again. The authority is read once, at the first change that needs it.
 */
export function openCreditGate(ctx: WriteCtx): (changes: readonly CreditChange[]) => Promise<void> {
  let authority: Authority | null = null
  return async (changes) => {
    const moving = changes.filter(({ before, after }) => isMoving(before, after))
    if (moving.length === 0) return
    authority ??= await myAuthority(ctx, CREDIT)
    const gradeDays = await gradeDaysOf(ctx, moving)
    const risen: CreditChange[] = []
    for (const change of moving) {
      const verdict = judgeCredit(change.before, change.after, authority, gradeDays.get(change.customerId))
      if (verdict === 'beyond') throw beyondAuthority(change, authority)
      if (verdict === 'within') risen.push(change)
    }
    await writeGrants(ctx, risen, { basis: ctx.actor.userId === null ? 'system' : 'authority' })
  }
}

/** How long a term the grade of each of these customers allows today; none where nothing says so. */
async function gradeDaysOf(
  ctx: ReadCtx,
  changes: readonly ProposedCredit[],
): Promise<Map<string, number | null>> {
  const longer = changes.filter(
    ({ customerId, before, after }) => customerId !== null && (after.termDays ?? 0) > (before.termDays ?? 0),
  )
  if (longer.length === 0) return new Map()
  const { rows } = await sql<{ id: string; grade: Grade; versions: TermsVersion[] }>`
    select r.customer_id as id, r.grade, s.value -> 'gradeTerms' as versions
    from org_setting s join credit_rating r on r.org_id = s.org_id and r.valid_to is null
      and r.customer_id = any(${longer.map(({ customerId }) => customerId)}::uuid[])
    where s.org_id = ${ctx.orgId} and s.id = 'creditPolicy' and jsonb_array_length(s.value -> 'gradeTerms') > 0`.execute(
    ctx.db,
  )
  const today = dayOf(ctx.now)
  return new Map(
    rows.map(({ id, grade, versions }) => [id, termsOn(versions, today)?.of[grade].termDays ?? null]),
  )
}

function beyondAuthority(change: CreditChange, authority: Authority): AppError {
  const detail = {
    upToFen: authority.upToFen === null ? null : Number(authority.upToFen),
    upToDays: authority.upToDays,
  }
  return traced(new AppError('beyond_authority', 403, detail), {
    kind: 'credit.refused',
    subject: { kind: 'customer', id: change.customerId },
    summary: {
      limitFen: change.after.limitFen === null ? null : Number(change.after.limitFen),
      termDays: change.after.termDays,
    },
  })
}

export async function writeGrants(
  ctx: WriteCtx,
  changes: readonly CreditChange[],
  by: { basis: 'authority' | 'system' } | { basis: 'approval'; caseId: string },
): Promise<void> {
  await insertRows(
    ctx.db,
    'credit_grant',
    changes.map(({ customerId, before, after }) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      customer_id: customerId,
      limit_fen: after.limitFen,
      term_days: after.termDays,
      former_limit_fen: before.limitFen,
      former_term_days: before.termDays,
      basis: by.basis,
      case_id: 'caseId' in by ? by.caseId : null,
      actor: ctx.actor.userId,
      granted_at: ctx.tick,
    })),
  )
}

function isMoving(before: Credit, after: Credit): boolean {
  return before.limitFen !== after.limitFen || before.termDays !== after.termDays
}
