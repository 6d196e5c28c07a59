import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { replayedAlerts, storedAlerts } from '../../../../test/support/alert-lines.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import * as documents from '../../../../test/support/documents-of-a-year.ts'
import {
  EVERY_LINE,
  expectSameBacktest,
  linesOf,
  watchEveryLine,
} from '../../../../test/support/every-line.ts'
import { expectSameTogether } from '../../../../test/support/told-together.ts'
import { UNFED } from '../../../../test/support/unfed-figures.ts'
import {
  addDays,
  DAY_MS,
  type Day,
  dayOf,
  endOfDay,
  type Instant,
  startOfDay,
} from '../../../core/calendar.ts'
import { draftRule } from '../../../core/watch/compose.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { readingAt, readOn } from '../../../core/watch/fold.ts'
import type { Reading, Series } from '../../../core/watch/metric.ts'
import { METRICS } from '../../../core/watch/metrics.ts'
import { isPresent } from '../../../core/watch/responsible.ts'
import type { Condition, Leaf, Rule } from '../../../core/watch/rule.ts'
import { SUBJECT_KINDS } from '../../../core/watch/subject.ts'
import { type Actor, type ReadCtx, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { voidActivity } from '../customers/void-activity.ts'
import { installPipeline, loadStages, saveDeals } from '../deals/index.ts'
import { moveDeal } from '../deals/move-deal.ts'
import { endHandoverAccess } from '../handover/confirm.ts'
import { divideHandover } from '../handover/divide.ts'
import { startHandover } from '../handover/start-handover.ts'
import { recordAbsence } from '../identity/absences.ts'
import { createOrg, loadStaff, saveDepartments, savePeople, setDepartmentManager } from '../identity/index.ts'
import { createIndicator, recordValues } from '../indicators/index.ts'
import { readAgeing, recordInvoices, recordPayments } from '../receivables/index.ts'
import { voidPayment } from '../receivables/void.ts'
import { saveTargets } from '../targets/index.ts'
import { actOnAlert } from './act.ts'
import { calibrate } from './calibrate.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'
import { isLoadable, loadHistories } from './loaders.ts'
import { findRule } from './rule-rows.ts'
import { saveRule, tuneRule } from './save-rule.ts'
import { subjectsEver } from './subjects.ts'
import { tendAlerts } from './tend.ts'

/**
 * Company-years through PostgreSQL: facts arrive late, are voided and corrected, people act on alerts and
 * switch rules, go away and leave for good, the evaluator is late, doubled and killed. What is stored must be
 * what a replay from scratch and a backtest tell, for every kind of line; no reading of the past may change
 * by what was recorded after it, and somebody who is there answers for every alert. Every fourth year is a
 * busy one. BELLWETHER_TEST_YEARS=200 looks longer.
 */
const COMPANY_YEARS = Number(process.env['BELLWETHER_TEST_YEARS'] ?? 20)
/** Each takes a few seconds. */
const YEARS_TOLD_TOGETHER = 3
const YEAR = 365
const FIRST: Day = '2025-01-01'

const { db, admin } = await testDatabase()

describe('stored alerts and a replay of history', () => {
  const opened = new Map<string, number>()
  const handed = new Set<string>()
  const lines = new Map<string, number>()
  const tested = new Map<string, number>()
  let together = 0
  it.each(Array.from({ length: COMPANY_YEARS }, (_, index) => index + 1))(
    'agree for company-year %i',
    async (seed) => {
      const company = await found(seed)
      await live(company)
      await evaluateOrg(db, { orgId: company.orgId, now: company.now }, undefined, company.many)
      const who = { orgId: company.orgId, now: company.now }
      await read(db, who, async (ctx) => {
        const { lines: replayed, episodes, to } = await replayedAlerts(ctx)
        expect(await storedAlerts(ctx)).toEqual(replayed)
        for (const { rule } of episodes) {
          add(opened, rule.code, 1)
          for (const line of linesOf(rule)) add(lines, line, 1)
        }
        for (const [rule, alerts] of await expectSameBacktest(ctx, to))
          for (const line of linesOf(rule)) add(tested, line, alerts)
        if (seed <= YEARS_TOLD_TOGETHER) together += await expectSameTogether(ctx)
        await takeYear(ctx)
        await expectNoLeak(ctx, company)
        await expectSameMoney(ctx)
        for (const { how } of await expectSomebodyAnswers(ctx)) handed.add(how)
      })
    },
    300_000,
  )

  it('had something to agree on', () => {
    const total = [...opened.values()].reduce((sum, count) => sum + count, 0)
    expect(total).toBeGreaterThan(COMPANY_YEARS * 20)
    expect(opened.size).toBeGreaterThan(12)
    expect(together).toBeGreaterThan(COMPANY_YEARS < YEARS_TOLD_TOGETHER ? 0 : 30)
    if (COMPANY_YEARS < 20) return
    expect([...handed].sort()).toEqual(['absence', 'departure'])
    for (const line of EVERY_LINE) {
      expect(lines.get(line), line).toBeGreaterThan(5)
      expect(tested.get(line), `${line}, backtested`).toBeGreaterThan(5)
    }
  })

  it('read figures that say something: none passes by having no value, or always the same', () => {
    const silent = [...seen].flatMap(([metric, values]) => (values.size < 2 ? [metric] : []))
    const never = METRICS.map(({ subject, id }) => `${subject}.${id}`).filter((metric) => !seen.has(metric))
    const unfed = [...new Set([...silent, ...never])].sort()
    if (COMPANY_YEARS >= 20) expect(unfed.filter((metric) => !UNFED.includes(metric))).toEqual([])
    else console.log(unfed.join(' '), JSON.stringify([[...lines], [...tested]]))
  })
})

/** Every figure as it stood at the end of each fortnight. */
async function takeYear(ctx: ReadCtx): Promise<void> {
  const instants: Instant[] = []
  for (let day = 14; day < YEAR; day += 14) instants.push(endOfDay(addDays(FIRST, day)))
  for (const values of await readAt(ctx, instants)) take(values)
}

/** The values that each metric has taken, as far as there were any. */
const seen = new Map<string, Set<number>>()

function take(values: ReadonlyMap<string, string>): void {
  for (const [key, text] of values) {
    const { value } = JSON.parse(text) as Reading
    if (value === null) continue
    const metric = key.slice(0, key.lastIndexOf('.'))
    const taken = seen.get(metric) ?? new Set()
    if (taken.size < 5) seen.set(metric, taken.add(value))
  }
}

function add(counts: Map<string, number>, key: string, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n)
}

