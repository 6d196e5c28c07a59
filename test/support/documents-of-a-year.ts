import { sql } from 'kysely'
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../../src/core/calendar.ts'
import { resolveComplaint } from '../../src/server/modules/complaints/change-complaint.ts'
import { openComplaint } from '../../src/server/modules/complaints/index.ts'
import { respondComplaint } from '../../src/server/modules/complaints/respond-complaint.ts'
import { recordContractStep, saveContracts } from '../../src/server/modules/contracts/index.ts'
import { recordActivities } from '../../src/server/modules/customers/index.ts'
import { saveOrders } from '../../src/server/modules/orders/index.ts'
import { recordOrderStep } from '../../src/server/modules/orders/record-order-step.ts'
import { type QuoteInput, saveQuotes } from '../../src/server/modules/quotes/index.ts'
import {
  openDispute,
  receiveBill,
  resolveDispute,
  stepBill,
} from '../../src/server/modules/receivables/index.ts'
import type { WriteCtx } from '../../src/server/platform/context.ts'

/** What a company-year knows of its papers, so that they can be told again with more. */
export type Papers = {
  quotes: QuoteInput[]
  orders: string[]
  contracts: string[]
  numbers: number
}

export function noPapers(): Papers {
  return { quotes: [], orders: [], contracts: [], numbers: 0 }
}

type Year = {
  random: () => number
  now: Instant
  customers: string[]
  people: { reps: string[] }
  papers: Papers
}

const today = ({ now }: Year): Day => dayOf(now)
const ago = (year: Year, most: number): Day => addDays(today(year), -int(year.random, 0, most))

/** A quote from its request on: sent, answered, won, lost, run out; told late and told again. */
export async function quote(ctx: WriteCtx, year: Year): Promise<void> {
  const { random, papers, customers, people, now } = year
  if (customers.length === 0) return
  const open = papers.quotes.filter(({ steps }) => !['won', 'lost'].includes(steps.at(-1)!.kind))
  if (open.length === 0 || random() < 0.45) {
    papers.numbers += 1
    const title = `Q-${papers.numbers}`
    const told: QuoteInput = {
      ...{ externalCode: title, customerId: pick(random, customers), dealId: null, title, currency: 'CNY' },
      responsibleId: pick(random, people.reps),
      steps: [{ kind: 'asked', at: startOfDay(ago(year, 6)) + 10 * 3_600_000 }],
    }
    papers.quotes.push(told)
    await saveQuotes(ctx, [told])
    return
  }
  const one = pick(random, open)
  const isSent = one.steps.some(({ kind }) => kind === 'sent')
  const kind = isSent ? pick(random, ['answered', 'won', 'lost', 'sent'] as const) : 'sent'
  const last = one.steps.at(-1)!.at
  const at = Math.min(now, last + int(random, 1, 5 * 86_400_000))
  const offer = {
    amountFen: BigInt(int(random, 1, 900)) * 1_000n,
    validUntil: addDays(dayOf(at), int(random, 3, 40)),
  }
  const step = { kind, at, ...(kind === 'sent' ? offer : {}), ...(kind === 'lost' ? { reason: '价格' } : {}) }
  one.steps = [...one.steps, step]
  await saveQuotes(ctx, [one])
}

/** From here on work goes badly: chance has to have something to find. */
const SLUMP_FROM_WEEK = 26

