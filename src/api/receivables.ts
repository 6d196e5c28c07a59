import { z } from 'zod'
import { AGEING_BASES, AGEING_GROUPS } from '../core/receivable/ageing-group.ts'
import { STATEMENT_KINDS } from '../core/receivable/statement.ts'
import { allocate } from './allocate.ts'
import { customFilter, customValues } from './custom-fields.ts'
import { asOfQuery, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { currency } from './quotes.ts'
import { bookedRate } from './rates.ts'
import { day, fen, id, month, route } from './route.ts'

/** Kept back by the customer: until after an acceptance that was not recorded yet, or until its day. */
const retention = z.enum(['waiting', 'dated']).nullable()
/** An amount in its own currency, in hundredths of it. */
const original = z.object({ currency: z.string(), minor: fen })
/** Of a currency: what is open and what was paid in advance, in it and in yuan as it was booked. */
const currencyBalance = z.object({
  currency: z.string(),
  openMinor: fen,
  openFen: fen,
  advanceMinor: fen,
  advanceFen: fen,
})
const countAmount = z.object({ count: z.int(), amountFen: fen })

/** From which day ages count, by what the claims are added up, and which of these groups is looked into. */
const grouping = {
  basis: z.enum(AGEING_BASES).optional(),
  by: z.enum(AGEING_GROUPS).optional(),
  group: z.string().max(100).optional(),
}

export const ageing = route({
  id: 'receivables.ageing',
  method: 'GET',
  path: '/api/receivables/ageing',
  permission: 'receivable.read',
  summary:
    'Ageing by due or invoice day as of any day: totals, buckets, by rep, team, town, grade or customer [C093]',
  query: z.object({
    ...asOfQuery,
    known: z.stringbool().optional(),
    top: z.coerce.number().int().min(1).max(1000).default(50),
    q: z.string().max(60).optional(),
    ...grouping,
  }),
  reply: z.object({
    asOf: day,
    reading: z.enum(['business', 'known']),
    basis: z.enum(AGEING_BASES),
    by: z.enum(AGEING_GROUPS),
    /** by whoever answered, the team and the grade of that day; empty when it is by customer */
    groups: z.array(
      z.object({
        key: z.string(),
        name: z.string().nullable(),
        customers: z.int(),
        openFen: fen,
        overdueFen: fen,
        disputedFen: fen,
        maxOverdueDays: z.int(),
        bucketFen: z.array(fen),
      }),
    ),
    open: countAmount,
    overdue: countAmount,
    /** part of the open amount that customers contest; excluded from dunning, shown apart [C104] */
    disputed: countAmount,
    /** of what is not due, kept back until after acceptance; `waitingFen`: nobody has recorded that yet */
    retention: countAmount.extend({ waitingFen: fen }),
    /** money received and not yet set against anything, as of that day */
    unallocatedFen: fen,
    /** of both, what is in other money */
    currencies: z.array(currencyBalance),
    buckets: z.array(
      z.object({
        label: z.string(),
        fromDays: z.int().nullable(),
        toDays: z.int().nullable(),
        count: z.int(),
        amountFen: fen,
      }),
    ),
    customers: z.array(
      z.object({
        id,
        name: z.string(),
        externalCode: z.string().nullable(),
        responsible: person.nullable(),
        openFen: fen,
        overdueFen: fen,
        overdueCount: z.int(),
        disputedFen: fen,
        retentionFen: fen,
        maxOverdueDays: z.int(),
        /** fen per bucket, in the order of `buckets` */
        bucketFen: z.array(fen),
      }),
    ),
    customerCount: z.int(),
  }),
})

export const listInstalments = route({
  id: 'receivables.instalments',
  method: 'GET',
  path: '/api/receivables/instalments',
  permission: 'receivable.read',
  summary: 'Instalments in scope as of a day: the rows behind every ageing figure',
  query: z.object({
    ...pageQuery,
    ...asOfQuery,
    known: z.stringbool().optional(),
    customerId: id.optional(),
    /** overdue days from/to (inclusive); toDays −1 and less is "not due" */
    fromDays: z.coerce.number().int().optional(),
    toDays: z.coerce.number().int().optional(),
    /** `issue`: these days are counted from the day of the invoice */
    basis: z.enum(AGEING_BASES).optional(),
    dueFrom: day.optional(),
    dueTo: day.optional(),
    /** only what is contested */
    disputed: z.stringbool().optional(),
    /** only retention that is not due */
    kept: z.stringbool().optional(),
    sort: z.enum(['due', 'amount']).default('due'),
    /** the list's fields, as one text: `open~from~1000000;due_on~to~2026-12-31`; money in fen */
    fields: customFilter.optional(),
    /** own fields of the invoice, in the same way: `courier~has~SF` */
    custom: customFilter.optional(),
  }),
  reply: pageOf(
    z.object({
      id,
      customer: z.object({ id, name: z.string() }),
      invoiceId: id,
      invoiceNumber: z.string(),
      label: z.string(),
      issuedOn: day,
      dueOn: day,
      overdueDays: z.int(),
      amountFen: fen,
      openFen: fen,
      /** null: in yuan */
      original: original.extend({ openMinor: fen }).nullable(),
      /** of the whole invoice, in its currency; null: not known [C053] */
      tax: z.object({ taxMinor: fen, netMinor: fen, rateBp: z.int().nullable() }).nullable(),
      disputedFen: fen,
      retention,
      responsible: person.nullable(),
      /** own fields of the invoice */
      custom: customValues,
    }),
  ).extend({ asOf: day, sumOpenFen: fen, sumDisputedFen: fen }),
})

export const dueCalendar = route({
  id: 'receivables.calendar',
  method: 'GET',
  path: '/api/receivables/calendar',
  permission: 'receivable.read',
  summary: 'What falls due on which day of a month, and what of it is still open',
  query: z.object({ month }),
  reply: z.object({
    month,
    days: z.array(z.object({ day, isWorkday: z.boolean(), count: z.int(), dueFen: fen, openFen: fen })),
  }),
})

const money = {
  customerId: id,
  kind: z.enum(['payment', 'credit_note']).default('payment'),
  receivedOn: day,
  currency: currency.default('CNY'),
  /** in the currency, like the parts it is set against */
  amountFen: fen,
  allocate,
}

const settled = z.object({
  /** in yuan at the rate of the day it came on */
  allocatedFen: fen,
  unallocatedFen: fen,
  /** what is left of it in its own money; null: in yuan */
  unallocatedMinor: fen.nullable(),
  /** above zero it took more yuan off what is owed than it is worth: a loss */
  differenceFen: fen,
})

export const recordPayment = route({
  id: 'receivables.recordPayment',
  method: 'POST',
  path: '/api/receivables/payments',
  permission: 'receivable.write',
  summary:
    'Records money or a credit note and sets it against what is owed: partial, over and advance [C091]',
  body: z.object({
    ...money,
    reference: z.string().max(100).default(''),
    remark: z.string().max(500).default(''),
  }),
  reply: settled.extend({ id }),
})

export const previewPayment = route({
  id: 'receivables.previewPayment',
  method: 'POST',
  path: '/api/receivables/payments/preview',
  permission: 'receivable.write',
  summary: 'What a payment would be worth in yuan and settle, with the exchange difference; writes nothing',
  body: z.object(money),
  reply: settled.extend({ amountFen: fen, rate: bookedRate.nullable() }),
})

export const voidPayment = route({
  id: 'receivables.voidPayment',
  method: 'POST',
  path: '/api/receivables/payments/:id/void',
  permission: 'receivable.write',
  summary: 'Takes back a payment entered by mistake; the row stays, voided, with who and why',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const voidInvoice = route({
  id: 'receivables.voidInvoice',
  method: 'POST',
  path: '/api/receivables/invoices/:id/void',
  permission: 'receivable.write',
  summary: 'Takes back an invoice entered by mistake; refused while money is set against it',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const exportAgeing = route({
  id: 'receivables.export',
  method: 'GET',
  path: '/api/receivables/export',
  permission: 'export.run',
  summary: 'Ageing by customer and the instalments behind it as .xlsx; logged',
  query: z.object({
    ...asOfQuery,
    ...exportQuery,
    known: z.stringbool().optional(),
    q: z.string().max(60).optional(),
    ...grouping,
  }),
  reply: z.unknown(),
})

const statementLine = z.object({
  id,
  kind: z.enum(STATEMENT_KINDS),
  on: day,
  number: z.string(),
  currency: z.string(),
  /** in that currency; null: in yuan */
  originalMinor: fen.nullable(),
  debitFen: fen,
  creditFen: fen,
  /** after this line; below zero: paid in advance */
  balanceFen: fen,
})

const statementQuery = { ...asOfQuery, from: day.optional(), known: z.stringbool().optional() }

export const customerStatement = route({
  id: 'receivables.statement',
  method: 'GET',
  path: '/api/receivables/statements/:id',
  permission: 'receivable.read',
  summary: 'Account of one customer up to any day, in both readings; closing = open − paid in advance [C092]',
  params: z.object({ id }),
  query: z.object(statementQuery),
  reply: z.object({
    customer: z.object({ id, name: z.string(), externalCode: z.string().nullable() }),
    company: z.string(),
    from: day,
    asOf: day,
    reading: z.enum(['business', 'known']),
    openingFen: fen,
    lines: z.array(statementLine),
    debitFen: fen,
    creditFen: fen,
    closingFen: fen,
    closingInWords: z.string(),
    openFen: fen,
    overdueFen: fen,
    disputedFen: fen,
    /** of what is open: kept back and not due yet */
    retentionFen: fen,
    advanceFen: fen,
    /** for late payment, by the contracts and less what was waived; beside the balance [C101] */
    penaltyFen: fen,
    /** of the balance, what is in other money */
    currencies: z.array(currencyBalance),
    /** signed for in the span, whether billed by its notes or not; beside the balance */
    notes: z.array(
      z.object({
        id,
        number: z.string(),
        on: day,
        signer: z.string(),
        amountFen: fen,
        invoiceNumber: z.string().nullable(),
      }),
    ),
    itemCount: z.int(),
    items: z.array(
      z.object({
        id,
        invoiceNumber: z.string(),
        label: z.string(),
        issuedOn: day,
        dueOn: day,
        overdueDays: z.int(),
        amountFen: fen,
        openFen: fen,
        original: original.extend({ openMinor: fen }).nullable(),
        disputedFen: fen,
        retention,
      }),
    ),
  }),
})

export const statementFile = route({
  id: 'receivables.statementFile',
  method: 'GET',
  path: '/api/receivables/statements/:id/file',
  permission: 'receivable.read',
  summary: 'The statement of one customer as PDF or .xlsx, to be sent and confirmed; logged [C092]',
  params: z.object({ id }),
  query: z.object({
    ...statementQuery,
    format: z.enum(['pdf', 'xlsx']).default('pdf'),
    lang: z.enum(['zh', 'en']).default('zh'),
  }),
  reply: z.unknown(),
})

export const collectionMeasures = route({
  id: 'receivables.measures',
  method: 'GET',
  path: '/api/receivables/measures',
  permission: 'receivable.read',
  summary:
    'DSO by countback, simple and best possible, CEI, overdue share, collected of due, as of any day [C100]',
  query: z.object({ ...asOfQuery, known: z.stringbool().optional() }),
  reply: z.object({
    asOf: day,
    reading: z.enum(['business', 'known']),
    /** first day of the period of simple DSO and CEI, which ends with asOf */
    from: day,
    days: z.int(),
    openFen: fen,
    currentFen: fen,
    overdueFen: fen,
    openingFen: fen,
    salesFen: fen,
    dueFen: fen,
    collectedFen: fen,
    dueCount: z.int(),
    /** tenths of a day; null: older than twelve months of sales */
    countbackTenths: z.int().nullable(),
    /** hundredths of a day */
    simpleHundredths: z.int().nullable(),
    bestHundredths: z.int().nullable(),
    effectivenessBp: z.int().nullable(),
  }),
})
