import { startOfDay } from '../../../core/calendar.ts'
import { exportingOf } from '../../../world/exporting.ts'
import type { Company } from '../../../world/shapes.ts'
import { saveContracts } from '../../modules/contracts/index.ts'
import { recordActivities, saveCustomers } from '../../modules/customers/index.ts'
import { saveQuotes } from '../../modules/quotes/index.ts'
import { recordRates } from '../../modules/rates/index.ts'
import { recordInvoices, recordPayments } from '../../modules/receivables/index.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { People } from './load-people.ts'

const CURRENCY = 'USD'
/** Signed a day after it was agreed, and on its way by then: what a quote says happened in office hours. */
const AT_TEN = 10 * 3_600_000

/**
 * The customer abroad: two years of rates, quotes and a contract in dollars, and payments that were worth
 * more or less than what they settled (decision 0026). It all happened on its days, and was known then.
 */
export async function sellAbroad(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const { customer, rates, quotes, contract, invoices, payments, visitedOn } = exportingOf(company.today)
  const rep = company.people.find(({ roles, leftOn }) => roles.includes('rep') && leftOn === null)!
  const responsibleId = people.get(rep.login)!
  await recordRates(ctx, rates, { isConfirmed: false })
  const source = { batchId: newId(ctx.now), historyDelayDays: 0, historyUntil: company.today }
  const past: WriteCtx = { ...ctx, source }
  const { code: externalCode, ...form } = customer
  const [saved] = await saveCustomers(past, [{ ...form, externalCode, responsibleId }])
  const customerId = saved!.id
  const own = { customerId, dealId: null, responsibleId, currency: CURRENCY }
  await saveQuotes(
    past,
    quotes.map(({ code, title, askedOn, sentOn, wonOn, minor }) => ({
      ...{ ...own, externalCode: code, title },
      steps: [
        { kind: 'asked' as const, at: startOfDay(askedOn) + AT_TEN },
        { kind: 'sent' as const, at: startOfDay(sentOn) + AT_TEN, amountFen: minor },
        ...(wonOn === null ? [] : [{ kind: 'won' as const, at: startOfDay(wonOn) + AT_TEN }]),
      ],
    })),
  )
  const { minor, signedOn, ...agreed } = contract
  await saveContracts(past, [
    { ...own, ...agreed, amountFen: minor, signedOn, effectiveOn: signedOn, approvedOn: signedOn },
  ])
  await recordInvoices(
    past,
    invoices.map(({ minor: amountFen, dueOn, ...invoice }) => ({
      ...{ ...invoice, customerId, responsibleId, currency: CURRENCY, kind: 'invoice' as const, amountFen },
      instalments: [{ dueOn, amountFen }],
    })),
  )
  await recordPayments(
    past,
    payments.map(({ minor: amountFen, code, of, ...payment }) => ({
      ...{ ...payment, customerId, currency: CURRENCY, kind: 'payment' as const, amountFen },
      ...{ externalCode: code, allocate: [{ invoiceNumber: of, amountFen }] },
    })),
  )
  await recordActivities(past, [
    {
      ...{ customerId, userId: responsibleId, kind: 'mail', occurredAt: startOfDay(visitedOn) + AT_TEN },
      ...{ summary: '确认 EX-2503 首笔电汇已到，余款按期支付', externalCode: 'EX-A1' },
    },
  ])
}
