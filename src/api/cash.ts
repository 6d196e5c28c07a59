import { z } from 'zod'
import { EVERY, OUTFLOW_KINDS } from '../core/cash/outflow.ts'
import { BILL_KINDS } from '../core/receivable/bill.ts'
import { asOfQuery, can, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const week = z.object({
  from: day,
  to: day,
  expectedFen: fen,
  lowFen: fen,
  highFen: fen,
  promisedFen: fen,
  outFen: fen,
  closingFen: fen,
  closingLowFen: fen,
  closingHighFen: fen,
})

const reading = { ...asOfQuery, known: z.stringbool().optional() }
const customer = z.object({ id, name: z.string() })

export const readCash = route({
  id: 'cash.read',
  method: 'GET',
  path: '/api/cash',
  permission: 'cash.read',
  summary:
    'Expected money by week with bands, what goes out, what is in hand, and who pays later [C102 C103]',
  query: z.object(reading),
  reply: z.object({
    asOf: day,
    reading: z.enum(['business', 'known']),
    /** null: nobody has typed what is in hand; the weeks then begin at nothing */
    balance: z
      .object({
        on: day,
        amountFen: fen,
        floorFen: fen,
        by: z.string().nullable(),
        /** what came in, and what was planned to go out, since that day */
        inFen: fen,
        outFen: fen,
        /** what is in hand on the day looked at, by these three */
        nowFen: fen,
      })
      .nullable(),
    weeks: z.array(week),
    laterFen: fen,
    unknownFen: fen,
    unknownCount: z.int(),
    disputedFen: fen,
    openFen: fen,
    /** bills in hand; what they settled is not open any more */
    billsFen: fen,
    lowest: z.object({ on: day, fen }),
    shortfallFen: fen,
    /** how many payments the habits were learned from, and how many promises of the last year were kept */
    paidCount: z.int(),
    promises: z.object({ n: z.int(), kept: z.int() }),
    slowing: z.array(
      z.object({ customer, openFen: fen, beforeDays: z.int(), recentDays: z.int(), n: z.int() }),
    ),
    slowingFen: fen,
    can: z.object({ edit: can }),
  }),
})

export const listExpected = route({
  id: 'cash.expected',
  method: 'GET',
  path: '/api/cash/expected',
  permission: 'cash.read',
  summary: 'The instalments behind a week of the outlook, each with its day, its interval and its chance',
  query: z.object({ ...pageQuery, ...reading, weekFrom: day }),
  reply: pageOf(
    z.object({
      /** an instalment, or a bill in hand */
      id,
      customer,
      bill: z.enum(BILL_KINDS).nullable(),
      invoiceNumber: z.string(),
      label: z.string(),
      dueOn: day,
      openFen: fen,
      expectedFen: fen,
      chanceBp: z.int(),
      on: day.nullable(),
      fromDay: day.nullable(),
      toDay: day.nullable(),
      n: z.int(),
      promisedOn: day.nullable(),
    }),
  ).extend({
    week,
    out: z.array(z.object({ id, label: z.string(), kind: z.enum(OUTFLOW_KINDS), on: day, fen })),
  }),
})

const outflow = z.object({
  kind: z.enum(OUTFLOW_KINDS),
  label: z.string().trim().min(1).max(100),
  amountFen: fen,
  every: z.enum(EVERY),
  firstOn: day,
  untilOn: day.nullable().default(null),
})

export const listOutflows = route({
  id: 'cash.outflows',
  method: 'GET',
  path: '/api/cash/outflows',
  permission: 'cash.read',
  summary: 'What is planned to go out, the next first; of a past day what was planned then',
  query: z.object(reading),
  reply: z.object({
    items: z.array(outflow.extend({ id, nextOn: day.nullable(), plannedOn: day, by: z.string().nullable() })),
    /** what all of them come to in the weeks ahead */
    outFen: fen,
  }),
})

export const recordOutflows = route({
  id: 'cash.recordOutflows',
  method: 'POST',
  path: '/api/cash/outflows',
  permission: 'cash.write',
  summary: 'Plans what will go out, one or many at once as pasted from a table',
  body: z.object({ outflows: z.array(outflow).min(1).max(500) }),
  reply: z.object({ ids: z.array(id) }),
})

export const endOutflow = route({
  id: 'cash.endOutflow',
  method: 'POST',
  path: '/api/cash/outflows/:id/end',
  permission: 'cash.write',
  summary: 'Names the last day of a plan that recurs; what went out before stays gone',
  params: z.object({ id }),
  body: z.object({ untilOn: day }),
  /** the plan with its end has an id of its own */
  reply: z.object({ id }),
})

export const voidOutflow = route({
  id: 'cash.voidOutflow',
  method: 'POST',
  path: '/api/cash/outflows/:id/void',
  permission: 'cash.write',
  summary: 'Takes back a plan that was typed by mistake; the row stays for readings of the past as known',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const recordBalance = route({
  id: 'cash.recordBalance',
  method: 'POST',
  path: '/api/cash/balance',
  permission: 'cash.write',
  summary: 'What is in hand at the end of a day, and below what it is a shortfall',
  body: z.object({ on: day, amountFen: fen, floorFen: fen }),
  reply: z.object({ id }),
})
