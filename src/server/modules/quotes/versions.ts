import { sql } from 'kysely'
import { diffLines } from '../../../core/approval/content.ts'
import type { Day, Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type Offer, type OfferLine, offerLines } from '../../../core/quote/offer.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { showGate } from '../approvals/index.ts'
import { gateOf, type ReleaseBasis } from './release.ts'

export type StoredVersion = {
  id: string
  number: number
  at: Instant
  actorName: string | null
  priceList: number | null
  verdict: 'uncontrolled' | 'free' | 'beyond'
  deviationBp: number | null
  marginBp: number | null
  hash: string
  /** of its last sending; null: it never went out */
  sentAt: Instant | null
  basis: ReleaseBasis | null
  offer: Offer
}

/** The versions of a quote, newest first, with their lines. */
export async function loadVersions(ctx: ReadCtx, quoteId: string): Promise<StoredVersion[]> {
  const { rows } = await sql<Omit<StoredVersion, 'offer'> & Omit<Offer, 'lines'>>`
    select v.id, v.number, v.recorded_at as at, u.name as "actorName", v.verdict,
      case when p.id is null then null else (select count(*)::int from price_list e
        where e.org_id = p.org_id and e.currency = p.currency and e.number <= p.number) end as "priceList",
      v.deviation_bp as "deviationBp", v.margin_bp as "marginBp", v.content_hash as hash,
      r.granted_at as "sentAt", r.basis, q.currency, v.amount_fen as "amountFen", v.valid_until as "validUntil"
    from quote_version v join quote q on q.org_id = v.org_id and q.id = v.quote_id
    left join app_user u on u.org_id = v.org_id and u.id = v.actor
    left join price_list p on p.org_id = v.org_id and p.id = v.price_list_id
    left join lateral (select r.granted_at, r.basis from quote_release r where r.org_id = v.org_id and r.version_id = v.id
      order by r.granted_at desc limit 1) r on true
    where v.org_id = ${ctx.orgId} and v.quote_id = ${quoteId} order by v.number desc`.execute(ctx.db)
  const lines = await ctx.db
    .selectFrom('quote_line')
    .select([
      'version_id as versionId',
      'product',
      'quantity_milli as quantityMilli',
      'unit',
      'unit_price_fen as unitPriceFen',
      'amount_fen as amountFen',
      'verdict',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('quote_id', '=', quoteId)
    .orderBy('seq')
    .execute()
  return rows.map(({ currency, amountFen, validUntil, ...version }) => ({
    ...version,
    offer: {
      ...{ currency, amountFen, validUntil: validUntil as Day | null },
      lines: lines
        .filter(({ versionId }) => versionId === version.id)
        .map(({ versionId: _, ...line }) => line as OfferLine),
    },
  }))
}

/** What went out last: what a new offer is compared with, and what anything further is built on. */
export async function lastReleased(ctx: ReadCtx, quoteId: string): Promise<StoredVersion | null> {
  const sent = (await loadVersions(ctx, quoteId)).filter(({ sentAt }) => sentAt !== null)
  return sent.reduce<StoredVersion | null>(
    (last, one) => (last === null || one.sentAt! > last.sentAt! ? one : last),
    null,
  )
}

/** The versions as the page shows them: each beside the one before it; margin only for those who may. */
export async function showVersions(ctx: ReadCtx, quoteId: string) {
  const versions = await loadVersions(ctx, quoteId)
  const seesMargin = may(ctx.actor.roles, 'margin.read')
  const [newest] = versions
  const gate = newest ? await showGate(ctx, gateOf(quoteId, newest.hash)) : null
  return {
    lines: [...(newest?.offer.lines ?? [])],
    draft:
      newest && newest.sentAt === null
        ? { number: newest.number, state: gate!.state, caseId: gate!.caseId }
        : null,
    versions: versions.map(({ hash: _, offer, marginBp, ...version }, index) => ({
      ...version,
      marginBp: seesMargin ? marginBp : null,
      amountFen: offer.amountFen,
      validUntil: offer.validUntil,
      diff: diffLines(versions[index + 1] ? offerLines(versions[index + 1]!.offer) : [], offerLines(offer)),
    })),
  }
}
