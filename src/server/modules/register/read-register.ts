import { sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { alarmsOf, CHANGE_ALARMS, CHANGED_DAYS, type Snapshot } from '../../../core/register/alarms.ts'
import { differencesOf, type Held } from '../../../core/register/differences.ts'
import type { RegisterFacts } from '../../../core/register/facts.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { CALLS_EACH, type Candidate, type Missing } from '../../platform/register/provider.ts'
import { requireCustomer } from '../customers/index.ts'
import { findAccount, type Words } from './account.ts'
import { whyClosed } from './ask-lookup.ts'

export type Row = {
  id: string
  provider: string
  on: Day
  at: number
  by: string | null
  facts: RegisterFacts
  missing: Missing[]
}

/** What the register says of a customer by what was known at the end of a day (C004 C007). */
export async function getRegister(ctx: ReadCtx, customerId: string, asOf?: Day) {
  await requireCustomer(ctx, customerId, 'credit.read')
  const day = asOf ?? dayOf(ctx.now)
  const [rows, account, held, last, closed] = await Promise.all([
    snapshotsKnown(ctx, customerId, day),
    findAccount(ctx),
    heldOf(ctx, customerId),
    asOf ? null : lastOf(ctx, customerId),
    whyClosed(ctx, customerId),
  ])
  const newest = rows.at(-1)
  const writes = may(ctx.actor.roles, 'credit.write') || ('forbidden' as const)
  const mayAsk = writes === true ? (closed?.code ?? writes) : writes
  const edits = may(ctx.actor.roles, 'customer.write') || ('forbidden' as const)
  return {
    isOn: account?.status === 'on',
    provider: account?.kind ?? null,
    callsEach: account ? CALLS_EACH[account.kind] : 0,
    found: newest ? shown(newest) : null,
    alarms: alarmsAt(rows, day),
    earlier: rows
      .slice(0, -1)
      .map(({ on }) => on)
      .reverse(),
    differences: (newest && !asOf ? differencesOf(held, newest.facts) : []).map((one) => ({
      ...one,
      can: one.field === 'name' || one.field === 'code' ? edits : writes,
    })),
    running: last?.state === 'queued',
    last: last && { ...last, candidates: last.candidates ?? [] },
    can: { lookUp: asOf ? ('as_of_read_only' as const) : mayAsk },
  }
}

function shown({ id, provider, at: when, by, facts, missing }: Row) {
  const { capitalFen: _, ...told } = facts
  return { id, provider, at: when, by, ...told, missing }
}

/** What stands, and what has changed in the time that the rules look back. */
function alarmsAt(rows: readonly Row[], day: Day) {
  const known: Snapshot[] = rows.map(({ id, on, at: when, facts }) => ({
    id,
    on,
    at: when,
    until: null,
    facts,
  }))
  const recent = addDays(day, -CHANGED_DAYS)
  return alarmsOf(known)
    .filter(({ until }) => until === null)
    .filter(({ kind, on }) => !(CHANGE_ALARMS as readonly string[]).includes(kind) || on > recent)
    .map(({ kind, on }) => ({ kind, on }))
}

/** By the day of the look-up, the newest last: what a merge brought is known later and is no newer. */
export async function snapshotsKnown(ctx: ReadCtx, customerId: string, day: Day): Promise<Row[]> {
  const end = at(endOfDay(day))
  const { rows } = await sql<Row>`
    select s.id, s.provider, s.occurred_on as on, (date_part('epoch', s.known_at) * 1000)::float8 as at, u.name as by,
      s.facts, s.missing
    from register_snapshot s left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.customer_id = ${customerId} and s.known_at <= ${end}
      and (s.voided_at is null or s.voided_at > ${end})
    order by s.occurred_on, s.known_at, s.id`.execute(ctx.db)
  return rows.map((row) => ({ ...row, at: Math.round(row.at) }))
}

/** The record and the newest entries of the screening file. */
export async function heldOf(ctx: ReadCtx, customerId: string): Promise<Held> {
  const { rows } = await sql<Held>`
    select c.name, c.uscc as code,
      (select k.value::int from credit_item k where k.org_id = c.org_id and k.customer_id = c.id and k.item = 'foundedYear'
        and k.voided_at is null order by k.known_at desc, k.id desc limit 1) as "foundedYear",
      (select k.value::int from credit_item k where k.org_id = c.org_id and k.customer_id = c.id and k.item = 'dishonest'
        and k.voided_at is null order by k.known_at desc, k.id desc limit 1) as dishonest
    from customer c where c.org_id = ${ctx.orgId} and c.id = ${customerId}`.execute(ctx.db)
  return rows[0]!
}

type Last = { state: string; at: number; answer: Words | null; candidates: Candidate[] | null }

async function lastOf(ctx: ReadCtx, customerId: string): Promise<Last | null> {
  const row = await ctx.db
    .selectFrom('register_lookup')
    .select(['state', 'recorded_at', 'answer'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const { code, message, candidates } = row.answer as Partial<Words> & { candidates?: Candidate[] }
  const answer = code === undefined ? null : { code, message: message ?? '' }
  return { state: row.state, at: row.recorded_at, answer, candidates: candidates ?? null }
}
