import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { type ReadCtx, read, write } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import { recheckHolds } from './holds.ts'
import { countLate, readPortfolio, savePortfolio } from './portfolio.ts'
import { monthEndsBefore, rateCustomers } from './rate-customers.ts'

type Who = { orgId: string; now: Instant }
/** So many customers per transaction: nobody waits for the others of the night. */
const CHUNK = 500

/** Events that change no rating: our own, and what is only read. */
const OWN = 'credit.rated'

/**
 * Whether ratings are due: once a day for everybody, and for a customer whenever something was recorded
 * about it. Ticks are given under one lock, so an event before the cursor cannot come later.
 */
export function ratingDue(ctx: ReadCtx) {
  return sql<boolean>`
    (not exists (select 1 from credit_cursor where org_id = ${ctx.orgId} and full_on >= ${dayOf(ctx.now)})
      and exists (select 1 from customer where org_id = ${ctx.orgId} and voided_at is null))
    or exists (select 1 from event e join credit_cursor k on k.org_id = e.org_id
      where e.org_id = ${ctx.orgId} and e.recorded_at > k.tick and e.kind <> ${OWN}
        and (e.customer_id is not null or e.kind in ('import.done', 'import.undone')))`
}

/** Rates whoever is due, in chunks; returns how many customers got a new entry in their trail (C024). */
export async function rateDue(db: Db, who: Who, isStopped: () => boolean = () => false): Promise<number> {
  const plan = await read(db, who, whatIsDue)
  if (plan.isFull) await learnPortfolio(db, who, plan)
  let changed = 0
  for (let from = 0; from < plan.ids.length; from += CHUNK) {
    if (isStopped()) return changed
    const ids = plan.ids.slice(from, from + CHUNK)
    changed += await write(db, who, async (ctx) => {
      const rated = await rateCustomers(ctx, ids, await readPortfolio(ctx))
      await recheckHolds(ctx, ids)
      return rated
    })
  }
  await write(db, who, async (ctx) => {
    const values = { tick: at(plan.upTo), ...(plan.isFull ? { full_on: dayOf(who.now) } : {}) }
    await ctx.db
      .insertInto('credit_cursor')
      .values({ org_id: who.orgId, ...values })
      .onConflict((conflict) => conflict.column('org_id').doUpdateSet(values))
      .execute()
  })
  return changed
}

type Plan = { ids: string[]; isFull: boolean; upTo: Instant }

async function whatIsDue(ctx: ReadCtx): Promise<Plan> {
  const { rows: heads } = await sql<{
    upTo: Instant
    tick: Instant | null
    full: boolean
    imported: boolean
  }>`
    select t.last as "upTo", k.tick, coalesce(k.full_on >= ${dayOf(ctx.now)}, false) as full,
      exists (select 1 from event e where e.org_id = t.org_id and e.recorded_at > k.tick and e.kind in ('import.done', 'import.undone')) as imported
    from org_tick t left join credit_cursor k on k.org_id = t.org_id where t.org_id = ${ctx.orgId}`.execute(
    ctx.db,
  )
  const head = heads[0]!
  const isFull = !head.full || head.imported
  const { rows } = isFull
    ? await sql<{ id: string }>`
        select id from customer where org_id = ${ctx.orgId} and voided_at is null order by id`.execute(ctx.db)
    : await sql<{ id: string }>`
        select distinct e.customer_id as id from event e
        join customer c on c.org_id = e.org_id and c.id = e.customer_id and c.voided_at is null
        where e.org_id = ${ctx.orgId} and e.recorded_at > ${at(head.tick!)} and e.kind <> ${OWN}`.execute(
        ctx.db,
      )
  return { ids: rows.map(({ id }) => id), isFull, upTo: head.upTo }
}

/** The company's figure for today, and for the month ends that a first trail needs. */
async function learnPortfolio(db: Db, who: Who, { ids }: Plan): Promise<void> {
  const today = dayOf(who.now)
  const known = new Set((await read(db, who, readPortfolio)).map(({ day }) => day))
  const days = [...monthEndsBefore(today), today].filter((day) => !known.has(day))
  if (days.length === 0) return
  const sums = days.map((day) => ({ day, late: 0, matured: 0 }))
  for (let from = 0; from < ids.length; from += CHUNK) {
    const part = await read(db, who, (ctx) => countLate(ctx, ids.slice(from, from + CHUNK), days))
    part.forEach(({ late, matured }, index) => {
      sums[index]!.late += late
      sums[index]!.matured += matured
    })
  }
  await write(db, who, (ctx) => savePortfolio(ctx, sums))
}
