import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as alerts from '../../../api/alerts.ts'
import type { BacktestReport } from '../../../api/backtest.ts'
import { acceptRuleProposal, listRuleProposals, needSecondPerson } from '../../../api/rule-proposals.ts'
import * as api from '../../../api/rule-reviews.ts'
import * as rules from '../../../api/rules.ts'
import { addDays, addMonths, DAY_MS, dayOf, firstDayOf, monthOf, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack, loadRules } from '../watch/index.ts'
import { reviewDue, reviewRules } from './index.ts'

const database = await testDatabase()
const { db } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const RULE = 'instalment-overdue-1'

let world: OrgWorld
let rep: Client
let boss: Client
let manager: Client
let numbers = 0

beforeAll(async () => {
  const { a } = await twoOrgs(db)
  world = a
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
  await evaluateOrg(db, { orgId: a.orgId, now: NOW + 1 })
  // The rule has been heard for four weeks when people begin to judge it.
  clock.set(NOW + 29 * DAY_MS)
  await signAll()
}, 60_000)

/** Sessions end sooner than these stories. */
async function signAll(): Promise<void> {
  ;[rep, boss, manager] = (await Promise.all(['rep', 'boss', 'manager'].map((login) => signIn(login)))) as [
    Client,
    Client,
    Client,
  ]
}

const who = () => ({ orgId: world.orgId, now: clock.now() })

async function judgedAlert(verdict: 'right' | 'false'): Promise<void> {
  numbers += 1
  clock.set(clock.now() + 60_000)
  const today = dayOf(clock.now())
  const [saved] = await write(db, who(), (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: world.records.own.customerId,
        number: `REV-${numbers}`,
        kind: 'invoice',
        issuedOn: addDays(today, -31),
        amountFen: 900_000n,
        instalments: [{ dueOn: addDays(today, -1), amountFen: 900_000n }],
      },
    ]),
  )
  clock.set(clock.now() + 1_000)
  await evaluateOrg(db, who())
  const { rows } = await boss.get(alerts.listAlerts, { query: { subjectId: saved!.instalmentIds[0]! } })
  const { id, version } = rows.find((row) => row.ruleCode === RULE)!
  await rep.get(alerts.resolveAlert, {
    params: { id },
    body: { version, result: 'promised', verdict, note: '' },
  } as never)
}

/** The next day's look of the worker. */
async function nextLook(): Promise<void> {
  clock.set(startOfDay(addDays(dayOf(clock.now()), 1)) + 3_600_000)
  await write(db, who(), reviewRules)
  await signAll()
}

const ruleNow = async () => (await read(db, who(), loadRules)).find((rule) => rule.code === RULE)!
const recordNow = async () => (await boss.get(api.listRuleReviews)).rows.find((row) => row.code === RULE)!
const noticesAbout = (kind: string) =>
  read(db, who(), async (ctx) => {
    const { rows } = await sql<{ name: string }>`
      select u.login as name from notice n join app_user u on u.org_id = n.org_id and u.id = n.user_id
      where n.org_id = ${ctx.orgId} and n.kind = ${kind}`.execute(ctx.db)
    return rows.map(({ name }) => name)
  })

describe('a rule that people find useless', () => {
  it('keeps its voice on nine verdicts', async () => {
    for (let count = 0; count < 7; count += 1) await judgedAlert('false')
    for (let count = 0; count < 2; count += 1) await judgedAlert('right')
    await nextLook()
    expect((await ruleNow()).current.digestOnly).toBeUndefined()
    expect(await recordNow()).toMatchObject({
      verdicts: { right: 2, false: 7, late: 0, useless: 0 },
      digestOnly: false,
      demoted: null,
    })
  })

  it('loses it with the tenth, and its owner hears of it once', async () => {
    await judgedAlert('false')
    await nextLook()
    const { current } = await ruleNow()
    expect(current).toMatchObject({ digestOnly: true, mode: 'on' })
    expect(await recordNow()).toMatchObject({ digestOnly: true, demoted: { useful: 2, judged: 10 } })
    expect(await noticesAbout('rule-demoted')).toEqual(['boss'])
    await nextLook()
    expect((await ruleNow()).current.version).toBe(current.version)
  })

  it('still makes alerts, which stand in the brief and buzz nobody', async () => {
    await judgedAlert('right')
    const { rows } = await read(db, who(), (ctx) =>
      sql<{ decision: string; reason: string }>`
        select n.decision, n.reason from notice n join alert a on a.org_id = n.org_id and a.id = n.alert_id
        where n.org_id = ${ctx.orgId} and n.kind = 'opened' and n.user_id = ${world.users.rep} and a.rule_code = ${RULE}
        order by n.created_at desc limit 1`.execute(ctx.db),
    )
    expect(rows).toEqual([{ decision: 'brief', reason: 'digest_only' }])
  })

  it('gets it back with one click and has four new weeks', async () => {
    const { version } = (await ruleNow()).current
    await manager.get(rules.tuneRule, {
      params: { code: RULE },
      body: { version, digestOnly: false },
    } as never)
    expect((await ruleNow()).current.digestOnly).toBeUndefined()
    await nextLook()
    expect((await ruleNow()).current.digestOnly).toBeUndefined()
    expect((await recordNow()).demoted).toBeNull()
  })
})

