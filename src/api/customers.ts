import { z } from 'zod'
import { GRADES } from '../core/credit/scale.ts'
import { BECAUSE, LIKENESS } from '../core/customer/likeness.ts'
import { customFilter, customGiven, customValues } from './custom-fields.ts'
import { asOfQuery, can, chosenColumns, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

export const keyLevel = z.enum(['key', 'normal'])

export const customerRow = z.object({
  id,
  name: z.string(),
  city: z.string().nullable(),
  keyLevel,
  creditGrade: z.enum(GRADES).nullable(),
  responsible: person.nullable(),
  openFen: fen,
  overdueFen: fen,
  overdueDays: z.int().nullable(),
  lastActivityOn: day.nullable(),
  openDeals: z.int(),
  openAlerts: z.int(),
  code: z.string().nullable(),
  uscc: z.string().nullable(),
  termDays: z.int().nullable(),
  limitFen: fen.nullable(),
  createdOn: day,
  custom: customValues,
})
export type CustomerRow = z.input<typeof customerRow>

export const customerSort = z.enum(['updated', 'name', 'open', 'overdue', 'quiet'])

/** What a list may be narrowed by; its export takes the same, so that the file is what was on the screen. */
const customerFilter = {
  ...asOfQuery,
  q: z.string().max(60).optional(),
  view: z.enum(['mine', 'all']).default('all'),
  responsibleId: id.optional(),
  keyLevel: keyLevel.optional(),
  creditGrade: z.enum(GRADES).optional(),
  overdueOnly: z.stringbool().optional(),
  /** the list's fields, as one text: `city~has~上海;overdue~from~100000`; money in fen */
  fields: customFilter.optional(),
  /** own fields, in the same way: `source~is~展会;machines~from~3` */
  custom: customFilter.optional(),
}

export const listCustomers = route({
  id: 'customers.list',
  method: 'GET',
  path: '/api/customers',
  permission: 'customer.read',
  summary:
    'Customers in scope; q finds by name (two characters are enough), pinyin initials, code or phone tail',
  query: z.object({
    ...pageQuery,
    ...customerFilter,
    sort: customerSort.default('updated'),
  }),
  reply: pageOf(customerRow).extend({ asOf: day.nullable() }),
})

const activityRow = z.object({
  id,
  kind: z.enum(['call', 'visit', 'wechat', 'mail', 'other']),
  summary: z.string(),
  occurredAt: instant,
  nextOn: day.nullable(),
  user: person,
  dealId: id.nullable(),
  dealTitle: z.string().nullable(),
  files: z.array(z.object({ id, name: z.string(), mime: z.string() })),
})

/** Rows of a section of a customer's page: at first, and when somebody wants to see more of it. */
export const CUSTOMER_ROWS = { few: 100, many: 1_000 } as const

export const getCustomer = route({
  id: 'customers.get',
  method: 'GET',
  path: '/api/customers/:id',
  permission: 'customer.read',
  summary:
    'The 360° page: what they owe, how they pay, who does the next step; as of a past day when asked [C001]',
  params: z.object({ id }),
  query: z.object({ ...asOfQuery, rows: z.coerce.number().int().min(1).max(CUSTOMER_ROWS.many).optional() }),
  reply: z.object({
    id,
    version: z.int(),
    asOf: day.nullable(),
    /** a section has no more rows than this */
    rows: z.int(),
    name: z.string(),
    shortName: z.string().nullable(),
    externalCode: z.string().nullable(),
    uscc: z.string().nullable(),
    city: z.string().nullable(),
    phoneMasked: z.string().nullable(),
    keyLevel,
    termDays: z.int().nullable(),
    limitFen: fen.nullable(),
    remark: z.string(),
    custom: customValues,
    createdOn: day,
    responsible: person.nullable(),
    /** who works along; `note`: on what, in their own words [C047] */
    members: z.array(person.extend({ note: z.string() })),
    money: z.object({
      openFen: fen,
      notDueFen: fen,
      overdueFen: fen,
      maxOverdueDays: z.int(),
      unallocatedFen: fen,
      billedFen: fen,
      paidFen: fen,
      /** amount-weighted days from issue to payment over the last 90 days; null under 3 settlements */
      effectiveTermDays: z.int().nullable(),
      settlements: z.int(),
      onTime: z.object({ num: z.int(), den: z.int() }),
    }),
    /** how many there are of what is listed below, where the list stops short */
    totals: z.object({ instalments: z.int(), payments: z.int(), activities: z.int(), deals: z.int() }),
    /** what is still owed; what is settled is asked for by itself */
    instalments: z.array(
      z.object({
        id,
        invoiceNumber: z.string(),
        label: z.string(),
        issuedOn: day,
        dueOn: day,
        amountFen: fen,
        openFen: fen,
        /** in its own currency; null: in yuan */
        original: z.object({ currency: z.string(), minor: fen, openMinor: fen }).nullable(),
        overdueDays: z.int(),
      }),
    ),
    payments: z.array(
      z.object({
        id,
        kind: z.enum(['payment', 'credit_note', 'write_off', 'bill', 'bill_refused']),
        receivedOn: day,
        amountFen: fen,
        unallocatedFen: fen,
        original: z.object({ currency: z.string(), minor: fen, unallocatedMinor: fen }).nullable(),
        /** above zero it took more yuan off what is owed than it is worth: a loss */
        differenceFen: fen,
        reference: z.string(),
        remark: z.string(),
      }),
    ),
    deals: z.array(
      z.object({
        id,
        title: z.string(),
        stageName: z.string(),
        outcome: z.enum(['open', 'won', 'lost', 'undated']),
        amountFen: fen.nullable(),
        stageDays: z.int().nullable(),
        responsible: person.nullable(),
      }),
    ),
    contacts: z.array(
      z.object({
        id,
        version: z.int(),
        name: z.string(),
        title: z.string(),
        phoneMasked: z.string().nullable(),
        email: z.string().nullable(),
        isPrimary: z.boolean(),
        /** wants no mail from us */
        noMail: z.boolean(),
        custom: customValues,
      }),
    ),
    activities: z.array(activityRow),
    alerts: z.array(
      z.object({
        id,
        ruleCode: z.string(),
        severity: z.int(),
        status: z.string(),
        openedAt: instant,
        moneyFen: fen,
      }),
    ),
    /** money month by month: billed and paid, the last 24 months, for the chart */
    monthly: z.array(z.object({ month: z.string(), billedFen: fen, paidFen: fen })),
    timeline: z.array(
      z.object({
        id,
        kind: z.string(),
        at: instant,
        actorName: z.string().nullable(),
        summary: z.record(z.string(), z.unknown()),
      }),
    ),
    credit: z.object({
      /** how far I may raise limit and term myself; null = without end */
      upToFen: fen.nullable(),
      upToDays: z.int().nullable(),
      /** what was asked for and is not in effect */
      pending: z
        .object({
          approvalId: id,
          status: z.string(),
          limitFen: fen.nullable(),
          termDays: z.int().nullable(),
        })
        .nullable(),
    }),
    can: z.object({ edit: can, assign: can, members: can, recordActivity: can, recordPayment: can }),
  }),
})

export const customerInput = z.object({
  name: z.string().trim().min(1).max(200),
  shortName: z.string().max(60).nullish(),
  externalCode: z.string().max(60).nullish(),
  /** in any spelling that comes out as 18 characters */
  uscc: z.string().max(40).nullish(),
  city: z.string().max(60).nullish(),
  phone: z.string().max(40).nullish(),
  keyLevel: keyLevel.default('normal'),
  termDays: z.int().min(0).max(3650).nullish(),
  limitFen: fen.nullish(),
  /** why a limit or term beyond one's authority should be granted: it is asked for, not set [C180] */
  creditReason: z.string().trim().max(500).optional(),
  responsibleId: id.nullish(),
  remark: z.string().max(2000).default(''),
  custom: customGiven.optional(),
})

export const findAlike = route({
  id: 'customers.alike',
  method: 'GET',
  path: '/api/customers/alike',
  permission: 'customer.write',
  summary:
    'Customers that may be the one about to be entered [C202]; outside one’s scope only name, responsible and last follow-up',
  query: z.object({
    name: z.string().trim().min(2).max(120),
    uscc: z.string().max(18).optional(),
    phone: z.string().max(40).optional(),
    city: z.string().max(40).optional(),
    exceptId: id.optional(),
  }),
  reply: z.object({
    items: z.array(
      z.object({
        /** null: not within one's scope */
        id: id.nullable(),
        name: z.string(),
        likeness: z.enum(LIKENESS),
        because: z.array(z.enum(BECAUSE)),
        responsibleName: z.string().nullable(),
        lastActivityOn: day.nullable(),
      }),
    ),
  }),
})

export const createCustomer = route({
  id: 'customers.create',
  method: 'POST',
  path: '/api/customers',
  permission: 'customer.write',
  summary:
    'Creates a customer; refuses a duplicate name and says so without revealing another person’s record',
  body: customerInput,
  /** approvalId: the limit or term was beyond one's authority and waits for this approval */
  reply: z.object({ id, version: z.int(), approvalId: id.nullable() }),
})

export const updateCustomer = route({
  id: 'customers.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/customers/:id',
  permission: 'customer.write',
  summary: 'Edits a customer; If-Match carries the version seen, 412 when someone was faster',
  params: z.object({ id }),
  body: customerInput.omit({ responsibleId: true }),
  /** approvalId: the limit or term was beyond one's authority and waits for this approval */
  reply: z.object({ id, version: z.int(), approvalId: id.nullable() }),
})

export const revealPhone = route({
  id: 'customers.reveal',
  method: 'POST',
  path: '/api/customers/:id/reveal',
  permission: 'customer.read',
  summary: 'Shows the full phone numbers of one customer; logged',
  params: z.object({ id }),
  reply: z.object({
    phone: z.string().nullable(),
    contacts: z.array(z.object({ id, phone: z.string().nullable() })),
  }),
})

const contactInput = z.object({
  name: z.string().trim().min(1).max(60),
  title: z.string().max(60).default(''),
  phone: z.string().max(40).nullish(),
  email: z.string().max(120).nullish(),
  wechat: z.string().max(60).nullish(),
  isPrimary: z.boolean().default(false),
  noMail: z.boolean().optional(),
  custom: customGiven.optional(),
})

export const addContact = route({
  id: 'customers.addContact',
  method: 'POST',
  path: '/api/customers/:id/contacts',
  permission: 'customer.write',
  summary: 'Adds a contact to a customer',
  params: z.object({ id }),
  body: contactInput,
  reply: z.object({ id }),
})

export const updateContact = route({
  id: 'customers.updateContact',
  method: 'PUT',
  isVersioned: true,
  path: '/api/contacts/:id',
  permission: 'customer.write',
  summary: 'Edits a contact; a number that is not given stays, If-Match carries the version seen',
  params: z.object({ id }),
  body: contactInput,
  reply: z.object({ id, version: z.int() }),
})

export const recordActivity = route({
  id: 'activities.record',
  method: 'POST',
  path: '/api/activities',
  permission: 'activity.write',
  summary: 'Notes a follow-up (跟进记录): result and next date, fifteen seconds on a phone [C038]',
  body: z.object({
    customerId: id.nullish(),
    dealId: id.nullish(),
    kind: z.enum(['call', 'visit', 'wechat', 'mail', 'other']),
    summary: z.string().trim().min(1).max(2000),
    occurredAt: instant.optional(),
    nextOn: day.nullish(),
    /** the day on which they said they would pay */
    promisedOn: day.nullish(),
    /** how much, where they said so */
    promisedFen: fen.nullish(),
  }),
  reply: z.object({ id }),
})

export const voidActivity = route({
  id: 'activities.void',
  method: 'POST',
  path: '/api/activities/:id/void',
  permission: 'activity.write',
  summary: 'Takes back a follow-up noted by mistake; the row stays, voided, with who and why',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const exportCustomers = route({
  id: 'customers.export',
  method: 'GET',
  path: '/api/customers/export',
  permission: 'export.run',
  summary: 'The filtered list as .xlsx with the chosen columns; the export is logged [C192]',
  query: z.object({ ...customerFilter, ...exportQuery, cols: chosenColumns.optional() }),
  reply: z.unknown(),
})
