import { type RawBuilder, sql } from 'kysely'
import type { HandoverDetail } from '../../../api/handovers.ts'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { checkDueAt } from '../../../core/handover/after-check.ts'
import {
  decideDivide,
  decideEndAccess,
  decideManagerConfirm,
  decideReceiverConfirm,
  decideTick,
  type HandoverState,
  type HandoverViewer,
} from '../../../core/handover/decide.ts'
import type { Gap } from '../../../core/handover/gap.ts'
import { HANDOVER_KINDS, type HandoverKind } from '../../../core/handover/receiver.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { UNTOUCHED } from './check-after.ts'
import { getHandoverRow, type HandoverRow, handoverScope, standingOf } from './handover-rows.ts'
import { readGap } from './read-gap.ts'

type Person = { id: string; name: string; active: boolean }
type Row = {
  id: string
  version: number
  person: Person
  manager: Person
  reason: string
  lastDay: Day
  status: 'open' | 'done'
  startedAt: Instant
  confirmedAt: Instant | null
  accessEndedAt: Instant | null
  confirmedBy: Person | null
  accessEndedBy: Person | null
  gap: unknown
  gapReason: string | null
  items: number
  done: number
}

export async function listHandovers(ctx: ReadCtx) {
  const rows = await selectRows(ctx, handoverScope(ctx))
  return {
    items: rows.map(shapeRow),
    can: { start: may(ctx.actor.roles, 'person.write') || 'forbidden' },
  }
}

export async function getHandover(ctx: ReadCtx, id: string): Promise<HandoverDetail> {
  const row = await getHandoverRow(ctx, id)
  const [shown] = await selectRows(ctx, sql<boolean>`h.id = ${id}`)
  const { state, viewer } = await standingOf(ctx, row)
  const { rows: kinds } = await sql<{ kind: HandoverKind; items: number; done: number }>`
    select kind, count(*)::int as items, count(done_at)::int as done from handover_item
    where org_id = ${ctx.orgId} and handover_id = ${id} group by kind`.execute(ctx.db)
  const { rows: receivers } = await sql<HandoverDetail['receivers'][number]>`
    select ${personOf('u')} as person, count(*)::int as items, count(i.done_at)::int as done,
      min(r.confirmed_at) as "confirmedAt", coalesce(min(r.note), '') as note
    from handover_item i join app_user u on u.org_id = i.org_id and u.id = i.receiver_id
    left join handover_receiver r on r.org_id = i.org_id and r.handover_id = i.handover_id and r.user_id = i.receiver_id
    where i.org_id = ${ctx.orgId} and i.handover_id = ${id} group by u.id, u.name, u.status order by count(*) desc, u.name`.execute(
    ctx.db,
  )
  const { confirmedBy, accessEndedBy, gap, gapReason } = shown!
  return {
    ...shapeRow(shown!),
    kinds: HANDOVER_KINDS.flatMap((kind) => kinds.filter((one) => one.kind === kind)),
    receivers,
    confirmedBy,
    accessEndedBy,
    gap: await readGap(ctx, row),
    after: await readAfter(ctx, row),
    acceptedGap: gap === null ? null : { ...(gap as Gap & { openItems: number }), reason: gapReason ?? '' },
    can: abilities(state, viewer, seesItems(ctx, row.user_id, viewer)),
  }
}

/** Counted at every look; `checkOn`: when whoever has been forgotten becomes a task. */
async function readAfter(ctx: ReadCtx, row: HandoverRow): Promise<HandoverDetail['after']> {
  const { rows } = await sql<{ passed: number; untouched: number }>`
    select count(*)::int as passed, count(*) filter (where ${UNTOUCHED})::int as untouched from handover_item i
    where i.org_id = ${ctx.orgId} and i.handover_id = ${row.id} and i.kind = 'customer' and i.done_at is not null`.execute(
    ctx.db,
  )
  const due = checkDueAt({ confirmedAt: row.confirmed_at, accessEndedAt: row.access_ended_at })
  return { ...rows[0]!, checkOn: due === null ? null : dayOf(due), checkedAt: row.checked_at }
}

function abilities(state: HandoverState, viewer: HandoverViewer, items: boolean): HandoverDetail['can'] {
  const said = (decided: { ok: boolean; code?: string }): true | string => decided.ok || decided.code!
  return {
    items: items || 'forbidden',
    divide: said(decideDivide(state, viewer)),
    tick: said(decideTick(state, viewer)),
    ...(viewer.isReceiver ? { confirm: said(decideReceiverConfirm(state, viewer)) } : {}),
    ...(viewer.isManager || viewer.isAdmin ? { complete: said(decideManagerConfirm(state, viewer)) } : {}),
    // The page asks for the reason; here the question is whether it could be done with one.
    ...(viewer.isAdmin || viewer.isManager ? { endAccess: said(decideEndAccess(state, viewer, '-')) } : {}),
  }
}

