import { covers } from '../../../core/approval/authority.ts'
import { offerFacts } from '../../../core/quote/offer.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { AppError, traced } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { askGate, letInCases, myAuthority } from '../approvals/index.ts'
import type { JudgedContent, QuoteVersion } from './offer-rows.ts'
import { openOwnAmount } from './own-amount.ts'

export const QUOTE = 'quote'

export type ReleaseBasis = 'uncontrolled' | 'free' | 'authority' | 'approval' | 'implied' | 'history'
export type Ground = { basis: Exclude<ReleaseBasis, 'implied' | 'history'>; caseId: string | null }

type QuoteOf = { id: string; customer_id: string | null }

/**
 * Why this content may go out, at this moment (C057): every price within the list, or the sender's own
 * authority reaches (C056), or this very content is approved (decision 0005). Null: it may not.
 */
export async function groundOf(ctx: ReadCtx, quote: QuoteOf, content: JudgedContent): Promise<Ground | null> {
  const { judged, hash, yuanFen } = content
  if (judged.verdict !== 'beyond') return { basis: judged.verdict, caseId: null }
  const answer = await askGate(ctx, gateOf(quote.id, hash))
  if (answer.state === 'approved') return { basis: 'approval', caseId: answer.caseId }
  const facts = offerFacts(judged, yuanFen)
  // What one person lets this customer have by own authority adds up, so that no offer is made small by
  // parts.
  const about = { kind: QUOTE, customerId: quote.customer_id, subjectId: quote.id }
  const amountFen = yuanFen + (await openOwnAmount(ctx, quote)) + (await letInCases(ctx, about))
  if (ctx.actor.userId === null) return null
  const reaches = covers(await myAuthority(ctx, QUOTE), { ...facts, amountFen })
  return reaches ? { basis: 'authority', caseId: null } : null
}

export function gateOf(quoteId: string, contentHash: string) {
  return { kind: QUOTE, subject: { kind: QUOTE, id: quoteId }, contentHash }
}

/** The ground or a refusal that names what is outside; the attempt is kept (C180). */
export async function requireGround(ctx: WriteCtx, quote: QuoteOf, content: JudgedContent): Promise<Ground> {
  const ground = await groundOf(ctx, quote, content)
  if (ground) return ground
  const { caseId, state } = await askGate(ctx, gateOf(quote.id, content.hash))
  const code =
    state === 'none'
      ? 'price_needs_approval'
      : state === 'other_content'
        ? 'approval_other_content'
        : `approval_${state}`
  throw traced(new AppError(code, 409, { caseId, deviationBp: content.judged.deviationBp }), {
    kind: 'quote.refused',
    subject: { kind: QUOTE, id: quote.id },
    customerId: quote.customer_id,
    summary: { amountFen: Number(content.yuanFen), deviationBp: content.judged.deviationBp },
  })
}

export async function writeReleases(
  ctx: WriteCtx,
  releases: readonly {
    quoteId: string
    version: QuoteVersion | null
    basis: ReleaseBasis
    caseId?: string | null
  }[],
): Promise<void> {
  await insertRows(
    ctx.db,
    'quote_release',
    releases.map(({ quoteId, version, basis, caseId }) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      quote_id: quoteId,
      version_id: version?.id ?? null,
      basis,
      case_id: caseId ?? null,
      actor: ctx.actor.userId,
      granted_at: ctx.tick,
    })),
  )
}
