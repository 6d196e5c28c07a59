import type { Instant } from '../../../core/calendar.ts'
import { isRetentionName } from '../../../core/receivable/retention.ts'
import { OWN_FIELDS, ownOfCustomer, ownOfDeal } from '../../../world/own-fields.ts'
import type { Company } from '../../../world/shapes.ts'
import { saveContracts } from '../../modules/contracts/index.ts'
import { createField, customFieldsOf } from '../../modules/custom-fields/index.ts'
import { recordActivities, saveContacts, saveCustomers } from '../../modules/customers/index.ts'
import { saveDeals } from '../../modules/deals/index.ts'
import { saveOrders } from '../../modules/orders/index.ts'
import { saveQuotes } from '../../modules/quotes/index.ts'
import { recordInvoices, recordPayments } from '../../modules/receivables/index.ts'
import { saveTargets } from '../../modules/targets/index.ts'
import { newId } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { refreshAllStatistics } from '../../platform/statistics.ts'
import { feedSources } from './feed-sources.ts'
import type { People } from './load-people.ts'

/** Rows of one write transaction (design law 2). */
const CHUNK_ROWS = 500

export type Load = {
  db: Db
  orgId: string
  now: Instant
  people: People
  /** told what has been loaded, for a person who waits */
  say: (line: string) => void
}

type Codes = ReadonlyMap<string, string>

/**
 * Writes the history of a company through the same array functions that the page and the import use, as
 * facts that were known when they occurred. Loading again after a crash adds only what is missing:
 * everything has a code or a number.
 */
export async function loadCompany(load: Load, company: Company): Promise<void> {
  const source = { batchId: newId(load.now), historyDelayDays: 0, historyUntil: company.today }
  const chunks = async <T, R>(
    rows: readonly T[],
    save: (ctx: WriteCtx, rows: T[]) => Promise<R[]>,
  ): Promise<R[]> => {
    const saved: R[] = []
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      const chunk = rows.slice(from, from + CHUNK_ROWS)
      saved.push(
        ...(await write(load.db, { orgId: load.orgId, now: load.now, source }, (ctx) => save(ctx, chunk))),
      )
    }
    return saved
  }
  await write(load.db, { orgId: load.orgId, now: load.now }, addOwnFields)
  const customers = codesOf(
    company.customers,
    await chunks(company.customers, (ctx, rows) =>
      saveCustomers(
        ctx,
        rows.map((row) => customerInput(row, load.people)),
      ),
    ),
  )
  await chunks(contactsOf(company, customers), saveContacts)
  load.say(`客户 customers: ${company.customers.length}`)
  await refreshAllStatistics(load.db)
  const deals = codesOf(company.deals, await chunks(dealsOf(company, customers, load.people), saveDeals))
  await chunks(quotesOf(company, customers, deals, load.people), saveQuotes)
  const contracts = await chunks(contractsOf(company, customers, deals, load.people), saveContracts)
  const contractOfDeal = new Map(
    company.contracts.flatMap(({ deal }, index) =>
      deal === null ? [] : [[deal, contracts[index]!.id] as const],
    ),
  )
  const orders = await chunks(
    ordersOf(company, { customers, deals, contractOfDeal }, load.people),
    saveOrders,
  )
  const orderOfDeal = new Map(company.orders.map(({ deal }, index) => [deal, orders[index]!.id]))
  load.say(
    `商机 deals: ${company.deals.length}, 报价 quotes: ${company.quotes.length}, 订单 orders: ${orders.length}`,
  )
  await refreshAllStatistics(load.db)
  await chunks(activitiesOf(company, customers, deals, load.people), recordActivities)
  load.say(`跟进 follow-ups: ${company.activities.length}`)
  await chunks(invoicesOf(company, customers, orderOfDeal, load.people), recordInvoices)
  await chunks(paymentsOf(company, customers), recordPayments)
  load.say(`发票 invoices: ${company.invoices.length}, 回款 payments: ${company.payments.length}`)
  const targets = company.targets.map(({ user, ...target }) => ({
    ...target,
    userId: load.people.get(user)!,
  }))
  await chunks(targets, saveTargets)
  await write(load.db, { orgId: load.orgId, now: load.now }, (ctx) => feedSources(ctx, company.today))
}