/** What a week brings besides: follow-ups and quotes enough for chance to tell good weeks from bad ones. */
export async function week(ctx: WriteCtx, year: Year, nth: number): Promise<void> {
  const { random, customers, people, now, papers } = year
  if (customers.length === 0) return
  const isSlump = nth >= SLUMP_FROM_WEEK && nth % 13 < 7
  const visits = Array.from({ length: isSlump ? int(random, 0, 2) : int(random, 6, 12) }, () => ({
    ...{ customerId: pick(random, customers), dealId: null, userId: pick(random, people.reps) },
    ...{ kind: 'call' as const, summary: '沟通', occurredAt: now - int(random, 1, 96) * 3_600_000 },
  }))
  if (visits.length > 0) await recordActivities(ctx, visits)
  const quotes = Array.from({ length: int(random, 3, 6) }, (): QuoteInput => {
    papers.numbers += 1
    const title = `W-${papers.numbers}`
    const sent = now - int(random, 10, 40) * 3_600_000
    const asked = sent - int(random, 4, 12) * (isSlump ? 8 : 1) * 3_600_000
    const outcome =
      random() < (isSlump ? 0.05 : 0.6)
        ? ({ kind: 'won' } as const)
        : ({ kind: 'lost', reason: '价格' } as const)
    return {
      ...{ externalCode: title, customerId: pick(random, customers), dealId: null, title, currency: 'CNY' },
      responsibleId: pick(random, people.reps),
      steps: [
        { kind: 'asked', at: asked },
        { kind: 'sent', at: sent, amountFen: 5_000n, validUntil: addDays(dayOf(sent), 30) },
        { ...outcome, at: now - 3_600_000 },
      ],
    }
  })
  await saveQuotes(ctx, quotes)
  for (const happens of [order, order, order, complaint, answer]) await happens(ctx, year)
}

/** An order, on a contract or on none; later its goods, another plan, or its end. */
export async function order(ctx: WriteCtx, year: Year): Promise<void> {
  const { random, papers, customers, people } = year
  if (customers.length === 0) return
  if (papers.orders.length > 0 && random() < 0.55) {
    const on = ago(year, 5)
    const chance = random()
    const plan = {
      kind: 'replanned' as const,
      plannedOn: addDays(today(year), int(random, 1, 30)),
      reason: '换料',
    }
    const form =
      chance < 0.6
        ? { kind: 'completed' as const, on }
        : chance < 0.75
          ? { kind: 'cancelled' as const, reason: '不要了' }
          : plan
    await recordOrderStep(ctx, pick(random, papers.orders), form).catch(onlyRefusals)
    return
  }
  papers.numbers += 1
  const orderedOn = ago(year, 8)
  const isAgreed = papers.contracts.length > 0 && random() < 0.5
  const contract = isAgreed ? await contractOf(ctx, pick(random, papers.contracts)) : null
  const [saved] = await saveOrders(ctx, [
    {
      ...{ number: `D-${papers.numbers}`, dealId: null, title: '', currency: 'CNY' },
      customerId: contract?.customerId ?? pick(random, customers),
      contractId: contract?.id ?? null,
      amountFen: BigInt(int(random, 1, 900)) * 1_000n,
      orderedOn,
      plannedOn: random() < 0.9 ? addDays(orderedOn, int(random, 1, 30)) : null,
      responsibleId: pick(random, people.reps),
    },
  ]).catch(refusedOrder)
  if (saved) papers.orders.push(saved.id)
}

function refusedOrder(error: Error): { id: string }[] {
  onlyRefusals(error)
  return []
}

async function contractOf(ctx: WriteCtx, id: string): Promise<{ id: string; customerId: string } | null> {
  const { rows } = await sql<{ id: string; customerId: string }>`
    select id, customer_id as "customerId" from contract where org_id = ${ctx.orgId} and id = ${id}`.execute(
    ctx.db,
  )
  return rows[0] ?? null
}

/** A contract with an end, approved or not; later prolonged, or ended. */
export async function contract(ctx: WriteCtx, year: Year): Promise<void> {
  const { random, papers, customers, people } = year
  if (customers.length === 0) return
  if (papers.contracts.length > 0 && random() < 0.3) {
    const step = { kind: pick(random, ['ended', 'approved', 'unapproved'] as const), reason: '到此为止' }
    await recordContractStep(ctx, pick(random, papers.contracts), step, 'contract.approve').catch(
      onlyRefusals,
    )
    return
  }
  papers.numbers += 1
  const signedOn = ago(year, 10)
  const endsOn = addDays(signedOn, int(random, 20, 200))
  const agreed = { amountFen: BigInt(int(random, 10, 900)) * 1_000n, signedOn, effectiveOn: signedOn, endsOn }
  const [saved] = await saveContracts(ctx, [
    {
      ...{ number: `H-${papers.numbers}`, customerId: pick(random, customers), dealId: null, title: '' },
      ...{ currency: 'CNY', ...agreed, responsibleId: pick(random, people.reps) },
      approvedOn: random() < 0.5 ? signedOn : null,
    },
  ])
  papers.contracts.push(saved!.id)
}

