import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import type { Booked } from '../../../core/exchange/rate.ts'
import { type StepKind, standingOf } from '../../../core/quote/course.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'
import { loadSteps } from './quote-rows.ts'
import { writeReleases } from './release.ts'

export type NewStep = {
  quoteId: string
  kind: StepKind
  at: Instant
  responsibleId: string | null
  /** sent: the version that went out; its release is written before it */
  versionId?: string | null
  amount?: Booked | null | undefined
  validUntil?: Day | null | undefined
  reason?: string | null | undefined
  competitor?: string | null | undefined
  implied?: boolean
  /** replaces something that was believed until now */
  isCorrection?: boolean
}

/** Appends what happened and brings the quotes' present state up to it; the only writer of both. */
export async function writeSteps(ctx: WriteCtx, steps: readonly NewStep[]): Promise<void> {
  if (steps.length > 0) {
    await releaseTold(ctx, steps)
    await ctx.db
      .insertInto('quote_step')
      .values(
        steps.map((step) => ({
          org_id: ctx.orgId,
          id: newId(ctx.now),
          quote_id: step.quoteId,
          version_id: step.versionId ?? null,
          kind: step.kind,
          occurred_at: at(step.at),
          occurred_on: dayOf(step.at),
          amount_fen: step.amount?.fen ?? null,
          original_minor: step.amount?.original ?? null,
          valid_until: step.validUntil ?? null,
          responsible_id: step.responsibleId,
          reason: step.reason ?? null,
          competitor: step.competitor ?? null,
          implied: step.implied ?? false,
          known_at: at(stepKnownAt(ctx, step)),
          recorded_at: at(ctx.tick),
          actor: ctx.actor.userId,
          batch_id: ctx.source?.batchId ?? null,
        })),
      )
      .execute()
  }
  await refreshQuotes(ctx, [...new Set(steps.map(({ quoteId }) => quoteId))])
}

/** Sendings that are only told of (a deal moved on, an import) have no content that anything is built on. */
function releaseTold(ctx: WriteCtx, steps: readonly NewStep[]): Promise<void> {
  const told = steps.filter(({ kind, versionId }) => kind === 'sent' && !versionId)
  return writeReleases(
    ctx,
    told.map(({ quoteId, implied }) => ({
      quoteId,
      version: null,
      basis: implied ? ('implied' as const) : ('history' as const),
    })),
  )
}

export async function voidSteps(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await ctx.db
    .updateTable('quote_step')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
}

/** A step of a past day in imported history was known when it happened, not at the start of that day. */
function stepKnownAt(ctx: WriteCtx, step: NewStep): Instant {
  const known = step.isCorrection ? correctionKnownAt : knownAt
  return Math.max(known(ctx, dayOf(step.at)), Math.min(step.at, ctx.tick))
}

/** The quote's columns that only repeat its steps: status, dates, amount, validity, why it was lost. */
export async function refreshQuotes(ctx: WriteCtx, quoteIds: readonly string[]): Promise<void> {
  if (quoteIds.length === 0) return
  const states = [...(await loadSteps(ctx, quoteIds))].flatMap(([id, steps]) => {
    const first = steps[0]
    if (!first) return []
    const { status, validUntil } = standingOf(steps)
    const sent = steps.find(({ kind }) => kind === 'sent')
    const last = steps.findLast(({ amountFen }) => amountFen !== null)
    const end = steps.find(({ kind }) => kind === 'won' || kind === 'lost' || kind === 'withdrawn')
    return [
      {
        id,
        status,
        asked: first.at,
        sent: sent?.at ?? null,
        decided: end?.at ?? null,
        valid: validUntil,
        fen: last?.amountFen ?? null,
        original: last?.originalMinor ?? null,
        reason: end?.reason ?? null,
        competitor: end?.competitor ?? null,
      },
    ]
  })
  await sql`
    update quote q set status = s.status, asked_at = to_timestamp(s.asked / 1000)::timestamptz(3),
      sent_at = to_timestamp(s.sent / 1000)::timestamptz(3), decided_at = to_timestamp(s.decided / 1000)::timestamptz(3),
      valid_until = s.valid, amount_fen = case when q.rate_micro is null or s.original is null then s.fen
        else booked_fen(s.original, q.rate_micro, q.rate_per) end, original_minor = s.original, lost_reason = s.reason, competitor = s.competitor,
      updated_at = ${at(ctx.tick)}, version = q.version + 1
    from jsonb_to_recordset(${json(states)}) as s (id uuid, status text, asked float8, sent float8, decided float8,
      valid date, fen bigint, original bigint, reason text, competitor text)
    where q.org_id = ${ctx.orgId} and q.id = s.id`.execute(ctx.db)
}

/**
 * Whatever is watched about these quotes: themselves, who answers for them now, and whoever answered for them
 * at one of their steps, for that stays theirs.
 */
export async function touchQuotes(
  ctx: WriteCtx,
  quotes: readonly { id: string; responsibleId: string | null }[],
): Promise<void> {
  const ids = quotes.map(({ id }) => id)
  const { rows: earlier } = await sql<{ id: string }>`
    select distinct responsible_id as id from quote_step
    where org_id = ${ctx.orgId} and quote_id = any(${ids}::uuid[]) and responsible_id is not null`.execute(
    ctx.db,
  )
  const people = quotes.flatMap(({ responsibleId }) => responsibleId ?? [])
  const all = new Set([...people, ...earlier.map(({ id }) => id)])
  await touch(ctx, [
    ...ids.map((id) => ({ kind: 'quote', id })),
    ...[...all].map((id) => ({ kind: 'rep', id })),
  ])
}