type Company = {
  orgId: string
  random: () => number
  now: Instant
  departmentId: string
  people: { boss: string; lead: string; finance: string; reps: string[] }
  hired: number
  /** first days of absences to come */
  leaves: Set<Day>
  customers: string[]
  deals: string[]
  numbers: number
  papers: documents.Papers
  /** has quotes and follow-ups every week, enough for chance to tell good weeks from bad ones */
  isBusy: boolean
  /** from how many subjects on they are screened by their figures alone; all ways must tell the same */
  many: number
  /** readings taken at the time: instant, then metric and subject → value */
  noted: { at: Instant; values: Map<string, string> }[]
}

async function found(seed: number): Promise<Company> {
  const now = startOfDay(FIRST) + 9 * 3_600_000
  const input = { slug: `year-${seed}`, name: `Year ${seed}`, isDemo: false, now }
  const { orgId, value } = await createOrg(db, input, async (ctx) => {
    await installPipeline(ctx)
    await installPack(ctx)
    const [department] = await saveDepartments(ctx, [{ name: '销售部' }])
    const saved = await savePeople(ctx, [
      { login: 'boss', name: '老板', roles: ['boss'] },
      { login: 'lead', name: '主管', roles: ['manager'], departmentId: department! },
      { login: 'rep1', name: '甲', roles: ['rep'], departmentId: department! },
      { login: 'rep2', name: '乙', roles: ['rep'], departmentId: department! },
      { login: 'fin', name: '财务', roles: ['finance'] },
    ])
    const [boss, lead, rep1, rep2, finance] = saved.map(({ id }) => id) as [
      string,
      string,
      string,
      string,
      string,
    ]
    await setDepartmentManager(ctx, department!, lead)
    await watchSteel(ctx, finance)
    await watchEveryLine(ctx)
    return { departmentId: department!, people: { boss, lead, finance, reps: [rep1, rep2] } }
  })
  return {
    orgId,
    random: generator(seed),
    now,
    ...value,
    hired: 2,
    leaves: new Set(),
    customers: [],
    deals: [],
    numbers: 0,
    papers: documents.noPapers(),
    isBusy: seed % 4 === 0,
    many: [0, 4, 50][seed % 3]!,
    noted: [],
  }
}

