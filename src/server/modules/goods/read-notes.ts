import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../../../core/calendar.ts'
import { isFinished, type OrderStatus } from '../../../core/order/course.ts'
import { type NoteStatus, type NoteStepKind, UNSIGNED_DAYS } from '../../../core/order/note.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { containing } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { orderScope } from '../orders/index.ts'
import { originalIn } from '../rates/index.ts'
import { loadNoteLines } from './note-rows.ts'

export type NoteQuery = {
  page: number
  size: number
  view: 'open' | 'unsigned' | 'signed' | 'void' | 'all'
  q?: string | undefined
  customerId?: string | undefined
  orderId?: string | undefined
  contractId?: string | undefined
}

type Row = {
  id: string
  number: string
  status: NoteStatus
  customer_id: string
  customer_name: string
  order_id: string
  order_number: string
  order_status: OrderStatus
  credit_hold: string | null
  price_hold: boolean
  contract_id: string | null
  contract_number: string | null
  planned_on: Day
  shipped_on: Day | null
  signed_on: Day | null
  signer: string
  amount_fen: bigint
  worth_fen: bigint
  original_minor: bigint | null
  rate_micro: bigint | null
  rate_per: number | null
  rate_day: Day | null
  currency: string
  is_calloff: boolean
  is_short: boolean
  address: string
  carrier: string
  remark: string
  version: number
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  total: number
}

/** On their way first, the longest waiting before the others. */
export async function listNotes(ctx: ReadCtx, query: NoteQuery) {
  const today = dayOf(ctx.now)
  const late = sql`(d.status = 'shipped' and d.shipped_on < ${addDays(today, -UNSIGNED_DAYS)})`
  const views: Record<NoteQuery['view'], RawBuilder<unknown>> = {
    open: sql`d.status in ('draft', 'shipped')`,
    unsigned: late,
    signed: sql`d.status = 'signed'`,
    void: sql`d.status = 'void'`,
    all: sql`true`,
  }
  const tail = sql`order by (d.status = 'shipped') desc, case when d.status = 'shipped' then d.shipped_on end, d.recorded_at desc, d.id desc
    limit ${query.size} offset ${(query.page - 1) * query.size}`
  const rows = await selectNotes(ctx, sql`${filters(query)} and ${views[query.view]}`, tail)
  const { rows: counted } = await sql<{ open: number; unsigned: number; fen: bigint }>`
    select count(*)::int as open, count(*) filter (where ${late})::int as unsigned, coalesce(sum(d.worth_fen) filter (where ${late}), 0)::bigint as fen
    ${SOURCE} where ${mine(ctx)} and ${filters(query)} and d.status in ('draft', 'shipped')`.execute(ctx.db)
  const { open, unsigned, fen } = counted[0]!
  return {
    items: rows.map((row) => shapeNote(row, today)),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    counts: { open, unsigned, unsignedFen: fen },
  }
}

export async function getNote(ctx: ReadCtx, id: string) {
  const [row] = await selectNotes(ctx, sql`d.id = ${id}`, sql`limit 1`)
  if (!row) throw notFound('delivery_note')
  return {
    ...shapeNote(row, dayOf(ctx.now)),
    version: row.version,
    address: row.address,
    carrier: row.carrier,
    remark: row.remark,
    isCalloff: row.is_calloff,
    lines: await loadNoteLines(ctx, id),
    steps: await loadNoteSteps(ctx, id),
    can: mayDo(ctx, row),
  }
}

type NoteStep = {
  id: string
  kind: NoteStepKind
  on: Day
  at: Instant
  signer: string | null
  reason: string | null
  actorName: string | null
  voided: boolean
}

async function loadNoteSteps(ctx: ReadCtx, id: string): Promise<NoteStep[]> {
  const { rows } = await sql<NoteStep>`
    select s.id, s.kind, s.occurred_on as on, s.recorded_at as at, s.signer, s.reason, u.name as "actorName", s.voided_at is not null as voided
    from delivery_note_step s left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.note_id = ${id} order by s.recorded_at, s.id`.execute(ctx.db)
  return rows
}