/** Names of customers are business: whoever only keeps the accounts divides by kind and sees the counts. */
function seesItems(ctx: ReadCtx, leaverId: string, viewer: HandoverViewer): boolean {
  return viewer.isManager || viewer.isReceiver || ctx.actor.userId === leaverId
}

export type ItemQuery = {
  page: number
  size: number
  kind?: HandoverKind | undefined
  state: 'open' | 'done' | 'untouched' | 'all'
  receiverId?: string | undefined
}

type Item = {
  id: string
  kind: HandoverKind
  subjectId: string
  customerId: string | null
  title: string
  amountFen: bigint | null
  isKey: boolean
  receiver: Person
  doneAt: Instant | null
  atClosing: boolean
}

const STATES: Record<ItemQuery['state'], RawBuilder<unknown>> = {
  all: sql`true`,
  open: sql`i.done_at is null`,
  done: sql`i.done_at is not null`,
  untouched: UNTOUCHED,
}

/** Key customers and large amounts first; a receiver who is nothing else sees the own part. */
export async function listHandoverItems(ctx: ReadCtx, id: string, query: ItemQuery) {
  const row = await getHandoverRow(ctx, id)
  const { viewer } = await standingOf(ctx, row)
  if (!seesItems(ctx, row.user_id, viewer)) throw notFound('handover')
  const isAll = viewer.isManager || ctx.actor.userId === row.user_id
  const receiverId = isAll ? query.receiverId : ctx.actor.userId!
  const { rows } = await sql<Item & { total: number }>`
    select i.id, i.kind, i.subject_id as "subjectId", i.customer_id as "customerId", i.title, i.amount_fen as "amountFen",
      i.is_key as "isKey", ${personOf('u')} as receiver, i.done_at as "doneAt", i.at_closing as "atClosing",
      count(*) over ()::int as total
    from handover_item i join app_user u on u.org_id = i.org_id and u.id = i.receiver_id
    where i.org_id = ${ctx.orgId} and i.handover_id = ${id}
      and ${query.kind === undefined ? sql`true` : sql`i.kind = ${query.kind}`}
      and ${receiverId === undefined ? sql`true` : sql`i.receiver_id = ${receiverId}`}
      and ${STATES[query.state]}
    order by array_position(${HANDOVER_KINDS as unknown as string[]}::text[], i.kind), i.is_key desc, i.amount_fen desc nulls last, i.id
    limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  return {
    items: rows.map(({ total: _, ...item }) => ({
      ...item,
      amountFen: item.amountFen === null ? null : BigInt(item.amountFen),
    })),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
  }
}

async function selectRows(ctx: ReadCtx, where: ReturnType<typeof sql<boolean>>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select h.id, h.version, ${personOf('u')} as person, ${personOf('m')} as manager, h.reason, h.last_day as "lastDay", h.status,
      h.started_at as "startedAt", h.confirmed_at as "confirmedAt", h.access_ended_at as "accessEndedAt",
      case when c.id is not null then ${personOf('c')} end as "confirmedBy",
      case when e.id is not null then ${personOf('e')} end as "accessEndedBy", h.gap, h.gap_reason as "gapReason",
      (select count(*)::int from handover_item i where i.org_id = h.org_id and i.handover_id = h.id) as items,
      (select count(*)::int from handover_item i where i.org_id = h.org_id and i.handover_id = h.id and i.done_at is not null) as done
    from handover h
    join app_user u on u.org_id = h.org_id and u.id = h.user_id
    join app_user m on m.org_id = h.org_id and m.id = h.manager_id
    left join app_user c on c.org_id = h.org_id and c.id = h.confirmed_by
    left join app_user e on e.org_id = h.org_id and e.id = h.access_ended_by
    where h.org_id = ${ctx.orgId} and ${where} order by h.status = 'done', h.started_at desc, h.id`.execute(
    ctx.db,
  )
  return rows
}

function shapeRow(row: Row) {
  const { gap: _gap, gapReason: _reason, confirmedBy: _by, accessEndedBy: _ended, ...shown } = row
  return shown
}

function personOf(alias: string) {
  return sql`json_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}, 'active', ${sql.ref(`${alias}.status`)} = 'active')`
}