/** A complaint, of an order or of none, and what came of an earlier one. */
export async function complaint(ctx: WriteCtx, year: Year): Promise<void> {
  const { random, customers } = year
  if (customers.length === 0) return
  const open = await anyOf(ctx, year, 'complaint')
  if (open && random() < 0.4)
    return void (await resolveComplaint(ctx, open, { cause: 'people', resolution: '已答复' }).catch(
      onlyRefusals,
    ))
  const openedOn = ago(year, 6)
  const told = { kind: 'quality' as const, severity: 2 as const, title: '划痕', detail: '' }
  const whose = {
    customerId: pick(random, customers),
    openedOn,
    dueOn: addDays(openedOn, int(random, 0, 15)),
  }
  await openComplaint(ctx, { ...told, ...whose }).catch(onlyRefusals)
}

/** A complaint is answered for the first time, in time or not, and sometimes told of afterwards. */
async function answer(ctx: WriteCtx, year: Year): Promise<void> {
  const open = await anyOf(ctx, year, 'complaint')
  if (!open) return
  const when = year.now - int(year.random, 0, 30) * 3_600_000
  await respondComplaint(ctx, open, { at: when, note: '已联系' }).catch(onlyRefusals)
}

/** Money that is contested, and how an earlier contest ended. */
export async function dispute(ctx: WriteCtx, year: Year): Promise<void> {
  const { random } = year
  const open = await anyOf(ctx, year, 'dispute')
  if (open && random() < 0.4)
    return void (await resolveDispute(ctx, open, { outcome: 'rejected', resolution: '证据齐' }).catch(
      onlyRefusals,
    ))
  const { rows } = await sql<{ id: string }>`
    select id from instalment where org_id = ${ctx.orgId} and voided_at is null and open_fen > 1000 order by id limit 60`.execute(
    ctx.db,
  )
  if (rows.length === 0) return
  const told = { kind: 'price' as const, amountFen: 500n, reason: '单价不对', openedOn: ago(year, 5) }
  await openDispute(ctx, { ...told, instalmentId: pick(random, rows).id }).catch(onlyRefusals)
}

/** A bill taken in payment, and what became of one that was taken before. */
export async function bill(ctx: WriteCtx, year: Year): Promise<void> {
  const { random, customers, papers } = year
  if (customers.length === 0) return
  const { rows } = await sql<{ id: string; due: Day }>`
    select id, due_on::text as due from bill where org_id = ${ctx.orgId} and voided_at is null and passed_on is null and ended_on is null order by id`.execute(
    ctx.db,
  )
  const due = rows.filter((row) => row.due <= today(year))
  if (due.length > 0 && random() < 0.7) {
    const step = random() < 0.5 ? ('honoured' as const) : ('refused' as const)
    const form = { step, on: today(year), costFen: 0n, to: '', note: '' }
    return void (await stepBill(ctx, pick(random, due).id, form).catch(onlyRefusals))
  }
  papers.numbers += 1
  const receivedOn = ago(year, 5)
  await receiveBill(ctx, {
    ...{
      kind: 'commercial' as const,
      number: `B-${papers.numbers}`,
      drawer: '甲',
      acceptor: '乙',
      issuedOn: null,
    },
    ...{ customerId: pick(random, customers), amountFen: BigInt(int(random, 1, 800)) * 1_000n, receivedOn },
    ...{
      dueOn: addDays(receivedOn, int(random, 5, 90)),
      allocate: random() < 0.7 ? ('oldest' as const) : ('none' as const),
    },
  }).catch(onlyRefusals)
}

async function anyOf(
  ctx: WriteCtx,
  { random }: Year,
  table: 'complaint' | 'dispute',
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where org_id = ${ctx.orgId} and voided_at is null and resolved_on is null order by id`.execute(
    ctx.db,
  )
  return rows.length === 0 ? undefined : pick(random, rows).id
}

function onlyRefusals(error: Error): void {
  if (!('status' in error)) throw error
}

function int(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1))
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!
}
