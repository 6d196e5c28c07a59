import { type RawBuilder, sql } from 'kysely'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import {
  CHECK_AFTER_DAYS,
  type Errand,
  errandsOf,
  type Untouched,
} from '../../../core/handover/after-check.ts'
import { isPresent } from '../../../core/watch/responsible.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadStaff } from '../identity/index.ts'
import { giveTask } from '../tasks/index.ts'

const DUE_AFTER_DAYS = 3

/** Customers of a handover that nobody has followed up since they were passed on; `i` is the item. */
export const UNTOUCHED: RawBuilder<boolean> = sql<boolean>`(i.kind = 'customer' and i.done_at is not null
  and exists (select 1 from customer c where c.org_id = i.org_id and c.id = i.subject_id and c.voided_at is null)
  and not exists (select 1 from activity a where a.org_id = i.org_id and a.customer_id = i.subject_id
    and a.voided_at is null and a.occurred_at >= i.done_at))`

export function handoverCheckDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from handover h where h.org_id = ${ctx.orgId} and ${isDue(ctx)})`
}

function isDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`(h.checked_at is null
    and coalesce(h.confirmed_at, h.access_ended_at) <= ${at(ctx.now - CHECK_AFTER_DAYS * DAY_MS)})`
}

/**
 * Thirty days on: who was not called is a task for whoever answers for them now, with the manager following
 * (C188). Each handover is looked at once; the page goes on counting.
 */
export async function checkHandovers(ctx: WriteCtx): Promise<number> {
  const { rows } = await sql<{ id: string; manager_id: string; leaver: string }>`
    select h.id, h.manager_id, u.name as leaver from handover h
    join app_user u on u.org_id = h.org_id and u.id = h.user_id
    where h.org_id = ${ctx.orgId} and ${isDue(ctx)} order by h.started_at for update of h`.execute(ctx.db)
  for (const row of rows) await checkOne(ctx, row)
  return rows.length
}

async function checkOne(ctx: WriteCtx, handover: { id: string; manager_id: string; leaver: string }) {
  const { rows } = await sql<Untouched>`
    select c.responsible_id as "responsibleId", c.name, i.is_key as "isKey" from handover_item i
    join customer c on c.org_id = i.org_id and c.id = i.subject_id
    where i.org_id = ${ctx.orgId} and i.handover_id = ${handover.id} and ${UNTOUCHED}
    order by i.amount_fen desc nulls last, c.name`.execute(ctx.db)
  for (const errand of errandsOf(rows, handover.manager_id)) await ask(ctx, handover, errand)
  await ctx.db
    .updateTable('handover')
    .set((eb) => ({ checked_at: at(ctx.tick), version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', handover.id)
    .execute()
  await recordEvent(ctx, {
    kind: 'handover.checked',
    subject: { kind: 'handover', id: handover.id },
    summary: { untouched: rows.length },
  })
}

/** Whoever is away cannot be asked: then the manager is, and where they are away too, whoever stands in. */
async function ask(ctx: WriteCtx, handover: { manager_id: string; leaver: string }, errand: Errand) {
  const { directory } = await loadStaff(ctx)
  const there = [errand.to, handover.manager_id].find((one) => isPresent(directory, one, ctx.now))
  const more = errand.customers > errand.names.length ? ' …' : ''
  const key = errand.keyCustomers > 0 ? `，其中重点客户 ${errand.keyCustomers} 个` : ''
  await giveTask(ctx, {
    kind: 'todo',
    title: `联系从${handover.leaver}接手的 ${errand.customers} 个客户`,
    detail: `交接已满 ${CHECK_AFTER_DAYS} 天，这些客户还没有跟进${key}：${errand.names.join('、')}${more}`,
    to: there ?? 'manager',
    dueOn: addDays(dayOf(ctx.now), DUE_AFTER_DAYS),
    record: null,
    followers: there === handover.manager_id ? [] : [handover.manager_id],
  })
}
