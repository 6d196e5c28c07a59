import { sql } from 'kysely'
import type { HandoverState, HandoverViewer } from '../../../core/handover/decide.ts'
import { may } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'

export type HandoverRow = Awaited<ReturnType<typeof selectOne>>

/**
 * Whose handovers one may look at: those of people whose customers one may assign, those one manages, takes
 * over from or is the subject of; whoever keeps the accounts knows of all. `h` is the handover's alias.
 */
export function handoverScope(ctx: ReadCtx) {
  if (may(ctx.actor.roles, 'person.write')) return sql<boolean>`true`
  const me = ctx.actor.userId
  return sql<boolean>`(h.user_id = ${me} or h.manager_id = ${me} or ${leads(ctx)}
    or exists (select 1 from handover_item r where r.org_id = h.org_id and r.handover_id = h.id and r.receiver_id = ${me}))`
}

function leads(ctx: ReadCtx) {
  if (!may(ctx.actor.roles, 'customer.assign')) return sql<boolean>`false`
  const users = visibleUsers(ctx, 'customer.assign')
  return users === null ? sql<boolean>`true` : sql<boolean>`h.user_id = any(${users}::uuid[])`
}

/** Not there and not yours are the same answer. `lock`: for writing. */
export async function getHandoverRow(ctx: ReadCtx, id: string): Promise<HandoverRow> {
  return selectOne(ctx, id, false)
}

export async function lockHandover(ctx: WriteCtx, id: string): Promise<HandoverRow> {
  return selectOne(ctx, id, true)
}

async function selectOne(ctx: ReadCtx, id: string, lock: boolean) {
  const row = await ctx.db
    .selectFrom('handover as h')
    .selectAll('h')
    .select(leads(ctx).as('led'))
    .where('h.org_id', '=', ctx.orgId)
    .where('h.id', '=', id)
    .where(handoverScope(ctx))
    .$if(lock, (query) => query.forUpdate('h'))
    .executeTakeFirst()
  if (!row) throw notFound('handover')
  return row
}

/** What the decisions of core ask for: where it stands and who looks. */
export async function standingOf(
  ctx: ReadCtx,
  row: HandoverRow,
): Promise<{ state: HandoverState; viewer: HandoverViewer }> {
  const me = ctx.actor.userId
  const { rows } = await sql<{
    open: number
    mine: number
    my_open: number
    unconfirmed: number
    confirmed: boolean
  }>`
    select count(*) filter (where i.done_at is null)::int as open,
      count(*) filter (where i.receiver_id = ${me})::int as mine,
      count(*) filter (where i.receiver_id = ${me} and i.done_at is null)::int as my_open,
      count(distinct i.receiver_id) filter (where r.user_id is null)::int as unconfirmed,
      coalesce(bool_or(r.user_id = ${me}), false) as confirmed
    from handover_item i
    left join handover_receiver r on r.org_id = i.org_id and r.handover_id = i.handover_id and r.user_id = i.receiver_id
    where i.org_id = ${ctx.orgId} and i.handover_id = ${row.id}`.execute(ctx.db)
  const counted = rows[0]!
  return {
    state: {
      status: row.status as 'open' | 'done',
      openItems: counted.open,
      openForViewer: counted.my_open,
      unconfirmedReceivers: counted.unconfirmed,
      viewerConfirmed: counted.confirmed,
      accessEnded: row.access_ended_at !== null,
    },
    viewer: {
      isManager: row.manager_id === me || row.led,
      isAdmin: may(ctx.actor.roles, 'person.write'),
      isReceiver: counted.mine > 0,
    },
  }
}
