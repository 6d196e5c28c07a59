import { sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import { type Admission, TEXT_ITEMS, type VERDICTS } from '../../../core/credit/admission.ts'
import { FILE_ITEMS } from '../../../core/credit/facts.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { getCustomerHead } from './scope.ts'

type Verdict = (typeof VERDICTS)[number]
type Item = (typeof FILE_ITEMS)[number] | (typeof TEXT_ITEMS)[number]

export type ItemForm = {
  item: Item
  value?: number | null | undefined
  verdict: Verdict
  source: string
  note: string
  on: Day
  expiresOn?: Day | null | undefined
}

/** One item of the screening file with its source, day and checker (C004); the former one stays readable. */
export async function noteItem(ctx: WriteCtx, customerId: string, form: ItemForm): Promise<{ id: string }> {
  await getCustomerHead(ctx, customerId, 'credit.write')
  if (form.on > dayOf(ctx.now)) throw invalid('date_in_future')
  const needsValue = (FILE_ITEMS as readonly string[]).includes(form.item)
  if (needsValue && form.value == null) throw invalid('credit_value_missing')
  if (!needsValue && form.note.trim() === '') throw invalid('credit_value_missing')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('credit_item')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: customerId,
      item: form.item,
      value: form.value ?? null,
      verdict: form.verdict,
      source: form.source,
      note: form.note,
      expires_on: form.expiresOn ?? null,
      occurred_on: form.on,
      known_at: at(knownAt(ctx, form.on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'credit.item_noted',
    subject: { kind: 'customer', id: customerId },
    customerId,
    summary: { item: form.item, verdict: form.verdict },
  })
  return { id }
}

/**
 * The file as it stood at the end of a day: the newest of each item, what nobody had looked at, and the
 * decision that held (C004 C006). What was noted, decided or ended later does not show.
 */
export async function getScreening(ctx: ReadCtx, customerId: string, asOf?: Day) {
  await getCustomerHead(ctx, customerId, 'credit.read')
  const today = asOf ?? dayOf(ctx.now)
  const end = at(endOfDay(today))
  const [{ rows: items }, { rows: decisions }] = await Promise.all([
    sql<{
      item: Item
      value: number | null
      verdict: Verdict
      source: string
      note: string
      on: Day
      expiresOn: Day | null
      checker: string | null
    }>`
      select distinct on (k.item) k.item, k.value, k.verdict, k.source, k.note, k.occurred_on as on, k.expires_on as "expiresOn",
        u.name as checker
      from credit_item k left join ${peopleThen(ctx, pastMoment(ctx, today))} u on u.org_id = k.org_id and u.id = k.actor
      where k.org_id = ${ctx.orgId} and k.customer_id = ${customerId} and k.known_at <= ${end}
        and (k.voided_at is null or k.voided_at > ${end})
      order by k.item, k.known_at desc, k.id desc`.execute(ctx.db),
    sql<{
      admission: Admission
      reason: string
      expiresOn: Day
      by: string | null
      approvalId: string | null
      inEffect: boolean
    }>`
      select d.admission, d.reason, d.expires_on as "expiresOn", u.name as by, d.case_id as "approvalId",
        coalesce(d.effective_at <= ${end}, false) as "inEffect"
      from credit_decision d left join ${peopleThen(ctx, pastMoment(ctx, today))} u on u.org_id = d.org_id and u.id = case when d.decided_by is null then d.asked_by else d.decided_by end
      where d.org_id = ${ctx.orgId} and d.customer_id = ${customerId} and d.kind = 'admission' and d.asked_at <= ${end}
        and (d.ended_at is null or d.ended_at > ${end})
      order by d.asked_at desc`.execute(ctx.db),
  ])
  const known = new Map(items.map((one) => [one.item, one]))
  const writes = may(ctx.actor.roles, 'credit.write') || 'forbidden'
  return {
    items: [...TEXT_ITEMS, ...FILE_ITEMS].map((item) => {
      const one = known.get(item) ?? null
      return { item, found: one && { ...one, isExpired: one.expiresOn !== null && one.expiresOn < today } }
    }),
    decision: decisions.find(({ inEffect, expiresOn }) => inEffect && expiresOn >= today) ?? null,
    pending: decisions.find(({ inEffect }) => !inEffect)?.approvalId ?? null,
    can: { note: writes, decide: decisions.some(({ inEffect }) => !inEffect) ? 'approval_running' : writes },
  }
}