describe('the review of a month', () => {
  const isDue = () =>
    read(db, who(), async (ctx) => {
      const { rows } = await sql<{ due: boolean }>`select ${reviewDue(ctx)} as due`.execute(ctx.db)
      return rows[0]!.due
    })

  const reviewOf = async (code: string) =>
    (await boss.get(api.listRuleReviews)).reviews.find((row) => row.code === code)!

  it('does not begin in the month in which watching began, and then by itself', async () => {
    expect((await boss.get(api.listRuleReviews)).reviews).toEqual([])
    const next = firstDayOf(addMonths(monthOf(dayOf(clock.now())), 1))
    clock.set(startOfDay(next) + 3_600_000)
    expect(await isDue()).toBe(true)
    await write(db, who(), reviewRules)
    await signAll()
    const review = await reviewOf('instalment-overdue-60')
    expect(review).toMatchObject({ state: 'testing', can: { decide: 'review_not_open' } })
    expect(await isDue()).toBe(false)
  }, 20_000)

  it('proposes the line that was better early and late, tells the owner, and moves nothing', async () => {
    const before = (await read(db, who(), loadRules)).find(({ code }) => code === 'instalment-overdue-60')!
    await finish('instalment-overdue-60', 60, 90)
    expect(await isDue()).toBe(true)
    await write(db, who(), reviewRules)
    expect(await reviewOf('instalment-overdue-60')).toMatchObject({
      state: 'open',
      oldValue: 60,
      newValue: 90,
      lines: { old: { value: 60 }, new: { value: 90 }, events: 30 },
      can: { decide: true },
    })
    expect(await noticesAbout('rule-proposal')).toEqual(['boss'])
    const after = (await read(db, who(), loadRules)).find(({ code }) => code === 'instalment-overdue-60')!
    expect(after.current).toEqual(before.current)
  })

  it('is accepted by a person and then is the next version of the rule; a second time is refused', async () => {
    const { id, version } = await reviewOf('instalment-overdue-60')
    const body = { version, note: '少打扰人' }
    const reply = await boss.get(api.acceptRuleReview, { params: { id }, body } as never)
    expect(reply).toMatchObject({ state: 'accepted', decidedNote: '少打扰人' })
    const card = (await boss.get(rules.listRules)).rows.find(({ code }) => code === 'instalment-overdue-60')!
    expect(card.knobs.map(({ value }) => value)).toContain(90)
    const again = await boss.call(api.acceptRuleReview, { params: { id }, body: { version: version + 1 } })
    expect([again.status, (again.body as { code: string }).code]).toEqual([409, 'review_not_open'])
  })

  it('waits for a second person where changes of rules need one: taken, and not yet in force', async () => {
    const code = 'instalment-overdue-15'
    await finish(code, 15, 30)
    await write(db, who(), reviewRules)
    await boss.get(needSecondPerson, { body: { isNeeded: true } })
    const { id, version } = await reviewOf(code)
    const knobs = async () =>
      (await boss.get(rules.listRules)).rows.find((row) => row.code === code)!.knobs.map(({ value }) => value)
    const before = await knobs()
    await boss.get(api.acceptRuleReview, { params: { id }, body: { version, note: '' } } as never)
    expect(await knobs()).toEqual(before)
    const second = await signIn('admin')
    const [waiting] = (await second.get(listRuleProposals)).rows
    expect(waiting).toMatchObject({ code, can: { accept: true } })
    await second.get(acceptRuleProposal, { params: { id: waiting!.id }, body: { note: '' } })
    expect(await knobs()).toContain(30)
    await boss.get(needSecondPerson, { body: { isNeeded: false } })
    await second.get(needSecondPerson, { body: { isNeeded: false } })
  })

  it('is outdated once somebody has changed the rule by hand', async () => {
    const code = 'instalment-overdue-30'
    await finish(code, 30, 60)
    await write(db, who(), reviewRules)
    const { version } = (await read(db, who(), loadRules)).find((rule) => rule.code === code)!.current
    await boss.get(rules.tuneRule, { params: { code }, body: { version, severity: 1 } } as never)
    const review = await reviewOf(code)
    expect(review).toMatchObject({ state: 'outdated', can: { decide: 'review_not_open' } })
    const answer = await boss.call(api.acceptRuleReview, {
      params: { id: review.id },
      body: { version: review.version },
    })
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'review_outdated'])
  })
})

/** The backtest of a review ends with a line that is twice as good. */
async function finish(code: string, from: number, to: number): Promise<void> {
  const part = (alerts: number, right: number) => ({
    alerts,
    precision: right / alerts,
    recall: null,
    lift: null,
  })
  const line = (value: number, alerts: number, right: number) => ({
    value,
    ...part(alerts, right),
    raised: alerts,
    truePositive: right,
    falsePositive: alerts - right,
    missed: 0,
    medianLeadDays: 10,
    perWeekPerPerson: 0.5,
    early: part(alerts * 0.6, right * 0.6),
    late: part(alerts * 0.4, right * 0.4),
  })
  const report = {
    variants: [line(from, 100, 30), line(to, 40, 30)],
    modes: { episodes: { events: 30, raised: 100, truePositive: 30, falsePositive: 70, missed: 0 } },
    outcome: null,
    outcomeText: { zh: '', en: '' },
    from: addDays(TODAY, -364),
    to: TODAY,
    splitOn: TODAY,
    weeks: 52,
  } as unknown as BacktestReport
  await read(db, who(), (ctx) =>
    ctx.db
      .updateTable('backtest')
      .set({ state: 'done', report: json(report) })
      .where('org_id', '=', ctx.orgId)
      .where('rule_code', '=', code)
      .execute(),
  )
}
