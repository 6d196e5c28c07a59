import { sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import {
  type Accounts,
  checkAccounts,
  courseOf,
  type Ratios,
  ratiosOfAccounts,
} from '../../../core/credit/accounts.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { getCustomerHead } from './scope.ts'

export type AccountsForm = {
  periodEnd: Day
  currentAssetsFen: bigint
  totalAssetsFen: bigint
  currentLiabilitiesFen: bigint
  totalLiabilitiesFen: bigint
  retainedEarningsFen: bigint
  salesFen: bigint
  ebitFen: bigint
  netProfitFen: bigint
  operatingCashFen: bigint | null
  source: string
}

/**
 * The statements of one period (C005). They are known from now on, whatever period they are about: no rating
 * of the past could have read them. What was entered for the same period before is voided, never changed.
 */
export async function recordAccounts(ctx: WriteCtx, customerId: string, form: AccountsForm) {
  await getCustomerHead(ctx, customerId, 'credit.write')
  const checked = checkAccounts(asAccounts(form), { periodEnd: form.periodEnd, today: dayOf(ctx.now) })
  if (!checked.ok) throw refused(checked, 400)
  const voided = await voidRows(ctx, sql`s.customer_id = ${customerId} and s.period_end = ${form.periodEnd}`)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('credit_statement')
    .values({
      ...{ org_id: ctx.orgId, id, customer_id: customerId, period_end: form.periodEnd },
      current_assets_fen: form.currentAssetsFen,
      total_assets_fen: form.totalAssetsFen,
      current_liabilities_fen: form.currentLiabilitiesFen,
      total_liabilities_fen: form.totalLiabilitiesFen,
      retained_earnings_fen: form.retainedEarningsFen,
      sales_fen: form.salesFen,
      ebit_fen: form.ebitFen,
      net_profit_fen: form.netProfitFen,
      operating_cash_fen: form.operatingCashFen,
      source: form.source,
      ...{ known_at: at(ctx.tick), recorded_at: at(ctx.tick), actor: ctx.actor.userId },
    })
    .execute()
  await tell(ctx, 'credit.accounts_recorded', { customerId, periodEnd: form.periodEnd })
  return { id, replaced: voided.length > 0 }
}

/** For what was typed by mistake. */
export async function voidAccounts(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const { rows } = await sql<{ customerId: string }>`
    select s.customer_id as "customerId" from credit_statement s
    where s.org_id = ${ctx.orgId} and s.id = ${id} and s.voided_at is null for update`.execute(ctx.db)
  const found = rows[0]
  if (!found) throw notFound('credit_statement')
  await getCustomerHead(ctx, found.customerId, 'credit.write')
  const [voided] = await voidRows(ctx, sql`s.id = ${id}`)
  await tell(ctx, 'credit.accounts_voided', voided!)
  return { ok: true }
}

type Head = { customerId: string; periodEnd: Day }

async function voidRows(ctx: WriteCtx, which: ReturnType<typeof sql>): Promise<Head[]> {
  const { rows } = await sql<Head>`
    update credit_statement s set voided_at = ${at(ctx.tick)}
    where s.org_id = ${ctx.orgId} and s.voided_at is null and ${which}
    returning s.customer_id as "customerId", s.period_end as "periodEnd"`.execute(ctx.db)
  return rows
}

async function tell(ctx: WriteCtx, kind: string, { customerId, periodEnd }: Head): Promise<void> {
  const subject = { kind: 'customer', id: customerId } as const
  await recordEvent(ctx, { kind, subject, customerId, summary: { periodEnd } })
  await touch(ctx, [subject])
}

type Row = AccountsForm & { id: string; recordedOn: Day; by: string | null }

/** Every period as it was known at the end of a day, the newest first, each against the one before. */
export async function getAccounts(ctx: ReadCtx, customerId: string, asOfDay?: Day) {
  await getCustomerHead(ctx, customerId, 'credit.read')
  const end = at(endOfDay(asOfDay ?? dayOf(ctx.now)))
  const { rows } = await sql<Row>`
    select distinct on (s.period_end) s.id, s.period_end as "periodEnd", s.current_assets_fen as "currentAssetsFen",
      s.total_assets_fen as "totalAssetsFen", s.current_liabilities_fen as "currentLiabilitiesFen",
      s.total_liabilities_fen as "totalLiabilitiesFen", s.retained_earnings_fen as "retainedEarningsFen",
      s.sales_fen as "salesFen", s.ebit_fen as "ebitFen", s.net_profit_fen as "netProfitFen",
      s.operating_cash_fen as "operatingCashFen", s.source, u.name as by,
      to_char(s.recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "recordedOn"
    from credit_statement s left join ${peopleThen(ctx, pastMoment(ctx, asOfDay ?? dayOf(ctx.now)))} u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.customer_id = ${customerId} and s.known_at <= ${end}
      and (s.voided_at is null or s.voided_at > ${end})
    order by s.period_end desc, s.known_at desc, s.id desc`.execute(ctx.db)
  const ratios = rows.map((row) => ratiosOfAccounts(asAccounts(row)))
  return {
    asOf: asOfDay ?? null,
    items: rows.map((row, index) => ({ ...row, ...shown(ratios[index]!, ratios[index + 1] ?? null) })),
    can: { record: may(ctx.actor.roles, 'credit.write') || ('forbidden' as const) },
  }
}

function shown(now: Ratios, before: Ratios | null) {
  const course = courseOf(now, before)
  return {
    currentRatio: { value: now.currentRatio, course: course.currentRatio },
    debtRatio: { value: now.debtRatio, course: course.debtRatio },
    netMargin: { value: now.netMargin, course: course.netMargin },
    z1: { value: now.z1, zone: now.z1Zone, course: course.z1 },
    z2: { value: now.z2, zone: now.z2Zone, course: course.z2 },
    cash: now.cash,
  }
}

function asAccounts(form: AccountsForm): Accounts {
  return {
    totalAssets: Number(form.totalAssetsFen),
    currentAssets: Number(form.currentAssetsFen),
    currentLiabilities: Number(form.currentLiabilitiesFen),
    totalLiabilities: Number(form.totalLiabilitiesFen),
    retainedEarnings: Number(form.retainedEarningsFen),
    ebit: Number(form.ebitFen),
    sales: Number(form.salesFen),
    netProfit: Number(form.netProfitFen),
    operatingCash: form.operatingCashFen === null ? null : Number(form.operatingCashFen),
  }
}
