import { z } from 'zod'
import { alertRow, bilingual, subjectKind } from './alerts.ts'
import { approvalRow } from './approvals.ts'
import { asOfQuery, person } from './paging.ts'
import { day, fen, id, instant, month, route } from './route.ts'

/**
 * The boss's morning as a page: the month's money and where it will end, who owes most, what only this person
 * can decide; and the short question "what about this customer?". The message of 08:30 carries the same
 * figures.
 */

const pastMonth = z.object({ month, byThenFen: fen, restFen: fen })

export const monthEnd = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('projected'),
    through: day,
    workdaysLeft: z.int(),
    expectedFen: fen,
    lowFen: fen,
    highFen: fen,
    /** so many of so many months like these end within the range */
    inRange: z.int(),
    outOf: z.int(),
    /** past months that would have closed the gap to the target from here; null without a target */
    reaching: z.int().nullable(),
    months: z.array(pastMonth),
  }),
  z.object({ kind: z.literal('not_enough'), months: z.int(), needed: z.int() }),
  z.object({ kind: z.literal('over') }),
])

const owing = z.object({
  id,
  name: z.string(),
  responsible: person.nullable(),
  overdueFen: fen,
  maxOverdueDays: z.int(),
})

/** A key customer, or one that owes overdue money, for whom nobody answers. */
const unanswered = z.object({
  kind: z.literal('customer'),
  id,
  name: z.string(),
  keyLevel: z.enum(['key', 'normal']),
  openFen: fen,
  overdueFen: fen,
  /** who had it and has left */
  former: z.string().nullable(),
})

export const decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approval'), approval: approvalRow, onlyYou: z.boolean() }),
  z.object({ kind: z.literal('alert'), alert: alertRow }),
  unanswered,
])
export type Decision = z.input<typeof decision>

/** Which figures of a week stand out of all that were looked at, the least likely first. */
export const weekFindings = z.object({
  weekFrom: day,
  /** how many figures were looked at */
  tested: z.int(),
  /** the share of them that may be chance */
  q: z.number(),
  items: z.array(
    z.object({
      ruleCode: z.string(),
      title: bilingual,
      mode: z.enum(['on', 'trial']),
      kind: subjectKind,
      subjectId: id,
      label: z.string(),
      sentence: bilingual,
      /** whose same figure stood out as well: of the people of a team, or the team of a person */
      also: z.array(z.string()).default([]),
      /** chance of a week this bad or worse if nothing had changed */
      p: z.number(),
      /** the newest alert of that rule about it, if there was one */
      alertId: id.nullable(),
    }),
  ),
})
export type WeekFindings = z.infer<typeof weekFindings>

export const getBriefPage = route({
  id: 'brief.page',
  method: 'GET',
  path: '/api/brief/page',
  permission: 'receivable.read',
  summary: 'The morning of whoever leads: the month, its end, the five who owe most, and what to decide',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day,
    month,
    collectedFen: fen,
    collectedCount: z.int(),
    targetFen: fen.nullable(),
    workdays: z.object({ gone: z.int(), all: z.int() }),
    end: monthEnd,
    overdue: z.object({ count: z.int(), amountFen: fen, customers: z.int() }),
    top: z.array(owing),
    /** null when looking back, and for those who decide nothing */
    decisions: z.object({ shown: z.array(decision), more: z.int() }).nullable(),
    /** what stood out in the newest week that was summed up; null: none was of late */
    findings: weekFindings.nullable(),
  }),
})

export const listCollected = route({
  id: 'brief.collected',
  method: 'GET',
  path: '/api/brief/collected',
  permission: 'receivable.read',
  summary: 'The payments of a month until a day: the rows behind what was collected',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day,
    sumFen: fen,
    items: z.array(
      z.object({
        id,
        customer: z.object({ id, name: z.string() }),
        responsible: person.nullable(),
        receivedOn: day,
        amountFen: fen,
        reference: z.string(),
      }),
    ),
  }),
})

const deliverReason = z.discriminatedUnion('code', [
  z.object({ code: z.enum(['over_limit', 'over_group_limit']), byFen: fen }),
  z.object({ code: z.literal('written_off'), fen }),
  z.object({ code: z.literal('refused') }),
  z.object({ code: z.literal('overdue'), days: z.int() }),
  z.object({ code: z.literal('released_by'), who: z.enum(['manager', 'finance', 'nobody']) }),
  z.object({ code: z.literal('no_limit') }),
  z.object({ code: z.literal('room'), leftFen: fen }),
])

export const askCustomer = route({
  id: 'brief.ask',
  method: 'GET',
  path: '/api/ask',
  permission: 'receivable.read',
  summary: 'One line about a customer: owes, overdue, may we deliver, who is on it, what comes next',
  query: z.object({ ...asOfQuery, q: z.string().trim().min(1).max(60) }),
  reply: z.object({
    asOf: day,
    total: z.int(),
    items: z.array(
      z.object({
        id,
        name: z.string(),
        openFen: fen,
        overdueFen: fen,
        maxOverdueDays: z.int(),
        /** what an order would meet now; null when looking back */
        deliver: z
          .object({ answer: z.enum(['yes', 'ask', 'no']), reasons: z.array(deliverReason) })
          .nullable(),
        /** orders that credit holds back now */
        heldOrders: z.int(),
        responsible: person.nullable(),
        lastOn: day.nullable(),
        next: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('agreed'), on: day, said: z.string() }),
          z.object({ kind: z.literal('alert'), id, title: bilingual, deadlineAt: instant }),
          z.object({ kind: z.literal('none') }),
        ]),
      }),
    ),
  }),
})