async function live(company: Company): Promise<void> {
  const { random, orgId } = company
  for (let day = 0; day < YEAR; day += 1) {
    const midnight = startOfDay(addDays(FIRST, day))
    if (company.leaves.delete(today({ now: midnight }))) await tend(company, midnight)
    company.now = midnight + 9 * 3_600_000
    while (random() < (company.isBusy ? 0.36 : 0.14)) {
      company.now += int(random, 1, 90) * 60_000
      const actor: Actor = { ...SYSTEM, userId: company.people.boss }
      await write(db, { orgId, now: company.now, actor }, (ctx) => happen(ctx, company))
    }
    if (company.isBusy && day % 7 === 2) {
      company.now += 3_600_000
      const actor: Actor = { ...SYSTEM, userId: company.people.boss }
      await write(db, { orgId, now: company.now, actor }, (ctx) =>
        documents.week(ctx, company, Math.floor(day / 7)),
      )
    }
    if (random() < (company.isBusy ? 0.03 : 0.02)) await evaluateUnderFire(company)
    if (random() < 0.008) await note(company)
  }
}

/** Late, twice at once, or killed in the middle and started again. */
async function evaluateUnderFire(company: Company): Promise<void> {
  const { random, orgId, now } = company
  const who = { orgId, now: now + int(random, 1, 600) * 1000 }
  const look = () => evaluateOrg(db, who, undefined, company.many)
  const fate = random()
  if (fate < 0.25) {
    const running = look().catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, int(random, 1, 60)))
    await admin.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and usename = 'bellwether_app' and state <> 'idle'`,
    )
    await running
  }
  if (fate > 0.8) await Promise.all([look(), look()])
  else if (fate > 0.1) await look()
  if (fate > 0.1) await read(db, who, expectPresent)
  if (fate > 0.5) await tend(company, who.now)
}

async function tend({ orgId }: Company, now: Instant): Promise<void> {
  await write(db, { orgId, now }, async (ctx) => {
    await tendAlerts(ctx)
    await expectPresent(ctx)
  })
}

/** After every look whoever answers for an open alert is there, unless it has come up to the boss. */
async function expectPresent(ctx: ReadCtx): Promise<void> {
  const { directory } = await loadStaff(ctx)
  const rows = await ctx.db
    .selectFrom('alert')
    .select(['rule_code', 'responsible_id'])
    .where('org_id', '=', ctx.orgId)
    .where('resolved_at', 'is', null)
    .execute()
  const bosses = directory.holders.get('boss') ?? []
  const orphans = rows.filter(
    ({ responsible_id: id }) => !isPresent(directory, id, ctx.now) && !bosses.includes(id),
  )
  expect(orphans).toEqual([])
}

/** A price from outside, a rule on it at every change and one on each day, together with an own figure. */
async function watchSteel(ctx: WriteCtx, responsibleId: string): Promise<void> {
  await createIndicator(ctx, {
    ...{ nameZh: '钢价', nameEn: 'Steel', unit: '元/吨', every: 'week', bad: 'high', source: '' },
    ...{ responsibleId, dueWorkdays: 2 },
  })
  const risen: Leaf = {
    metric: 'indicator.steel.change.1',
    op: 'gt',
    threshold: { kind: 'fixed', value: 200 },
  }
  const quiet: Leaf = { metric: 'follow_ups_week', op: 'lt', threshold: { kind: 'fixed', value: 4 } }
  const threshold = { kind: 'own-past', windows: 3, windowDays: 7, tolerancePct: 2, minN: 2 } as const
  const dear: Leaf = { metric: 'indicator.steel.value', op: 'gt', threshold }
  const draft = {
    ...draftRule('', 'org'),
    title: { zh: '钢价', en: 'Steel' },
    coolDownDays: 0,
    mode: 'on' as const,
  }
  const write = (code: string, condition: Condition, grid: Rule['grid']) =>
    saveRule(ctx, code, { version: 0, spec: { ...draft, code, condition, grid } })
  await write('steel-up', { all: [risen, quiet] }, 'change')
  await write('steel-dear', { any: [dear, risen] }, 'day')
}

/** Said anew, or worked out anew for those who are there now. */
async function budget(ctx: WriteCtx, { random }: Company): Promise<void> {
  const strayed = new Map([['rep-follow-ups-unusual', pick(random, [100, 150])]])
  await calibrate(ctx, { cause: 'set', perWeek: pick(random, [0.02, 0.5, 10]), strayed })
}

/** In time, late, or said differently a second time. */
async function figureFromOutside(ctx: WriteCtx, company: Company): Promise<void> {
  const on = ago(company, company.random() < 0.7 ? 8 : 25)
  const value = int(company.random, 3_600, 4_200)
  await recordValues(ctx, [{ key: 'steel', on: on < FIRST ? FIRST : on, value }])
}

async function happen(ctx: WriteCtx, company: Company): Promise<void> {
  const { random } = company
  const events = [
    newCustomer,
    newCustomer,
    changeCustomer,
    invoice,
    invoice,
    invoice,
    payment,
    payment,
    undoPayment,
  ]
  events.push(
    activity,
    activity,
    activity,
    activity,
    undoActivity,
    newDeal,
    newDeal,
    move,
    move,
    target,
    act,
    act,
    tune,
    absence,
    absence,
    departure,
    budget,
    figureFromOutside,
    figureFromOutside,
    ...PAPERS,
  )
  await pick(random, events)(ctx, company)
}

const PAPERS = [
  documents.quote,
  documents.quote,
  documents.quote,
  documents.quote,
  documents.order,
  documents.order,
  documents.contract,
  documents.complaint,
  documents.dispute,
  documents.bill,
]

const today = (company: Pick<Company, 'now'>): Day => dayOf(company.now)
const ago = (company: Company, most: number): Day => addDays(today(company), -int(company.random, 0, most))

async function newCustomer(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, customers } = company
  const [saved] = await saveCustomers(ctx, [
    {
      name: `客户${customers.length}有限公司`,
      keyLevel: random() < 0.5 ? 'key' : 'normal',
      limitFen: random() < 0.5 ? BigInt(int(random, 0, 40)) * 100_000n : null,
      termDays: pick(random, [null, 15, 30, 60]),
      responsibleId: random() < 0.9 ? pick(random, company.people.reps) : null,
      createdOn: ago(company, 10),
    },
  ])
  customers.push(saved!.id)
}

async function changeCustomer(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, customers } = company
  if (customers.length === 0) return
  const index = int(random, 0, customers.length - 1)
  await saveCustomers(ctx, [
    {
      name: `客户${index}有限公司`,
      keyLevel: random() < 0.6 ? 'key' : 'normal',
      limitFen: BigInt(int(random, 1, 20)) * 100_000n,
      responsibleId: random() < 0.7 ? pick(random, company.people.reps) : null,
    },
  ])
}

async function invoice(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, customers } = company
  if (customers.length === 0) return
  const issuedOn = ago(company, 25)
  const parts = Array.from({ length: int(random, 1, 2) }, () => BigInt(int(random, 1, 900)) * 1_000n)
  const isAgain = random() < 0.15 && company.numbers > 0
  if (!isAgain) company.numbers += 1
  await recordInvoices(ctx, [
    {
      customerId: pick(random, customers),
      number: `N-${isAgain ? int(random, 1, company.numbers) : company.numbers}`,
      kind: 'invoice',
      issuedOn,
      amountFen: parts.reduce((sum, part) => sum + part, 0n),
      disputed: random() < 0.1,
      instalments: parts.map((amountFen, index) => ({
        dueOn: addDays(issuedOn, int(random, 5, 40) + index * 20),
        amountFen,
      })),
    },
  ])
}

async function payment(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, customers } = company
  if (customers.length === 0) return
  await recordPayments(ctx, [
    {
      customerId: pick(random, customers),
      kind: random() < 0.9 ? 'payment' : 'credit_note',
      receivedOn: ago(company, 15),
      amountFen: BigInt(int(random, 1, 1_500)) * 1_000n,
      allocate: random() < 0.85 ? 'oldest' : 'none',
    },
  ])
}

async function undoPayment(ctx: WriteCtx, company: Company): Promise<void> {
  const id = await anyId(ctx, company, 'payment')
  if (id) await voidPayment(ctx, id, '录错').catch(onlyRefusals)
}

async function activity(ctx: WriteCtx, company: Company): Promise<void> {
  const { random } = company
  const dealId = company.deals.length > 0 && random() < 0.5 ? pick(random, company.deals) : null
  const customerId = dealId === null && company.customers.length > 0 ? pick(random, company.customers) : null
  if (dealId === null && customerId === null) return
  const occurredAt =
    random() < 0.6 ? company.now - 600_000 : endOfDay(addDays(today(company), -int(random, 1, 15)))
  await recordActivities(
    ctx,
    Array.from({ length: int(random, 1, 4) }, () => ({
      dealId,
      customerId,
      userId: pick(random, company.people.reps),
      kind: 'call' as const,
      summary: '沟通',
      occurredAt,
      ...(random() < 0.25 ? promised(company, occurredAt) : {}),
    })),
  )
}

/** A day named by the customer, soon or far, with or without an amount. */
function promised({ random }: Company, occurredAt: Instant) {
  const promisedOn = addDays(dayOf(occurredAt), int(random, 0, 20))
  return { promisedOn, promisedFen: random() < 0.5 ? BigInt(int(random, 1, 900)) * 1_000n : null }
}

async function undoActivity(ctx: WriteCtx, company: Company): Promise<void> {
  const id = await anyId(ctx, company, 'activity')
  if (id) await voidActivity(ctx, id, '录错')
}

async function newDeal(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, customers, deals } = company
  const amountFen = BigInt(int(random, 1, 500)) * 10_000n
  const [saved] = await saveDeals(ctx, [
    {
      customerId: customers.length > 0 ? pick(random, customers) : null,
      title: `商机${deals.length}`,
      amountFen,
      responsibleId: pick(random, company.people.reps),
      history: [
        { stage: 'reach', occurredOn: ago(company, 12), amountFen: random() < 0.7 ? amountFen : null },
      ],
    },
  ])
  deals.push(saved!.id)
}

async function move(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, deals } = company
  if (deals.length === 0) return
  const stages = await loadStages(ctx)
  const stage = pick(random, stages)
  const input = { stageId: stage.id, reason: '价格', amountFen: BigInt(int(random, 1, 500)) * 10_000n }
  await moveDeal(ctx, pick(random, deals), input).catch(onlyRefusals)
}

async function target(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, people } = company
  const month = today(company).slice(0, 7)
  const kind = pick(random, ['bookings', 'collections'] as const)
  await saveTargets(ctx, [
    { userId: pick(random, people.reps), month, kind, amountFen: BigInt(int(random, 1, 90)) * 100_000n },
  ])
}

async function act(ctx: WriteCtx, company: Company): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from alert where org_id = ${ctx.orgId} and resolved_at is null order by opened_at, id limit 50`.execute(
    ctx.db,
  )
  if (rows.length === 0) return
  const { id } = pick(company.random, rows)
  const input =
    company.random() < 0.4
      ? ({ kind: 'resolve', result: 'solved', verdict: 'right', note: '' } as const)
      : ({ kind: 'acknowledge' } as const)
  await actOnAlert(ctx, { id }, input).catch(onlyRefusals)
}

