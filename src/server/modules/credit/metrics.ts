import { sql } from 'kysely'
import { addDays, type Day, dayNumber, dayOf, type Instant } from '../../../core/calendar.ts'
import { countingSpans, type KnownCover } from '../../../core/credit/cover.ts'
import { endingSpans, type KnownPaper } from '../../../core/credit/document.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import { GRADE_FIELD } from '../../../core/fields/custom-scope.ts'
import { GRADE_NUMBER } from '../../../core/watch/metrics-credit.ts'
import {
  type DeltaRow,
  dayIndex,
  type FieldLoader,
  type FieldRow,
  isAmong,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'

/** A month after its end a cover is a matter of the past. */
const REMEMBERED_DAYS = 30

type Dated = { id: string; customerId: string; at: Instant; until: Instant | null }

function deltaOf({ id, customerId, at, until }: Dated, on: Day): DeltaRow {
  return {
    ...{ metric: 'cover_days_left', subject_id: customerId, at, until, on_day: dayNumber(on) },
    ...{ value: 1, n: null, part: null, grp: null, ref_kind: 'credit_cover', ref_id: id },
  }
}

/** How long insurance and guarantees still run (C032); a customer without any is not in the game. */
const coverLeft: MetricLoader = {
  subject: 'customer',
  metrics: ['cover_days_left'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<KnownCover & { customerId: string; recordedOn: Day }>`
      select h.id, h.customer_id as "customerId", h.from_on as "fromOn", h.until_on as "untilOn", h.occurred_on as "recordedOn",
        ${ms('h.known_at')} as at, ${ms('h.voided_at')} as until
      from credit_cover h where h.org_id = ${ctx.orgId} and h.customer_id = any(${ids}::uuid[])
      order by h.known_at, h.id`.execute(ctx.db)
    return [...Map.groupBy(rows, ({ customerId }) => customerId).values()].flatMap((own) => {
      const byId = new Map(own.map((row) => [row.id, row]))
      const days = countingSpans(own).map(({ id, from, until }) => {
        const row = byId.get(id)!
        return deltaOf({ ...row, at: from, until }, row.untilOn)
      })
      const gates = own.flatMap((row) => [
        { ...deltaOf(row, row.recordedOn), part: 'gate' as const },
        { ...deltaOf(row, addDays(row.untilOn, REMEMBERED_DAYS + 1)), part: 'gate' as const, value: -1 },
      ])
      return [...days, ...gates].sort((a, b) => a.at - b.at)
    })
  },
}

type Rated = {
  customerId: string
  at: Instant
  on: number
  grade: Grade
  former: Grade | null
  isFirst: boolean
}

/**
 * The trail as figures (C011 C024): what was worked out afterwards for a day was worked out from what was
 * known then and from nothing else, and so counts from that day. The look that first rates a customer writes
 * its trail and what it is today together: that it is less than at the last month's end was so when the
 * company brought its books, and is no fall that anybody could have been told of.
 */
const grades: MetricLoader = {
  subject: 'customer',
  metrics: ['credit_grade', 'grade_fell'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<Rated>`
      select r.customer_id as "customerId", ${ms('r.valid_from')} as at,
        ${dayIndex(sql`(r.valid_from at time zone 'Asia/Shanghai')::date`)} as on, r.grade,
        lag(r.grade) over own as former,
        r.valid_from >= r.recorded_at and r.recorded_at = lag(r.recorded_at) over own as "isFirst"
      from credit_rating r where r.org_id = ${ctx.orgId} and r.customer_id = any(${ids}::uuid[])
      window own as (partition by r.customer_id order by r.valid_from)
      order by r.valid_from`.execute(ctx.db)
    return rows
      .filter(({ grade, former }) => grade !== former)
      .flatMap(({ customerId, at, on, grade, former, isFirst }): DeltaRow[] => {
        const row = {
          ...{ subject_id: customerId, at, until: null, on_day: on, n: null, part: null, grp: null },
          ...{ ref_kind: 'customer', ref_id: customerId },
        }
        const steps = former === null || isFirst ? 0 : GRADE_NUMBER[former] - GRADE_NUMBER[grade]
        return [
          { ...row, metric: 'credit_grade', value: GRADE_NUMBER[grade] },
          ...(steps === 0 ? [] : [{ ...row, metric: 'grade_fell', value: steps }]),
        ]
      })
  },
}

/** How long the first paper to run out still holds (C008 C012); dated items of the screening file too. */
const documentLeft: MetricLoader = {
  subject: 'customer',
  metrics: ['document_days_left'],
  load: async (ctx, { ids }) => {
    const among = sql`any(${ids}::uuid[])`
    const { rows } = await sql<KnownPaper & { customerId: string; ref: string }>`
      select h.id, h.customer_id as "customerId", h.kind, h.expires_on as "expiresOn", h.occurred_on as "recordedOn",
        ${ms('h.known_at')} as at, ${ms('h.voided_at')} as until, 'credit_document' as ref,
        false as "isItem"
      from credit_document h where h.org_id = ${ctx.orgId} and h.customer_id = ${among}
      union all
      select k.id, k.customer_id, 'item:' || k.item, k.expires_on, k.occurred_on, ${ms('k.known_at')},
        ${ms('k.voided_at')}, 'customer', true
      from credit_item k where k.org_id = ${ctx.orgId} and k.customer_id = ${among}
      order by 6, 1`.execute(ctx.db)
    return [...Map.groupBy(rows, ({ customerId }) => customerId).values()].flatMap((own) => {
      const byId = new Map(own.map((row) => [row.id, row]))
      return endingSpans(own).flatMap(({ id, from, until, expiresOn }): DeltaRow[] => {
        const { customerId, ref } = byId.get(id)!
        const row = {
          ...{ metric: 'document_days_left', subject_id: customerId, at: from, until, value: 1, n: null },
          ...{ grp: null, ref_kind: ref, ref_id: ref === 'customer' ? customerId : id },
        }
        return [
          { ...row, on_day: dayNumber(expiresOn), part: null },
          { ...row, on_day: dayNumber(dayOf(from)), part: 'gate' },
        ]
      })
    })
  },
}

export const creditMetrics: readonly MetricLoader[] = [coverLeft, documentLeft, grades]

/** Whose grade it is; a quote or deal may have no customer yet. */
const GRADED = [
  ['customer', 'customer', 'id'],
  ['instalment', 'instalment', 'customer_id'],
  ['order', 'sales_order', 'customer_id'],
  ['contract', 'contract', 'customer_id'],
  ['deal', 'deal', 'customer_id'],
  ['quote', 'quote', 'customer_id'],
] as const

/** The grade of the customer, as it was at the time (C015): "D customers: after three days". */
export const creditFieldLoaders: readonly FieldLoader[] = GRADED.map(([subject, table, column]) => ({
  subject,
  fields: [GRADE_FIELD.path],
  load: async (ctx, among) => {
    const { rows } = await sql<FieldRow>`
      select x.id as subject_id, ${GRADE_FIELD.path}::text as field, ${ms('r.valid_from')} as at, ${ms('r.valid_to')} as until, r.grade as value
      from ${sql.table(table)} x join credit_rating r on r.org_id = x.org_id and r.customer_id = ${sql.ref(`x.${column}`)}
      where x.org_id = ${ctx.orgId} and ${isAmong('x.id', among)}`.execute(ctx.db)
    return rows
  },
}))
