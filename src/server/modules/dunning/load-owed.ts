import { sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import { type DunningItem, type DunningStep, decideDunning } from '../../../core/dunning/decide.ts'
import { type Inhibition, inhibitedBy } from '../../../core/dunning/inhibit.ts'
import { type PlanStage, STAGE_CODES, type StageCode } from '../../../core/dunning/stage.ts'
import {
  type PromiseSpan,
  type PromiseState,
  type PromiseWeight,
  promiseWeights,
} from '../../../core/receivable/promise.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { contestedAsOf, inhibitionsOf, loadPromises, openAsOf } from '../receivables/index.ts'
import { loadPlans } from './plan.ts'

type OwedRow = {
  id: string
  customer_id: string
  customer_name: string
  key_level: 'key' | 'normal'
  grade: string | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  invoice_number: string
  label: string
  occurred_on: Day
  due_on: Day
  overdue_days: number
  open_fen: bigint
  disputed_fen: bigint
  done: StageCode | null
}

export type OwedItem = OwedRow & { promise: PromiseWeight | null; dunning: DunningItem }
export type LastStep = { id: string; stage: StageCode; on: Day; by: string | null }
export type Debtor = {
  customer: { id: string; name: string }
  responsible: { id: string; name: string; active: boolean } | null
  items: OwedItem[]
  plan: readonly PlanStage[]
  step: DunningStep | null
  /** a friendly step that would be due; it is again when the last reason against it ends */
  heldStep: DunningStep | null
  inhibitions: ReadonlySet<Inhibition>
  last: LastStep | null
  promise: { on: Day; fen: bigint | null; state: PromiseState } | null
  pausedUntil: Day | null
}

/** Further ahead than this nothing can be due: the friendly word, and days off before it. */
const AHEAD = 75

/**
 * Everybody in scope who owes something that the plan speaks of, with what is to be done about it today
 * (C087 C088). One debtor, or all of them.
 */
export async function loadDebtors(
  ctx: ReadCtx,
  { customerId, permission }: { customerId?: string; permission: 'receivable.read' | 'receivable.note' },
): Promise<{ debtors: Debtor[]; today: Day; calendar: WorkCalendar }> {
  const today = dayOf(ctx.now)
  const [calendar, planFor, rows] = await Promise.all([
    loadCalendar(ctx),
    loadPlans(ctx),
    loadOwed(ctx, { today, customerId, permission }),
  ])
  const owed = Map.groupBy(rows, (row) => row.customer_id)
  const ids = [...owed.keys()]
  const [courses, steps, inhibitions] = await Promise.all([
    loadPromises(ctx, ids),
    lastSteps(ctx, ids),
    inhibitionsOf(ctx, ids),
  ])
  const debtors = [...owed].map(([id, own]): Debtor => {
    const course = courses.get(id) ?? []
    const items = own.map((row) => itemOf(row, course, today))
    const plan = planFor({ keyLevel: own[0]!.key_level, grade: own[0]!.grade })
    const last = steps.get(id) ?? null
    const first = own[0]!
    const found = decideDunning(
      plan,
      items.map(({ dunning }) => dunning),
      last,
      { day: today, calendar },
    )
    const isHeld = found !== null && inhibitedBy({ stage: found.stage.code }, inhibitions(id)) !== null
    return {
      customer: { id, name: first.customer_name },
      responsible: first.user_id
        ? { id: first.user_id, name: first.user_name ?? '', active: first.user_active ?? false }
        : null,
      items,
      plan,
      step: isHeld ? null : found,
      heldStep: isHeld ? found : null,
      inhibitions: inhibitions(id),
      last,
      promise: newestPromise(course, today),
      pausedUntil: pausedUntil(items, course, today),
    }
  })
  return { debtors, today, calendar }
}

function itemOf(row: OwedRow, course: readonly PromiseSpan[], today: Day): OwedItem {
  const promise = weightToday(course, row.due_on, today)
  const dunning: DunningItem = {
    id: row.id,
    dueOn: row.due_on,
    openFen: row.open_fen - row.disputed_fen,
    isPaused: promise === 'standing',
    isBroken: promise === 'broken',
    done: row.done,
  }
  return { ...row, promise, dunning }
}

function weightToday(course: readonly PromiseSpan[], dueOn: Day, today: Day): PromiseWeight | null {
  const end = endOfDay(today)
  const now = promiseWeights(course, dueOn).find(
    ({ at, until }) => at <= end && (until === null || until > end),
  )
  return now?.value ?? null
}

function newestPromise(course: readonly PromiseSpan[], today: Day): Debtor['promise'] {
  const end = endOfDay(today)
  const now = course.filter(({ at, until }) => at <= end && (until === null || until > end))
  const newest = now.reduce<PromiseSpan | null>(
    (best, span) => (best === null || span.promise.at >= best.promise.at ? span : best),
    null,
  )
  if (!newest) return null
  const { on, fen } = newest.promise
  return { on, fen: fen === null ? null : BigInt(fen), state: newest.state }
}

/** The day until which nobody writes, where everything that is due is paused. */
function pausedUntil(items: readonly OwedItem[], course: readonly PromiseSpan[], today: Day): Day | null {
  const due = items.filter(({ overdue_days }) => overdue_days > 0)
  if (due.length === 0 || due.some(({ promise }) => promise !== 'standing')) return null
  return newestPromise(course, today)?.on ?? null
}

async function loadOwed(
  ctx: ReadCtx,
  {
    today,
    customerId,
    permission,
  }: { today: Day; customerId: string | undefined; permission: 'receivable.read' | 'receivable.note' },
): Promise<OwedRow[]> {
  const { rows } = await sql<OwedRow>`
    select o.id, o.customer_id, c.name as customer_name, c.key_level, g.grade, u.id as user_id, u.name as user_name,
      u.status = 'active' as user_active, v.number as invoice_number, o.label, o.occurred_on, o.due_on, o.overdue_days, o.open_fen,
      least(o.open_fen, coalesce(d.fen, 0))::bigint as disputed_fen,
      (select di.stage from dunning_item di join dunning_step s on s.org_id = di.org_id and s.id = di.step_id
        where di.org_id = ${ctx.orgId} and di.instalment_id = o.id and s.voided_at is null
        order by array_position(${STAGE_CODES as unknown as string[]}::text[], di.stage) desc limit 1) as done
    from ${openAsOf(ctx, today, 'business')} o
    left join ${contestedAsOf(ctx, today, 'business')} d on d.instalment_id = o.id
    join customer c on c.org_id = ${ctx.orgId} and c.id = o.customer_id
    join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
    left join app_user u on u.org_id = ${ctx.orgId} and u.id = c.responsible_id
    left join credit_rating g on g.org_id = ${ctx.orgId} and g.customer_id = c.id and g.valid_to is null
    where o.customer_id in (${scopedCustomerIds(ctx, permission)}) and o.due_on <= ${addDays(today, AHEAD)}
      ${customerId ? sql`and o.customer_id = ${customerId}` : sql``}
    order by o.due_on, o.id`.execute(ctx.db)
  return rows
}

async function lastSteps(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, LastStep>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<LastStep & { customer_id: string }>`
    select distinct on (s.customer_id) s.customer_id, s.id, s.stage, s.occurred_on as on, u.name as by
    from dunning_step s left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.voided_at is null and s.customer_id = any(${[...ids]}::uuid[])
    order by s.customer_id, s.occurred_on desc, s.recorded_at desc`.execute(ctx.db)
  return new Map(rows.map(({ customer_id, ...last }) => [customer_id, last]))
}
