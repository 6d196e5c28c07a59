import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Admission } from '../../../core/credit/admission.ts'
import type { Cover } from '../../../core/credit/cover.ts'
import {
  DELIVERED_DAYS,
  NOTHING_OWED,
  type Owing,
  plusOwing,
  type Standing,
} from '../../../core/credit/exposure.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ON_NOTES, orderTakes } from './order-takes.ts'

/**
 * What these customers and the companies linked with them have of ours now, and what they may. Read by
 * customer with an index each, because every write of an order waits for it (C021).
 */
export async function standingsOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Standing>> {
  const [heads, owing] = await Promise.all([headsOf(ctx, ids), owingOf(ctx, ids)])
  return new Map(heads.map((head) => [head.id, build(head, owing, new Map())]))
}

/**
 * The same, to be asked again while orders are decided one after another: `shift` is by how much the orders
 * of each customer are more or less than what is stored. What one company of a group is let go takes room
 * from the others.
 */
export async function standingsInTurn(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<(id: string, shift: ReadonlyMap<string, Fen>) => Standing> {
  const [heads, owing] = await Promise.all([headsOf(ctx, ids), owingOf(ctx, ids)])
  const headOf = new Map(heads.map((head) => [head.id, head]))
  return (id, shift) => build(headOf.get(id)!, owing, shift)
}

function build(
  { id, grade, admission, limitFen, exceptionFen, groupLimitFen, members }: Head,
  owing: ReadonlyMap<string, Part>,
  shift: ReadonlyMap<string, Fen>,
): Standing {
  const partOf = (member: string): Part => {
    const part = owing.get(member) ?? { owing: NOTHING_OWED, covers: [] }
    const fen = shift.get(member)
    return fen ? { ...part, owing: { ...part.owing, ordersFen: part.owing.ordersFen + fen } } : part
  }
  const all = members.reduce<Owing>((sum, member) => plusOwing(sum, partOf(member).owing), NOTHING_OWED)
  return {
    ...{ grade, admission, limitFen, exceptionFen },
    own: partOf(id).owing,
    covers: partOf(id).covers,
    group:
      members.length === 0
        ? null
        : {
            ...{ owing: all, limitFen: groupLimitFen },
            others: members.filter((other) => other !== id).map(partOf),
          },
  }
}

type Head = {
  id: string
  grade: Grade | null
  admission: Admission | null
  limitFen: bigint | null
  exceptionFen: bigint
  groupLimitFen: bigint | null
  members: string[]
}

async function headsOf(ctx: ReadCtx, ids: readonly string[]): Promise<Head[]> {
  const { rows } = await sql<Head>`
    select c.id, r.grade, a.admission, c.limit_fen as "limitFen", g.limit_fen as "groupLimitFen",
      coalesce((select sum(d.amount_fen) from credit_decision d where d.org_id = c.org_id and d.customer_id = c.id
        and d.kind = 'exception' and d.order_id is null and d.effective_at is not null and d.ended_at is null
        and d.expires_on >= ${dayOf(ctx.now)}), 0)::bigint as "exceptionFen",
      array(select o.customer_id from credit_group_member o where o.org_id = c.org_id and o.group_id = m.group_id
        and o.ended_at is null) as members
    from customer c
    left join lateral (select d.admission from credit_decision d where d.org_id = c.org_id and d.customer_id = c.id
      and d.kind = 'admission' and d.effective_at is not null and d.ended_at is null and d.expires_on >= ${dayOf(ctx.now)}
      order by d.effective_at desc limit 1) a on true
    left join credit_rating r on r.org_id = c.org_id and r.customer_id = c.id and r.valid_to is null
    left join credit_group_member m on m.org_id = c.org_id and m.customer_id = c.id and m.ended_at is null
    left join credit_group g on g.org_id = m.org_id and g.id = m.group_id
    where c.org_id = ${ctx.orgId} and c.id = any(${ids}::uuid[])`.execute(ctx.db)
  return rows
}

type Part = { owing: Owing; covers: readonly Cover[] }
/** Fen as text, which JSON keeps whole. */
type StoredCover = { cap: string; bp: number; own: string; all: boolean }
function asCover({ cap, bp, own, all }: StoredCover): Cover {
  return { capFen: BigInt(cap), shareBp: bp, deductibleFen: BigInt(own), wholeGroup: all }
}

/** Of the customers and of everybody in a group with one of them. What was settled is claimed no more. */
async function owingOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Part>> {
  const today = dayOf(ctx.now)
  const { rows } = await sql<Owing & { id: string; covers: StoredCover[] | null }>`
    with wanted as (
      select id from unnest(${ids}::uuid[]) as w (id)
      union
      select o.customer_id from credit_group_member m
      join credit_group_member o on o.org_id = m.org_id and o.group_id = m.group_id and o.ended_at is null
      where m.org_id = ${ctx.orgId} and m.customer_id = any(${ids}::uuid[]) and m.ended_at is null
    )
    select w.id, i.open_fen as "openFen", i.overdue_fen as "overdueFen", i.overdue_days as "overdueDays",
      (s.undelivered_fen + greatest(0, s.delivered_fen - v.invoiced_fen))::bigint as "ordersFen", p.advance_fen as "advanceFen",
      n.bills_fen as "billsFen", b.claim_fen as "writtenOffFen",
      (select jsonb_agg(jsonb_build_object('cap', h.cap_fen::text, 'bp', h.share_bp, 'own', h.deductible_fen::text,
        'all', h.whole_group))
        from credit_cover h where h.org_id = ${ctx.orgId} and h.customer_id = w.id and h.voided_at is null
          and ${today} between h.from_on and h.until_on) as covers
    from wanted w
    cross join lateral (
      select coalesce(sum(x.open_fen), 0)::bigint as open_fen,
        coalesce(sum(x.open_fen) filter (where x.due_on < ${today}), 0)::bigint as overdue_fen,
        coalesce(max(${today}::date - x.due_on) filter (where x.due_on < ${today}), 0)::int as overdue_days
      from instalment x where x.org_id = ${ctx.orgId} and x.customer_id = w.id and x.open_fen > 0 and x.voided_at is null) i
    cross join lateral (
      select coalesce(sum(y.unallocated_fen), 0)::bigint as advance_fen from payment y
      where y.org_id = ${ctx.orgId} and y.customer_id = w.id and y.kind <> 'write_off' and y.unallocated_fen > 0
        and y.voided_at is null) p
    cross join lateral (
      select coalesce(sum(z.amount_fen - coalesce((select sum(r.amount_fen) from recovery r
        where r.org_id = z.org_id and r.payment_id = z.id and r.voided_at is null), 0)), 0)::bigint as claim_fen
      from payment z where z.org_id = ${ctx.orgId} and z.customer_id = w.id and z.kind = 'write_off' and z.voided_at is null
        and not exists (select 1 from write_off o where o.org_id = z.org_id and o.payment_id = z.id and o.ground = 'settled')) b
    cross join lateral (
      select coalesce(sum(d.amount_fen), 0)::bigint as bills_fen from bill d
      where d.org_id = ${ctx.orgId} and d.customer_id = w.id and d.kind = 'commercial' and d.ended_on is null
        and d.voided_at is null) n
    cross join lateral (${ordersOf(ctx, today)}) s
    cross join lateral (
      select coalesce(sum(f.amount_fen), 0)::bigint as invoiced_fen from invoice f
      where f.org_id = ${ctx.orgId} and f.customer_id = w.id and f.voided_at is null and f.kind = 'invoice'
        and f.order_id is null and not exists (select 1 from note_bill b join delivery_note d on d.org_id = b.org_id and d.id = b.note_id
          where b.org_id = f.org_id and b.invoice_number = f.number and d.customer_id = f.customer_id) and f.occurred_on >= ${today}::date - ${DELIVERED_DAYS}::int) v`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, covers, ...owing }) => [id, { owing, covers: (covers ?? []).map(asCover) }]))
}

/**
 * Orders on the way less what is invoiced of them, without those held back; and what was delivered lately
 * and not invoiced, held or not: it has left the house. What notes know of counts until it is invoiced.
 */
function ordersOf(ctx: ReadCtx, today: Day) {
  return sql`
    select coalesce(sum(u.rest) filter (where u.status in ('open', 'partial')), 0)::bigint as undelivered_fen,
      coalesce(sum(u.rest) filter (where u.status in ('delivered', 'cancelled')), 0)::bigint as delivered_fen
    from (
      select o.status, ${orderTakes(today)} as rest
      from sales_order o ${ON_NOTES} where o.org_id = ${ctx.orgId} and o.customer_id = w.id and o.voided_at is null
        and (o.status in ('open', 'partial') or (o.status = 'delivered' and o.delivered_on >= ${today}::date - ${DELIVERED_DAYS}::int)
          or o.id in (select d.order_id from delivery_note d where d.org_id = ${ctx.orgId} and d.customer_id = w.id
            and d.status in ('shipped', 'signed')))
    ) u`
}
