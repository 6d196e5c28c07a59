import { CUSTOMER_ROWS } from '../../../api/customers.ts'
import { addMonths, type Day, dayOf, endOfDay, firstDayOf, monthOf } from '../../../core/calendar.ts'
import { maskPhone } from '../../../core/identity/mask.ts'
import { may } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { myAuthority } from '../approvals/index.ts'
import { CREDIT } from './credit-gate.ts'
import { type CustomerSections, findSections } from './customer-sections.ts'

/** The monthly figures of the chart. */
const MONTHS = 24

type Wish = { asOf?: Day | undefined; rows?: number | undefined }

/**
 * The 360° page (C001): everything of one customer, as of a day by business date. Of each section so many
 * `rows` at most.
 */
export async function getCustomer(
  ctx: ReadCtx,
  id: string,
  { asOf: asOfDay, rows = CUSTOMER_ROWS.few }: Wish = {},
) {
  const today = dayOf(ctx.now)
  const asOf = asOfDay ?? today
  const months = Array.from({ length: MONTHS }, (_, index) => addMonths(monthOf(asOf), index + 1 - MONTHS))
  const asked = {
    id,
    asOf,
    isPast: asOf < today,
    until: endOfDay(asOf),
    monthsFrom: firstDayOf(months[0]!),
    rows,
  }
  const [customer, authority] = await Promise.all([findSections(ctx, asked), myAuthority(ctx, CREDIT)])
  if (!customer) throw notFound('customer')
  const [pending] = customer.pending
  return {
    ...shapeCustomer(customer),
    asOf: asOfDay ?? null,
    rows,
    members: customer.members,
    money: moneyOf(customer.money),
    totals: customer.totals,
    instalments: customer.instalments.map(({ currency, originalMinor, openMinor, ...row }) => ({
      ...row,
      original:
        originalMinor === null
          ? null
          : { currency, minor: BigInt(originalMinor), openMinor: BigInt(openMinor!) },
      amountFen: BigInt(row.amountFen),
      openFen: BigInt(row.openFen),
    })),
    payments: customer.payments.map(({ currency, originalMinor, unallocatedMinor, ...row }) => ({
      ...row,
      original:
        originalMinor === null
          ? null
          : { currency, minor: BigInt(originalMinor), unallocatedMinor: BigInt(unallocatedMinor!) },
      differenceFen: BigInt(row.differenceFen),
      amountFen: BigInt(row.amountFen),
      unallocatedFen: BigInt(row.unallocatedFen),
    })),
    deals: customer.deals.map((row) => ({ ...row, amountFen: fenOrNull(row.amountFen) })),
    contacts: customer.contacts.map(({ phone, ...row }) => ({ ...row, phoneMasked: maskPhone(phone) })),
    activities: customer.activities,
    alerts: customer.alerts.map((row) => ({ ...row, moneyFen: BigInt(row.moneyFen) })),
    monthly: monthlyOf(customer, months),
    timeline: customer.timeline,
    credit: {
      upToFen: authority.upToFen,
      upToDays: authority.upToDays,
      pending: pending ? { ...pending, limitFen: fenOrNull(pending.limitFen) } : null,
    },
    can: whatMayBeDone(ctx, customer.responsible_id, asOf < today),
  }
}

function fenOrNull(text: string | null): bigint | null {
  return text === null ? null : BigInt(text)
}

function shapeCustomer(customer: CustomerSections) {
  return {
    id: customer.id,
    version: customer.version,
    name: customer.name,
    shortName: customer.short_name,
    externalCode: customer.external_code,
    uscc: customer.uscc,
    city: customer.city,
    phoneMasked: maskPhone(customer.phone),
    keyLevel: customer.key_level,
    termDays: customer.term_days,
    limitFen: customer.limit_fen,
    remark: customer.remark,
    custom: { ...customer.own },
    createdOn: customer.created_on,
    responsible: customer.responsible_id
      ? {
          id: customer.responsible_id,
          name: customer.user_name ?? '',
          active: customer.user_status === 'active',
        }
      : null,
  }
}

function whatMayBeDone(ctx: ReadCtx, responsibleId: string | null, isPast: boolean) {
  const allowed = (permission: Parameters<typeof may>[1]): true | string =>
    isPast ? 'as_of_read_only' : may(ctx.actor.roles, permission) || 'forbidden'
  const written = allowed('customer.write')
  const users = written === true ? visibleUsers(ctx, 'customer.write') : []
  const isTheirs = users === null || (responsibleId !== null && users.includes(responsibleId))
  return {
    edit: written,
    // Whoever works along cannot let others in.
    members: written === true && !isTheirs ? 'forbidden' : written,
    assign: allowed('customer.assign'),
    recordActivity: allowed('activity.write'),
    recordPayment: allowed('receivable.write'),
  }
}

/** An effective term needs three settlements. */
function moneyOf(row: CustomerSections['money']) {
  const openFen = BigInt(row.openFen)
  const overdueFen = BigInt(row.overdueFen)
  const paidFen = BigInt(row.paidFen)
  return {
    openFen,
    notDueFen: openFen - overdueFen,
    overdueFen,
    maxOverdueDays: row.maxOverdueDays,
    unallocatedFen: paidFen - BigInt(row.allocatedFen),
    billedFen: BigInt(row.billedFen),
    paidFen,
    effectiveTermDays: row.settlements >= 3 ? row.weightedDays : null,
    settlements: row.settlements,
    onTime: { num: row.onTime, den: row.settled },
  }
}

function monthlyOf({ monthly }: CustomerSections, months: readonly string[]) {
  const byMonth = new Map(monthly.map((row) => [row.month, row]))
  return months.map((month) => ({
    month,
    billedFen: BigInt(byMonth.get(month)?.billedFen ?? 0),
    paidFen: BigInt(byMonth.get(month)?.paidFen ?? 0),
  }))
}