function mayDo(ctx: ReadCtx, row: Row) {
  if (!may(ctx.actor.roles, 'order.write'))
    return { ship: 'forbidden', sign: 'forbidden', undo: 'forbidden', void: 'forbidden', return: 'forbidden' }
  const { status } = row
  return {
    ship: status === 'draft' ? mayShip(row) : 'note_not_draft',
    sign: status === 'shipped' || 'note_not_shipped',
    undo: status === 'shipped' || status === 'signed' || 'note_nothing_to_undo',
    void: status !== 'void' || 'note_void',
    return: status === 'signed' || 'return_not_signed',
  }
}

function mayShip(row: Row): true | string {
  if (isFinished(row.order_status)) return 'order_finished'
  if (row.price_hold) return 'order_price_held'
  if (row.credit_hold === null) return true
  return row.credit_hold === 'blocked' ? 'credit_blocked' : 'credit_held'
}

const SOURCE = sql`
  from delivery_note d join sales_order o on o.org_id = d.org_id and o.id = d.order_id
  join customer c on c.org_id = d.org_id and c.id = d.customer_id
  left join contract k on k.org_id = o.org_id and k.id = o.contract_id
  left join app_user u on u.org_id = o.org_id and u.id = o.responsible_id`

/** A note is in scope as its order is. */
function mine(ctx: ReadCtx): RawBuilder<unknown> {
  return sql`d.org_id = ${ctx.orgId} and ${orderScope(ctx, 'order.read')}`
}

async function selectNotes(
  ctx: ReadCtx,
  where: RawBuilder<unknown>,
  tail: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select d.id, d.number, d.status, d.customer_id, c.name as customer_name, d.order_id, o.number as order_number, o.status as order_status,
      o.credit_hold, o.price_hold, o.contract_id, k.number as contract_number, d.planned_on, d.shipped_on, d.signed_on, d.signer,
      d.amount_fen, d.worth_fen, d.original_minor, o.rate_micro, o.rate_per, o.rate_day, o.currency, d.is_calloff, d.address, d.carrier,
      d.remark, d.version, exists (select 1 from delivery_note_step s join delivery_note_accepted a on a.org_id = s.org_id and a.step_id = s.id
        join delivery_note_line l on l.org_id = a.org_id and l.id = a.line_id
        where s.org_id = d.org_id and s.note_id = d.id and s.voided_at is null and a.quantity_milli < l.quantity_milli) as is_short,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, count(*) over ()::int as total
    ${SOURCE} where ${mine(ctx)} and ${where} ${tail}`.execute(ctx.db)
  return rows
}

function filters(query: Omit<NoteQuery, 'page' | 'size' | 'view'>): RawBuilder<unknown> {
  const text = containing(query.q ?? '')
  const all = [
    sql`true`,
    ...(query.q ? [sql`(d.number ilike ${text} or o.number ilike ${text} or c.name ilike ${text})`] : []),
    ...(query.customerId ? [sql`d.customer_id = ${query.customerId}`] : []),
    ...(query.orderId ? [sql`d.order_id = ${query.orderId}`] : []),
    ...(query.contractId ? [sql`o.contract_id = ${query.contractId}`] : []),
  ]
  return sql.join(all, sql` and `)
}

function shapeNote(row: Row, today: Day) {
  const isSigned = row.status === 'signed'
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    customer: { id: row.customer_id, name: row.customer_name },
    order: { id: row.order_id, number: row.order_number },
    contract: row.contract_id ? { id: row.contract_id, number: row.contract_number ?? '' } : null,
    plannedOn: row.planned_on,
    shippedOn: row.shipped_on,
    signedOn: row.signed_on,
    signer: row.signer,
    amountFen: isSigned ? row.worth_fen : row.amount_fen,
    currency: row.currency,
    original: isSigned && row.is_short ? null : originalIn(row),
    isShort: row.is_short,
    unsignedDays: row.status === 'shipped' && row.shipped_on ? daysBetween(row.shipped_on, today) : 0,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
  }
}