async function tune(ctx: WriteCtx, company: Company): Promise<void> {
  const { random } = company
  if (random() < 0.6) return
  const code = pick(random, [
    'deal-no-follow-up',
    'customer-overdue',
    'overdue-share',
    'instalment-overdue-7',
    'rep-contacts-drop',
  ])
  const rule = await findRule(ctx, code)
  const mode = rule!.current.mode === 'off' ? 'on' : pick(random, ['off', 'on', 'trial'] as const)
  await tuneRule(ctx, code, { version: rule!.current.version, mode })
}

async function absence(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, people, leaves } = company
  const fromDay = addDays(today(company), int(random, 0, 5))
  const everybody = [...people.reps, people.lead, people.finance, people.boss]
  const userId = pick(random, everybody)
  const others = everybody.filter((id) => id !== userId)
  const backupId = random() < 0.5 ? pick(random, others) : null
  await recordAbsence(ctx, {
    userId,
    fromDay,
    toDay: addDays(fromDay, int(random, 0, 9)),
    backupId,
    reason: '休假',
  })
  if (fromDay > today(company)) leaves.add(fromDay)
}

/** Somebody leaves, sometimes to a colleague who is away just then; somebody new comes. */
async function departure(ctx: WriteCtx, company: Company): Promise<void> {
  const { random, people } = company
  if (random() < 0.5) return
  const gone = pick(random, people.reps)
  const rest = people.reps.filter((id) => id !== gone)
  const first = pick(random, [...rest, people.lead])
  const { id } = await startHandover(ctx, { userId: gone, reason: '离职', lastDay: today(company) })
  // Nobody receives what they themselves are stood in for by whoever leaves.
  for (const receiverId of [first, ...rest, people.lead, people.boss]) {
    const refused = await divideHandover(ctx, id, { receiverId }).then(
      () => null,
      (error: AppError) => error,
    )
    if (refused === null) break
    expect(refused.code).toBe('handover_own_backup')
  }
  await endHandoverAccess(ctx, id, '已离岗')
  company.hired += 1
  const [fresh] = await savePeople(ctx, [
    {
      login: `rep${company.hired}`,
      name: `新人${company.hired}`,
      roles: ['rep'],
      departmentId: company.departmentId,
    },
  ])
  people.reps = [...rest, fresh!.id]
}

