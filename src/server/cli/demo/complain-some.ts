import { sql } from 'kysely'
import { addDays, type Day, dayOf, startOfDay } from '../../../core/calendar.ts'
import { COMPLAINTS } from '../../../world/complaints.ts'
import type { Company } from '../../../world/shapes.ts'
import { contestComplaint, openComplaint, resolveComplaint } from '../../modules/complaints/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const TEN = 10 * 3_600_000

type Served = { customer_id: string; order_id: string; login: string }

/** What customers of the demo complain about: some of it open, some of it settled with its cause (C054). */
export async function complainSome(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const actors = actorsOf(company, people)
  const served = await lastServed(ctx)
  for (const complaint of COMPLAINTS) {
    const about = served[complaint.customer]
    if (!about) continue
    const actor = actors.get(about.login)!
    const onDay = (day: Day) => {
      const then = Math.min(ctx.now, startOfDay(day) + TEN)
      return { ...ctx, actor, now: then, tick: then }
    }
    const began = addDays(dayOf(ctx.now), -complaint.daysAgo)
    const { kind, severity, title, detail, ended } = complaint
    const { id } = await openComplaint(onDay(began), {
      ...{ kind, severity, title, detail },
      customerId: about.customer_id,
      orderId: about.order_id,
    })
    if (complaint.heldBackTenths)
      await holdBack(onDay(addDays(began, 1)), id, { ...about, tenths: complaint.heldBackTenths })
    if (ended === null) continue
    const { cause, resolution } = ended
    await resolveComplaint(onDay(addDays(dayOf(ctx.now), -ended.daysAgo)), id, { cause, resolution })
  }
}

/** A part of what falls due later is contested: it is left out of reminders, and nothing else is. */
async function holdBack(
  ctx: WriteCtx,
  id: string,
  { customer_id, tenths }: Served & { tenths: number },
): Promise<void> {
  const { rows } = await sql<{ id: string; open_fen: bigint }>`
    select i.id, i.open_fen from instalment i where i.org_id = ${ctx.orgId} and i.customer_id = ${customer_id}
      and i.voided_at is null and i.open_fen > 100000 and i.due_on > ${addDays(dayOf(ctx.now), 15)}
      and not exists (select 1 from dispute d where d.org_id = i.org_id and d.instalment_id = i.id)
    order by i.due_on desc, i.id limit 1`.execute(ctx.db)
  const [owed] = rows
  if (!owed) return
  const amountFen = ((owed.open_fen * BigInt(tenths)) / 1000n) * 100n
  await contestComplaint(ctx, id, { instalmentId: owed.id, amountFen })
}

/** Customers who were delivered to last, with whoever answers for them. */
async function lastServed(ctx: WriteCtx): Promise<Served[]> {
  const { rows } = await sql<Served>`
    select * from (
      select distinct on (o.customer_id) o.customer_id, o.id as order_id, u.login, o.delivered_on
      from sales_order o join customer c on c.org_id = o.org_id and c.id = o.customer_id and c.voided_at is null
      join app_user u on u.org_id = c.org_id and u.id = c.responsible_id and u.status = 'active'
      where o.org_id = ${ctx.orgId} and o.voided_at is null and o.delivered_on < ${addDays(dayOf(ctx.now), -8)}
      order by o.customer_id, o.delivered_on desc, o.id) s
    order by s.delivered_on desc, s.customer_id limit 8`.execute(ctx.db)
  return rows
}
