import { sql } from 'kysely'
import { addDays, type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { type ReadCtx, read, write } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import { holdLapsed } from './cover-holds.ts'
import { recheckHolds } from './holds.ts'
import { countLate, readPortfolio, savePortfolio } from './portfolio.ts'
import { judgeRatings, keepRatings, monthEndsBefore } from './rate-customers.ts'

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
        and (e.customer_id is not null or e.kind in ('import.done', 'import.undone', 'import.cancelled')))`
}

/**
 * Rates whoever is due, in chunks; returns how many customers got a new entry in their trail (C024). It
 * thinks before it takes the organisation's lock: a year of month ends takes seconds, and everybody's writes
 * would wait. Of whom anything was recorded meanwhile is due again and rated at the next look.
 */
export async function rateDue(db: Db, who: Who, isStopped: () => boolean = () => false): Promise<number> {
  const plan = await read(db, who, whatIsDue)
  if (plan.isFull) await learnPortfolio(db, who, plan)
  let changed = 0
  for (let from = 0; from < plan.ids.length; from += CHUNK) {
    if (isStopped()) return changed
    const ids = plan.ids.slice(from, from + CHUNK)
    const { upTo, rated } = await read(db, who, async (ctx) => {
      const tick = await lastTick(ctx)
      return { upTo: tick, rated: await judgeRatings(ctx, ids, await readPortfolio(ctx)) }
    })
    changed += await write(db, who, async (ctx) => {
      const moved = await movedSince(ctx, ids, upTo)
      const kept = await keepRatings(
        ctx,
        rated.filter(({ customerId }) => !moved.has(customerId)),
      )
      if (plan.isFull) await holdLapsed(ctx, ids, plan.fullOn ?? addDays(dayOf(who.now), -1))
      await recheckHolds(ctx, ids)
      return kept
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

/** The newest tick of the organisation; whatever is recorded later is later than this. */
async function lastTick(ctx: ReadCtx): Promise<Instant> {
  const row = await ctx.db
    .selectFrom('org_tick')
    .select('last')
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  return row.last
}

/**
 * Of these customers those about whom something was recorded, or who were rated, after that tick. An import
 * names no customers while it runs: all of them may be in it.
 */
async function movedSince(ctx: ReadCtx, ids: readonly string[], tick: Instant): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from event
    where org_id = ${ctx.orgId} and recorded_at > ${at(tick)} and customer_id = any(${ids}::uuid[])
    union select customer_id from credit_rating
    where org_id = ${ctx.orgId} and recorded_at > ${at(tick)} and customer_id = any(${ids}::uuid[])
      and valid_to is null
    union select c.id from unnest(${ids}::uuid[]) as c (id) where exists (select 1 from event i
      where i.org_id = ${ctx.orgId} and i.recorded_at > ${at(tick)} and i.kind like 'import.%')`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id }) => id))
}

/** `fullOn`: the day of the last rating of everybody. */
type Plan = { ids: string[]; isFull: boolean; fullOn: Day | null; upTo: Instant }

async function whatIsDue(ctx: ReadCtx): Promise<Plan> {
  const { rows: heads } = await sql<{
    upTo: Instant
    tick: Instant | null
    full: boolean
    fullOn: Day | null
    imported: boolean
  }>`
    select t.last as "upTo", k.tick, k.full_on as "fullOn", coalesce(k.full_on >= ${dayOf(ctx.now)}, false) as full,
      exists (select 1 from event e where e.org_id = t.org_id and e.recorded_at > k.tick and e.kind in ('import.done', 'import.undone', 'import.cancelled')) as imported
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
  return { ids: rows.map(({ id }) => id), isFull, fullOn: head.fullOn, upTo: head.upTo }
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