function codesOf(rows: readonly { code: string }[], saved: readonly { id: string }[]): Codes {
  return new Map(rows.map(({ code }, index) => [code, saved[index]!.id]))
}

function customerInput(row: Company['customers'][number], people: People) {
  const { code, responsible, contacts: _contacts, ...customer } = row
  return {
    ...customer,
    externalCode: code,
    responsibleId: people.get(responsible)!,
    custom: ownOfCustomer(code),
  }
}

async function addOwnFields(ctx: WriteCtx): Promise<void> {
  const there = await customFieldsOf(ctx)
  for (const field of OWN_FIELDS) {
    const isThere = there.some(({ record, name }) => record === field.record && name.zh === field.nameZh)
    if (!isThere) await createField(ctx, { ...field, isRequired: false })
  }
}

function contactsOf(company: Company, customers: Codes) {
  return company.customers.flatMap(({ code, contacts }) =>
    contacts.map((contact, index) => ({
      ...contact,
      customerId: customers.get(code)!,
      // Whoever pays the bills can be written to; `.example` is nobody's (RFC 6761).
      ...(index === 0 ? { email: `ar.${code.toLowerCase()}@customer.example` } : {}),
    })),
  )
}

function dealsOf(company: Company, customers: Codes, people: People) {
  return company.deals.map(({ code, customer, responsible, ...deal }) => ({
    ...deal,
    externalCode: code,
    customerId: customers.get(customer)!,
    responsibleId: people.get(responsible)!,
    custom: ownOfDeal(code, deal.amountFen),
  }))
}

function quotesOf(company: Company, customers: Codes, deals: Codes, people: People) {
  return company.quotes.map(({ code, customer, deal, responsible, ...quote }) => ({
    ...quote,
    externalCode: code,
    currency: 'CNY',
    customerId: customers.get(customer)!,
    dealId: deals.get(deal)!,
    responsibleId: people.get(responsible)!,
  }))
}

function contractsOf(company: Company, customers: Codes, deals: Codes, people: People) {
  return company.contracts.map(({ customer, deal, responsible, ...contract }) => ({
    ...contract,
    currency: 'CNY',
    customerId: customers.get(customer)!,
    dealId: deal === null ? null : deals.get(deal)!,
    responsibleId: people.get(responsible)!,
  }))
}

type OrderCodes = { customers: Codes; deals: Codes; contractOfDeal: Codes }

function ordersOf(company: Company, { customers, deals, contractOfDeal }: OrderCodes, people: People) {
  return company.orders.map(({ customer, deal, responsible, ...order }) => ({
    ...order,
    contractId: contractOfDeal.get(deal) ?? null,
    currency: 'CNY',
    customerId: customers.get(customer)!,
    dealId: deals.get(deal)!,
    responsibleId: people.get(responsible)!,
  }))
}

function activitiesOf(company: Company, customers: Codes, deals: Codes, people: People) {
  return company.activities.map(({ code, customer, deal, user, ...activity }) => ({
    ...activity,
    externalCode: code,
    customerId: customers.get(customer)!,
    dealId: deal === null ? null : deals.get(deal)!,
    userId: people.get(user)!,
  }))
}

function invoicesOf(company: Company, customers: Codes, orderOfDeal: Codes, people: People) {
  return company.invoices.map(({ customer, deal, responsible, ...invoice }) => ({
    ...invoice,
    orderId: deal === null ? null : (orderOfDeal.get(deal) ?? null),
    customerId: customers.get(customer)!,
    responsibleId: people.get(responsible)!,
    instalments: invoice.instalments.map((part) =>
      isRetentionName(part.label) ? { ...part, retention: { months: null } } : part,
    ),
  }))
}

function paymentsOf(company: Company, customers: Codes) {
  return company.payments.map(({ code, customer, allocate, ...payment }) => ({
    ...payment,
    externalCode: code,
    customerId: customers.get(customer)!,
    allocate: allocate.length === 0 ? ('none' as const) : allocate,
  }))
}
