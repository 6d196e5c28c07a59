import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { OrderContent, PriceFinding } from '../../../core/order/prices.ts'
import type { Line } from '../../../core/quote/lines.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import type { JudgedOrder } from './judge-order.ts'

export type ReleaseBasis = 'agreed' | 'authority' | 'approval' | 'history'
export type Ground = { basis: ReleaseBasis; caseId: string | null }

export type NewVersion = {
  orderId: string
  on: Day
  reason?: string
  judged: Pick<
    JudgedOrder,
    'content' | 'findings' | 'deviationBp' | 'hash' | 'contractVersionId' | 'quoteVersionId' | 'priceListId'
  >
  /** null: it waits */
  ground: Ground | null
}

/** Versions with their lines and, where there is a ground, their release: written once, never changed. */
export async function writeOrderVersions(ctx: WriteCtx, versions: readonly NewVersion[]): Promise<void> {
  if (versions.length === 0) return
  const numbers = await lastNumbers(ctx, versions)
  const rows = versions.map((version) => ({ ...version, id: newId(ctx.now) }))
  await insertRows(
    ctx.db,
    'order_version',
    rows.map(({ id, orderId, on, reason, judged }) => ({
      org_id: ctx.orgId,
      id,
      order_id: orderId,
      number: (numbers.get(orderId) ?? 0) + 1,
      amount_fen: judged.content.amountFen,
      contract_version_id: judged.contractVersionId,
      quote_version_id: judged.quoteVersionId,
      price_list_id: judged.priceListId,
      verdict: judged.findings.length === 0 ? 'agreed' : 'beyond',
      deviation_bp: judged.deviationBp,
      // Fen are plain numbers in JSON, as everywhere.
      findings: judged.findings.map((one) =>
        Object.fromEntries(
          Object.entries(one).map(([key, v]) => [key, typeof v === 'bigint' ? Number(v) : v]),
        ),
      ) as never,
      content_hash: judged.hash,
      reason: reason ?? '',
      occurred_on: on,
      known_at: knownAt(ctx, on),
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    })),
  )
  await insertRows(
    ctx.db,
    'order_line',
    rows.flatMap(({ id, orderId, judged }) =>
      judged.content.lines.map((line, seq) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        order_id: orderId,
        version_id: id,
        seq,
        product: line.product,
        quantity_milli: line.quantityMilli,
        unit: line.unit,
        unit_price_fen: line.unitPriceFen,
        amount_fen: line.amountFen,
      })),
    ),
  )
  await writeOrderReleases(
    ctx,
    rows.flatMap(({ id, orderId, ground }) => (ground ? [{ orderId, versionId: id, ...ground }] : [])),
  )
  await refreshPriceHolds(
    ctx,
    versions.map(({ orderId }) => orderId),
  )
}

export async function writeOrderReleases(
  ctx: WriteCtx,
  releases: readonly ({ orderId: string; versionId: string } & Ground)[],
): Promise<void> {
  await insertRows(
    ctx.db,
    'order_release',
    releases.map(({ orderId, versionId, basis, caseId }) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      order_id: orderId,
      version_id: versionId,
      basis,
      case_id: caseId,
      actor: ctx.actor.userId,
      granted_at: ctx.tick,
    })),
  )
}

/** The column that only repeats whether the newest version is released; its only writer. */
export async function refreshPriceHolds(ctx: WriteCtx, orderIds: readonly string[]): Promise<void> {
  await sql`
    update sales_order o set price_hold = not o.price_hold, version = o.version + 1
    where o.org_id = ${ctx.orgId} and o.id = any(${[...orderIds]}::uuid[]) and o.price_hold = exists (
      select 1 from order_release r where r.org_id = o.org_id and r.version_id = (
        select v.id from order_version v where v.org_id = o.org_id and v.order_id = o.id and v.voided_at is null
        order by v.number desc limit 1))`.execute(ctx.db)
}

async function lastNumbers(
  ctx: ReadCtx,
  versions: readonly { orderId: string }[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; number: number }>`
    select v.order_id as id, max(v.number)::int as number from order_version v
    where v.org_id = ${ctx.orgId} and v.order_id = any(${versions.map(({ orderId }) => orderId)}::uuid[])
    group by v.order_id`.execute(ctx.db)
  return new Map(rows.map(({ id, number }) => [id, number]))
}

export type OrderVersion = {
  id: string
  number: number
  at: Instant
  actorName: string | null
  reason: string
  deviationBp: number | null
  hash: string
  findings: PriceFinding[]
  basis: ReleaseBasis | null
  releasedBy: string | null
  releasedAt: Instant | null
  caseId: string | null
  content: OrderContent
}

/** The versions of an order, newest first; there is always one. */
export async function loadOrderVersions(ctx: ReadCtx, orderId: string): Promise<OrderVersion[]> {
  type Row = Omit<OrderVersion, 'content' | 'findings'> & {
    currency: string
    amountFen: bigint
    findings: unknown[]
  }
  const { rows } = await sql<Row>`
    select v.id, v.number, v.recorded_at as at, u.name as "actorName", v.reason, v.deviation_bp as "deviationBp",
      v.content_hash as hash, v.findings, r.basis, w.name as "releasedBy", r.granted_at as "releasedAt", r.case_id as "caseId",
      o.currency, v.amount_fen as "amountFen"
    from order_version v join sales_order o on o.org_id = v.org_id and o.id = v.order_id
    left join app_user u on u.org_id = v.org_id and u.id = v.actor
    left join lateral (select r.basis, r.actor, r.granted_at, r.case_id from order_release r
      where r.org_id = v.org_id and r.version_id = v.id order by r.granted_at desc limit 1) r on true
    left join app_user w on w.org_id = v.org_id and w.id = r.actor
    where v.org_id = ${ctx.orgId} and v.order_id = ${orderId} and v.voided_at is null order by v.number desc`.execute(
    ctx.db,
  )
  const lines = await ctx.db
    .selectFrom('order_line')
    .select([
      'version_id as versionId',
      'product',
      'quantity_milli as quantityMilli',
      'unit',
      'unit_price_fen as unitPriceFen',
      'amount_fen as amountFen',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('order_id', '=', orderId)
    .orderBy('seq')
    .execute()
  return rows.map(({ currency, amountFen, findings, ...version }) => ({
    ...version,
    findings: findings.map(asPriceFinding),
    content: {
      currency,
      amountFen,
      lines: lines
        .filter(({ versionId }) => versionId === version.id)
        .map(({ versionId: _, ...line }): Line => line),
    },
  }))
}

/** Money and quantities in stored findings are numbers; they come out as what they were. */
function asPriceFinding(stored: unknown): PriceFinding {
  return Object.fromEntries(
    Object.entries(stored as object).map(([key, value]) => [
      key,
      /Fen$|Milli$/.test(key) ? BigInt(value) : value,
    ]),
  ) as PriceFinding
}