async function anyId(
  ctx: WriteCtx,
  company: Company,
  table: 'payment' | 'activity',
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where org_id = ${ctx.orgId} and voided_at is null order by recorded_at, id`.execute(
    ctx.db,
  )
  return rows.length === 0 ? undefined : pick(company.random, rows).id
}

function onlyRefusals(error: Error): void {
  if (!('status' in error)) throw error
}

/** Writes down what every metric of every subject says now. */
async function note(company: Company): Promise<void> {
  const at = await write(db, { orgId: company.orgId, now: company.now }, async (ctx) => ctx.tick)
  const values = await read(db, { orgId: company.orgId, now: company.now }, (ctx) => readAll(ctx, at))
  take(values)
  company.noted.push({ at, values })
}

async function readAll(ctx: ReadCtx, at: Instant): Promise<Map<string, string>> {
  return (await readAt(ctx, [at]))[0]!
}

async function readAt(ctx: ReadCtx, instants: readonly Instant[]): Promise<Map<string, string>[]> {
  const all = instants.map(() => new Map<string, string>())
  for (const kind of SUBJECT_KINDS) {
    const metrics = METRICS.filter((def) => def.subject === kind && isLoadable(kind, def.id)).map(
      (def) => def.id,
    )
    if (metrics.length === 0) continue
    const ids = await subjectsEver(ctx, kind)
    const histories = await loadHistories(ctx, { kind, ids, metrics, fields: [], since: null })
    for (const [id, { series }] of histories) {
      for (const [metric, own] of series)
        for (const [index, at] of instants.entries())
          all[index]!.set(`${kind}.${metric}.${id}`, JSON.stringify(readingAt(own, at)))
    }
  }
  return all
}

/**
 * Figures of alerts that are over: an alert ends at its logical moment, which an evaluation that comes late
 * finds late. Whoever reads before it has come reads less.
 */
const BY_LOGICAL_TIME = ['org.order_retro_bp.']

/** The leak test of every metric: rows recorded later do not change what was known (law 2). */
async function expectNoLeak(ctx: ReadCtx, company: Company): Promise<void> {
  for (const { at, values } of company.noted) {
    const now = await readAll(ctx, at)
    for (const [key, value] of values) {
      if (BY_LOGICAL_TIME.some((metric) => key.startsWith(metric))) continue
      expect(`${key} ${now.get(key)}`).toBe(`${key} ${value}`)
    }
  }
}

/**
 * Law 10 over the whole life of every alert: from the first version to the last there is exactly one person
 * responsible, and nobody answers for anything after having left. Returns how alerts changed hands.
 */
async function expectSomebodyAnswers(ctx: ReadCtx): Promise<{ how: string }[]> {
  const { rows: orphans } = await sql<{ alert: string }>`
    with held as (
      select v.id, (v.row ->> 'responsible_id')::uuid as user_id, (v.row ->> 'resolved_at') is not null as is_over,
        v.recorded_at as since, lead(v.recorded_at) over (partition by v.id order by v.version) as until
      from record_version v where v.org_id = ${ctx.orgId} and v.entity = 'alert'
    ), gone as (
      select v.id::uuid as user_id, min(v.recorded_at) as since from record_version v
      where v.org_id = ${ctx.orgId} and v.entity = 'app_user' and v.row ->> 'status' <> 'active' group by 1
    )
    select h.id as alert from held h left join gone g on g.user_id = h.user_id
    where not h.is_over and (h.user_id is null or (h.until is null and g.since is not null) or h.until > g.since)`.execute(
    ctx.db,
  )
  expect(orphans).toEqual([])
  const { rows: gaps } = await sql<{ alert: string }>`
    select a.id as alert from alert a where a.org_id = ${ctx.orgId} and (
      select count(*) from record_version v where v.org_id = a.org_id and v.entity = 'alert' and v.id = a.id::text) <> a.version`.execute(
    ctx.db,
  )
  expect(gaps).toEqual([])
  const { rows: how } = await sql<{ how: string }>`
    select distinct case s.detail ->> 'because' when 'left' then 'departure' else 'absence' end as how
    from alert_step s where s.org_id = ${ctx.orgId} and s.kind = 'reassign'`.execute(ctx.db)
  return how
}

/** The deltas of money fold to the figures that the ageing's own SQL gives, in both readings. */
async function expectSameMoney(ctx: ReadCtx): Promise<void> {
  const asOf = addDays(dayOf(ctx.now), -int(generator(1), 1, 40))
  const ageing = await readAgeing(ctx, { asOf, reading: 'known', top: 1_000 })
  const [company] = (
    await loadHistories(ctx, {
      kind: 'org',
      ids: [ctx.orgId],
      metrics: ['open_fen', 'overdue_fen'],
      fields: [],
      since: null,
    })
  ).values()
  const at = endOfDay(asOf)
  expect(readingAt(company!.series.get('open_fen')!, at).value).toBe(Number(ageing.open.amountFen))
  expect(readingAt(company!.series.get('overdue_fen')!, at).value).toBe(Number(ageing.overdue.amountFen))
  // Summed up before an instant, the same figures from that instant on.
  const [summed] = (
    await loadHistories(ctx, {
      kind: 'org',
      ids: [ctx.orgId],
      metrics: ['open_fen', 'overdue_fen', 'concentration_bp', 'overdue_share'],
      fields: [],
      since: at - 30 * DAY_MS,
    })
  ).values()
  expect(readingAt(summed!.series.get('overdue_fen')!, at).value).toBe(Number(ageing.overdue.amountFen))
  const largest = ageing.customers.reduce((most, row) => (row.openFen > most ? row.openFen : most), 0n)
  const share =
    ageing.open.amountFen === 0n
      ? null
      : Math.round((Number(largest) / Number(ageing.open.amountFen)) * 10_000)
  expect(readingAt(summed!.series.get('concentration_bp')!, at).value).toBe(share)
  await expectSameSummed(ctx)
}

const LOOK_BACK = 45

/**
 * Summing up the past changes no figure from then on, nor any of the days that a line is drawn from, not even
 * the difference between nothing left and nothing known: for evidence (per fact) and for figures alone.
 */
async function expectSameSummed(ctx: ReadCtx): Promise<void> {
  for (const kind of SUBJECT_KINDS) {
    const metrics = METRICS.filter((def) => def.subject === kind && isLoadable(kind, def.id)).map(
      ({ id }) => id,
    )
    const wanted = { kind, ids: await subjectsEver(ctx, kind), metrics, fields: [] }
    const lookBack = new Map(metrics.map((metric) => [metric, LOOK_BACK]))
    const full = await loadHistories(ctx, { ...wanted, since: null })
    for (const month of [5, 12]) {
      const at = endOfDay(addDays(FIRST, month * 30))
      const since = at - DAY_MS
      const summed = await loadHistories(ctx, { ...wanted, since, lookBack })
      const bare = await loadHistories(ctx, { ...wanted, since, lookBack, bare: true })
      const counted = new Set<string>()
      const uncounted = await loadHistories(ctx, { ...wanted, since, lookBack, bare: true, counted })
      for (const [id, { series }] of full) {
        for (const [metric, own] of series) {
          const where = `${kind}.${metric} of month ${month}`
          const said = readAround(own, at)
          expect(readAround(summed.get(id)!.series.get(metric)!, at), where).toEqual(said)
          expect(readAround(bare.get(id)!.series.get(metric)!, at), `${where}, figures alone`).toEqual(said)
          const loose = readAround(uncounted.get(id)!.series.get(metric)!, at)
          expect(withoutCounts(loose), `${where}, uncounted`).toEqual(withoutCounts(said))
        }
      }
    }
  }
}

function readAround(series: Series, at: Instant) {
  const day = dayIndexOf(at)
  const isKnown = series.deltas.some((delta) => delta.at <= at && (delta.until ?? at + 1) > at)
  const then = [0, 7, 30, LOOK_BACK - 1].map((back) => readOn(series, at, day - back))
  // Whether anything stands behind a closed gate makes no difference to anybody.
  return {
    isKnown: isKnown && then[0]!.missing !== 'closed',
    then,
    later: [1, 9].map((days) => readingAt(series, at + days * DAY_MS)),
  }
}

function withoutCounts({ isKnown, then, later }: ReturnType<typeof readAround>) {
  const values = (readings: readonly Reading[]) => readings.map(({ n: _facts, ...reading }) => reading)
  return [isKnown, values(then), values(later)]
}

function generator(seed: number): () => number {
  let state = seed * 0x9e3779b1
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function int(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1))
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!
}
