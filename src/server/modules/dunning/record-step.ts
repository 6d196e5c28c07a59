import { sql } from 'kysely'
import type { z } from 'zod'
import type { recordDunning as recordRoute } from '../../../api/dunning.ts'
import { type Day, dayOf, startOfDay } from '../../../core/calendar.ts'
import { inhibitedBy } from '../../../core/dunning/inhibit.ts'
import { reachedStage, type StageCode } from '../../../core/dunning/stage.ts'
import { formatFen } from '../../../core/money.ts'
import { mayTakeBackNote } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { withdrawStepMail } from '../customer-mail/index.ts'
import { recordActivities, scopedCustomerIds } from '../customers/index.ts'
import { keepLetter } from './letter.ts'
import { type Debtor, loadDebtors } from './load-owed.ts'
import { takeUpAlerts } from './take-up-alerts.ts'

type Form = Omit<z.output<typeof recordRoute.body>, 'on'> & { on?: Day | undefined }

const KIND_OF = {
  message: 'wechat',
  sms: 'other',
  mail: 'mail',
  call: 'call',
  visit: 'visit',
  letter: 'other',
} as const

/** Stages whose letter is written out and kept with the step that sent it. */
const LETTERS: readonly StageCode[] = ['letter', 'stop', 'lawyer']

/**
 * Keeps what was done about everything a customer owes, once: the stage is worked out here again, so that two
 * people who do the same at the same time do not count it twice. It is a follow-up as well, with the day the
 * customer has named.
 */
export async function recordDunning(ctx: WriteCtx, customerId: string, form: Form) {
  const today = dayOf(ctx.now)
  const on = form.on ?? today
  if (on > today) throw invalid('date_in_future')
  if (form.promisedFen && !form.promisedOn) throw invalid('promise_needs_day')
  if (form.promisedOn && form.promisedOn < on) throw invalid('day_in_past')
  await lockCustomer(ctx, customerId)
  const { debtors, calendar } = await loadDebtors(ctx, { customerId, permission: 'receivable.note' })
  const done = debtors[0] && stepOf(debtors[0], { day: today, calendar })
  if (!debtors[0] || !done) throw conflict('dunning_nothing')
  const inhibited = inhibitedBy({ stage: done.stage }, debtors[0].inhibitions)
  if (inhibited) throw conflict(inhibited)
  const summary = [form.contactName, form.note].filter(Boolean).join('：') || `${formatFen(done.fen)}`
  const [activity] = await recordActivities(ctx, [
    {
      customerId,
      userId: ctx.actor.userId!,
      kind: KIND_OF[form.channel],
      summary,
      occurredAt: on === today ? ctx.now : startOfDay(on) + 12 * 3_600_000,
      nextOn: form.promisedOn ?? null,
      promisedOn: form.promisedOn ?? null,
      promisedFen: form.promisedFen ?? null,
    },
  ])
  const id = newId(ctx.now)
  await insertStep(ctx, { id, customerId, activityId: activity!.id, on, form, done })
  if (form.channel === 'letter' && LETTERS.includes(done.stage))
    await keepLetter(ctx, {
      stepId: id,
      debtor: debtors[0],
      stage: done.stage as 'letter',
      itemIds: done.items.map((item) => item.id),
      lang: form.lang,
    })
  // What was demanded in writing begins its period of limitation anew.
  await touch(
    ctx,
    done.items.map((item) => ({ kind: 'instalment', id: item.id })),
  )
  const alerts = await takeUpAlerts(
    ctx,
    done.items.map((item) => item.id),
    summary,
  )
  await recordEvent(ctx, {
    kind: 'dunning.recorded',
    subject: { kind: 'dunning_step', id },
    customerId,
    summary: {
      stage: done.stage,
      channel: form.channel,
      amountFen: done.fen,
      promisedOn: form.promisedOn ?? null,
    },
  })
  const itemIds = done.items.map((item) => item.id)
  return {
    ...{ id, stage: done.stage, count: done.items.length, alerts },
    ...{ itemIds, activityId: activity!.id },
  }
}

type Done = { stage: StageCode; fen: bigint; items: { id: string; stage: StageCode; fen: bigint }[] }

/** What is due; if nothing is, what was said before is said once more to everything that has come so far. */
export function stepOf(debtor: Debtor, at: Parameters<typeof reachedStage>[2]): Done | null {
  const openOf = new Map(debtor.items.map(({ id, dunning }) => [id, dunning.openFen]))
  const withMoney = (items: readonly { id: string; stage: StageCode }[]) =>
    items.map((item) => ({ ...item, fen: openOf.get(item.id)! }))
  const due = debtor.step ?? debtor.heldStep
  if (due) {
    const { stage, fen, items } = due
    return { stage: stage.code, fen, items: withMoney(items) }
  }
  const reached = debtor.items
    .filter(({ dunning }) => dunning.openFen > 0n)
    .map(({ id, dunning }) => ({ id, place: reachedStage(debtor.plan, dunning, at) }))
    .filter(({ place }) => place >= 0)
  if (reached.length === 0) return null
  const items = withMoney(reached.map(({ id, place }) => ({ id, stage: debtor.plan[place]!.code })))
  const highest = Math.max(...reached.map(({ place }) => place))
  return {
    stage: debtor.plan[highest]!.code,
    fen: items.reduce((sum, { fen }) => sum + fen, 0n),
    items,
  }
}

async function insertStep(
  ctx: WriteCtx,
  step: { id: string; customerId: string; activityId: string; on: string; form: Form; done: Done },
): Promise<void> {
  const { id, form, done, on } = step
  await ctx.db
    .insertInto('dunning_step')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: step.customerId,
      stage: done.stage,
      channel: form.channel,
      amount_fen: done.fen,
      contact_name: form.contactName,
      note: form.note,
      words: form.words,
      activity_id: step.activityId,
      occurred_on: on,
      known_at: at(knownAt(ctx, on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await ctx.db
    .insertInto('dunning_item')
    .values(
      done.items.map((item) => ({
        org_id: ctx.orgId,
        step_id: id,
        instalment_id: item.id,
        stage: item.stage,
        open_fen: item.fen,
      })),
    )
    .execute()
}

async function lockCustomer(ctx: WriteCtx, id: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, 'receivable.note'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('customer')
}

/** Takes a step back; the row stays, voided, and the stage is due again. The follow-up stays: it happened. */
export async function voidDunning(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('dunning_step')
    .select(['customer_id', 'actor', 'voided_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.note'))
    .forUpdate()
    .executeTakeFirst()
  // Somebody else's note is answered as if it were not there.
  if (!row || !mayTakeBackNote(ctx.actor, row.actor)) throw notFound('dunning_step')
  if (row.voided_at !== null) throw conflict('already_voided')
  await takeBack(ctx, id, { customerId: row.customer_id, reason })
  await withdrawStepMail(ctx, id)
  return { ok: true }
}

/** Steps that were not made after all: their mail did not arrive. The stage is due again. */
export async function takeBackSteps(ctx: WriteCtx, ids: readonly string[], reason: string): Promise<void> {
  if (ids.length === 0) return
  const rows = await ctx.db
    .selectFrom('dunning_step')
    .select(['id', 'customer_id'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [...ids])
    .where('voided_at', 'is', null)
    .forUpdate()
    .execute()
  for (const { id, customer_id } of rows) await takeBack(ctx, id, { customerId: customer_id, reason })
}

async function takeBack(
  ctx: WriteCtx,
  id: string,
  { customerId, reason }: { customerId: string; reason: string },
): Promise<void> {
  await ctx.db
    .updateTable('dunning_step')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  const { rows: items } = await sql<{ id: string }>`
    select di.instalment_id as id from dunning_item di where di.org_id = ${ctx.orgId} and di.step_id = ${id}`.execute(
    ctx.db,
  )
  await touch(
    ctx,
    items.map((item) => ({ kind: 'instalment', id: item.id })),
  )
  await recordEvent(ctx, {
    kind: 'dunning.voided',
    subject: { kind: 'dunning_step', id },
    customerId,
    summary: { reason },
  })
}
