import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/alerts.ts'
import * as metrics from '../../../api/metrics.ts'
import * as rules from '../../../api/rules.ts'
import { addDays, DAY_MS, dayOf, startOfDay } from '../../../core/calendar.ts'
import { PACK } from '../../../core/watch/pack.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordAbsence } from '../identity/absences.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { alertsThen } from './alerts-then.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'
import { tendAlerts } from './tend.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

let world: OrgWorld
let rep: Client
let mate: Client
let stranger: Client
let manager: Client
let boss: Client
let auditor: Client

beforeAll(async () => {
  const { a, b } = await twoOrgs(db)
  world = a
  for (const { orgId } of [a, b]) {
    await write(db, { orgId, now: NOW }, (ctx) => installPack(ctx))
    await evaluateOrg(db, { orgId, now: NOW + 1 })
  }
  await signAllIn()
}, 60_000)

async function signAllIn(): Promise<void> {
  const clients = ['rep', 'mate', 'stranger', 'manager', 'boss', 'auditor'].map((login) => signIn(login))
  ;[rep, mate, stranger, manager, boss, auditor] = (await Promise.all(clients)) as [
    Client,
    Client,
    Client,
    Client,
    Client,
    Client,
  ]
}

/** Time only moves on, ticks with it; sessions of yesterday have ended. */
async function passTo(instant: number): Promise<void> {
  clock.set(instant)
  await signAllIn()
}

const today = () => dayOf(clock.now())

let invoices = 0

/** An instalment of the rep's customer that fell due yesterday: one alert for the rep, one for finance. */
async function overdueAlert(amountFen = 50_000_00n): Promise<{ id: string; version: number }> {
  invoices += 1
  const number = `OD-${invoices}`
  const customerId = world.records.own.customerId
  clock.set(clock.now() + 60_000)
  const due = addDays(today(), -1)
  const saved = await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId,
        number,
        kind: 'invoice',
        issuedOn: addDays(today(), -31),
        amountFen,
        instalments: [{ dueOn: due, amountFen }],
      },
    ]),
  )
  await evaluate()
  const { rows } = await boss.get(api.listAlerts, { query: { subjectId: saved[0]!.instalmentIds[0]! } })
  expect(rows).toHaveLength(1)
  return rows[0]!
}

async function evaluate(): Promise<void> {
  clock.set(clock.now() + 1_000)
  await evaluateOrg(db, { orgId: world.orgId, now: clock.now() })
}

const read = (client: Client, id: string) => client.get(api.getAlert, { params: { id } })

describe('an alert', () => {
  it('says what is wrong in one sentence, with the money, the evidence and a deadline', async () => {
    const { id } = await overdueAlert()
    const alert = await read(rep, id)
    expect(alert).toMatchObject({
      ruleCode: 'instalment-overdue-1',
      sentence: { zh: '已逾期 1 天', en: '1 day overdue' },
      severity: 2,
      status: 'open',
      moneyFen: 5_000_000,
      responsible: { id: world.users.rep },
      responsibleVia: 'responsible',
      held: false,
      can: { acknowledge: true, resolve: true, review: 'not_permitted' },
      headline: { metric: 'overdue_days', value: 1, threshold: 1, unit: 'days' },
      nextEscalation: { to: { id: world.users.manager } },
    })
    expect(alert.headline.rows[0]).toMatchObject({ label: expect.stringContaining('OD-') })
    expect(alert.chart.points.at(-1)).toMatchObject({ day: TODAY, value: 1, threshold: 1 })
    expect(alert.timeline.map(({ kind }) => kind)).toEqual(['opened'])
    expect(alert.tasks).toMatchObject([{ responsible: { id: world.users.rep }, doneAt: null }])
    expect(alert.deadlineAt).toBeGreaterThan(alert.openedAt)
  })

  it('lives from open to reviewed; each act is a line of its timeline', async () => {
    const { id, version } = await overdueAlert()
    const taken = await rep.get(api.acknowledgeAlert, { params: { id }, body: { version } })
    expect(taken).toMatchObject({
      status: 'acknowledged',
      version: version + 1,
      can: { acknowledge: 'already_acknowledged' },
    })
    const started = await rep.get(api.startAlert, {
      params: { id },
      body: { version: taken.version, note: '已约明天见面' },
    })
    expect(started.status).toBe('in_progress')
    const body = {
      version: started.version,
      result: 'promised',
      verdict: 'right',
      note: '答应周五付',
    } as const
    const resolved = await rep.get(api.resolveAlert, { params: { id }, body })
    expect(resolved).toMatchObject({
      status: 'resolved',
      result: 'promised',
      verdict: 'right',
      resultNote: '答应周五付',
      resolvedBy: { id: world.users.rep },
    })
    expect(resolved.can['resolve']).toBe('already_resolved')
    const reviewed = await manager.get(api.reviewAlert, {
      params: { id },
      body: { version: resolved.version },
    })
    expect(reviewed.status).toBe('reviewed')
    expect(reviewed.timeline.map(({ kind }) => kind)).toEqual([
      'opened',
      'acknowledge',
      'start',
      'resolve',
      'review',
    ])
  })

  it('can be handed over, silenced with an end and a reason, and escalated', async () => {
    const { id, version } = await overdueAlert()
    const silence = { version, untilDay: addDays(today(), 3), reason: '客户放假' }
    const silenced = await rep.get(api.silenceAlert, { params: { id }, body: silence })
    expect(silenced).toMatchObject({ silenceReason: '客户放假', can: { unsilence: true } })
    const hidden = await boss.get(api.listAlerts, { query: { text: 'rep' } })
    expect(hidden.rows.map((row) => row.id)).not.toContain(id)
    const tooLong = await rep.call(api.silenceAlert, {
      params: { id },
      body: { ...silence, version: silenced.version, untilDay: addDays(today(), 200) },
    })
    expect(tooLong).toMatchObject({ status: 409, body: { code: 'silence_too_long' } })

    const { rows } = await rep.get(api.alertAssignees, { params: { id } })
    expect(rows.map((row) => row.id)).toContain(world.users.mate)
    const handed = await rep.get(api.reassignAlert, {
      params: { id },
      body: { version: silenced.version, toUserId: world.users.mate, reason: '区域调整' },
    })
    expect(handed).toMatchObject({ responsible: { id: world.users.mate }, status: 'open' })
    expect(
      await rep.call(api.acknowledgeAlert, { params: { id }, body: { version: handed.version } }),
    ).toMatchObject({
      status: 403,
      body: { code: 'not_responsible' },
    })
    const up = await mate.get(api.escalateAlert, {
      params: { id },
      body: { version: handed.version, reason: '需要主管出面' },
    })
    expect(up).toMatchObject({ responsible: { id: world.users.manager }, escalationLevel: 1 })
    const told = await admin.query(
      `select count(*)::int as n from notice where alert_id = $1 and user_id = $2`,
      [id, world.users.manager],
    )
    expect(told.rows[0].n).toBeGreaterThan(0)
  })

  it('refuses a stale version and whoever may not act, and writes nothing', async () => {
    const { id, version } = await overdueAlert()
    const state = async () =>
      (await admin.query(`select to_jsonb(a)::text as row from alert a where id = $1`, [id])).rows
    const before = await state()
    const body = { version }
    expect(
      await rep.call(api.acknowledgeAlert, { params: { id }, body: { version: version + 5 } }),
    ).toMatchObject({ status: 412 })
    expect(await stranger.call(api.getAlert, { params: { id } })).toMatchObject({ status: 404 })
    expect(await stranger.call(api.acknowledgeAlert, { params: { id }, body })).toMatchObject({ status: 404 })
    expect(await auditor.call(api.acknowledgeAlert, { params: { id }, body })).toMatchObject({ status: 403 })
    expect((await read(auditor, id)).can['acknowledge']).toBe('not_permitted')
    expect(await state()).toEqual(before)
    const other = await signIn('KNX7boss')
    expect(await other.call(api.getAlert, { params: { id } })).toMatchObject({ status: 404 })
  })

  it('lets somebody act whose page is older than a figure, not older than what another person did', async () => {
    const { id, version } = await overdueAlert()
    await admin.query(`update alert set money_now_fen = 1, version = version + 1 where id = $1`, [id])
    const body = { version }
    expect(await rep.get(api.acknowledgeAlert, { params: { id }, body })).toMatchObject({
      status: 'acknowledged',
    })
    expect(await rep.call(api.startAlert, { params: { id }, body })).toMatchObject({
      status: 412,
      body: { code: 'stale_version' },
    })
  })

  it('a step of its playbook is done once, by whoever it was given to', async () => {
    const { id } = await overdueAlert()
    const task = (await read(rep, id)).tasks[0]!
    expect(await mate.call(api.finishTask, { params: { id: task.id }, body: {} })).toMatchObject({
      status: 404,
    })
    expect(
      await rep.get(api.finishTask, { params: { id: task.id }, body: { note: '已致电' } }),
    ).toMatchObject({ doneAt: expect.any(Number) })
    expect(await rep.call(api.finishTask, { params: { id: task.id }, body: {} })).toMatchObject({
      status: 409,
    })
  })

  it('looked back at is read-only and shows that evening', async () => {
    const { id, version } = await overdueAlert()
    const evening = today()
    await passTo(startOfDay(addDays(evening, 1)) + 10 * 3_600_000)
    await rep.get(api.acknowledgeAlert, { params: { id }, body: { version } })
    const then = await rep.get(api.getAlert, { params: { id }, query: { asOf: evening } })
    expect(then).toMatchObject({ status: 'open', can: { acknowledge: 'as_of_read_only' } })
    expect(then.timeline.map(({ kind }) => kind)).toEqual(['opened'])
    expect(
      await rep.call(api.getAlert, { params: { id }, query: { asOf: addDays(evening, -5) } }),
    ).toMatchObject({ status: 404 })
  })
})

describe('time and absence', () => {
  it('an alert nobody takes up climbs in working time; the one it was taken from stays informed', async () => {
    const { id } = await overdueAlert()
    const due = (await read(rep, id)).nextEscalation!.at
    await passTo(due - 1)
    await write(db, { orgId: world.orgId, now: due - 1 }, (ctx) => tendAlerts(ctx))
    expect((await read(boss, id)).responsible.id).toBe(world.users.rep)
    clock.set(due)
    await write(db, { orgId: world.orgId, now: due }, (ctx) => tendAlerts(ctx))
    const climbed = await read(boss, id)
    expect(climbed).toMatchObject({
      responsible: { id: world.users.manager },
      escalationLevel: 1,
      nextEscalation: { to: { id: world.users.boss } },
    })
    expect(climbed.informed.map((person) => person.id)).toContain(world.users.rep)
    const version = climbed.version
    await write(db, { orgId: world.orgId, now: due + 1 }, (ctx) => tendAlerts(ctx))
    expect((await read(boss, id)).version).toBe(version)
  })

  it('whoever goes away hands over what is open; nobody is left with an alert they cannot see', async () => {
    const { id } = await overdueAlert()
    await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) =>
      recordAbsence(ctx, {
        userId: world.users.rep,
        fromDay: today(),
        toDay: today(),
        backupId: world.users.mate,
        reason: '病假',
      }),
    )
    await evaluate()
    const alert = await read(boss, id)
    expect(alert.responsible.id).toBe(world.users.mate)
    expect(alert.timeline.at(-1)).toMatchObject({
      kind: 'reassign',
      sentence: { zh: expect.stringContaining('不在岗') },
    })
    const { rows } = await admin.query(
      `select count(*)::int as n from alert a where a.org_id = $1 and a.resolved_at is null and a.responsible_id = $2`,
      [world.orgId, world.users.rep],
    )
    expect(rows[0].n).toBe(0)
    await admin.query(`update absence set voided_at = recorded_at where org_id = $1 and user_id = $2`, [
      world.orgId,
      world.users.rep,
    ])
  })
})

describe('rules', () => {
  it('are cards that anybody who may read them sees, and only those who may change', async () => {
    const { rows } = await manager.get(rules.listRules)
    expect(rows).toHaveLength(PACK.length)
    const card = rows.find((row) => row.code === 'deal-no-follow-up')!
    expect(card).toMatchObject({ sentence: { zh: '商机：未跟进天数超过 7 天' }, can: { tune: true } })
    expect(await rep.call(rules.listRules)).toMatchObject({ status: 403 })
    expect((await auditor.get(rules.listRules)).rows[0]!.can['tune']).toBe('forbidden')
    expect(
      await auditor.call(rules.tuneRule, {
        params: { code: card.code },
        body: { version: card.version, mode: 'off' },
      }),
    ).toMatchObject({ status: 403 })
  })

  it('a card counts the verdicts of the alerts it counts, those of the last 90 days', async () => {
    const code = 'instalment-overdue-1'
    const { id, version } = await overdueAlert()
    await rep.get(api.resolveAlert, {
      params: { id },
      body: { version, result: 'promised', verdict: 'useless', note: '' },
    })
    const counts = async () => {
      const { firedCount90d, verdicts90d } = (await manager.get(rules.getRule, { params: { code } })).card
      return { fired: firedCount90d, useless: verdicts90d.useless }
    }
    const before = await counts()
    expect(before.useless).toBeGreaterThan(0)
    const shift = (days: number) =>
      admin.query(`update alert set opened_at = opened_at + $2 * interval '1 day' where id = $1`, [id, days])
    await shift(-91)
    expect(await counts()).toEqual({ fired: before.fired - 1, useless: before.useless - 1 })
    await shift(91)
  })

  it('a knob makes a new version that is in force at once, and switching off ends what is open', async () => {
    const code = 'instalment-overdue-1'
    const before = await manager.get(rules.getRule, { params: { code } })
    const open = async () => (await boss.get(api.listAlerts, { query: { rule: code } })).total
    expect(await open()).toBeGreaterThan(0)
    const path = 'condition.all.0.threshold.value'
    // Beyond what the oldest of them is overdue by now.
    const far = await manager.get(rules.tuneRule, {
      params: { code },
      body: { version: before.card.version, knobs: [{ path, value: 5 }] },
    })
    expect(far).toMatchObject({ version: before.card.version + 1, knobs: [{ value: 5 }, { value: 7 }] })
    await evaluate()
    expect(await open()).toBe(0)
    const stale = await manager.call(rules.tuneRule, {
      params: { code },
      body: { version: before.card.version, mode: 'off' },
    })
    expect(stale.status).toBe(412)
    const wrong = await manager.call(rules.tuneRule, {
      params: { code },
      body: { version: far.version, knobs: [{ path, value: -1 }] },
    })
    expect(wrong).toMatchObject({ status: 400, body: { code: 'out_of_range' } })
    const off = await manager.get(rules.tuneRule, {
      params: { code },
      body: { version: far.version, knobs: [{ path, value: 1 }], mode: 'off' },
    })
    const on = await manager.get(rules.tuneRule, {
      params: { code },
      body: { version: off.version, mode: 'on' },
    })
    await evaluate()
    // What already held when it was switched on again is known, and no news.
    expect(await open()).toBe(0)
    const { card, versions } = await manager.get(rules.getRule, { params: { code } })
    expect(card.standingCount).toBeGreaterThan(0)
    expect(versions.map(({ version }) => version)).toEqual([
      on.version,
      off.version,
      far.version,
      before.card.version,
    ])
  })

  it('a new rule is checked before it is written', async () => {
    const spec: rules.RuleSpec = {
      ...PACK.find((rule) => rule.code === 'deal-no-follow-up')!,
      code: 'my-rule',
      mode: 'trial',
      title: { zh: '我的规则', en: 'Mine' },
    }
    const checked = await manager.get(rules.checkRule, {
      body: { spec: { ...spec, moneyMetric: 'deal_age' } },
    })
    expect(checked.problems).toMatchObject([{ code: 'money_needs_fen', text: { zh: expect.any(String) } }])
    const team = { ...spec, subject: 'team' as const, moneyMetric: null }
    expect(
      await manager.call(rules.saveRule, { params: { code: 'my-rule' }, body: { version: 0, spec: team } }),
    ).toMatchObject({ status: 400 })
    const saved = await manager.get(rules.saveRule, {
      params: { code: 'my-rule' },
      body: { version: 0, spec },
    })
    expect(saved).toMatchObject({ code: 'my-rule', version: 1 })
    expect(
      await manager.call(rules.saveRule, { params: { code: 'my-rule' }, body: { version: 0, spec } }),
    ).toMatchObject({ status: 409 })
  })
})

describe('metrics', () => {
  it('of a customer agree with its money and open to the rows that made them', async () => {
    const subjectId = world.records.own.customerId
    const query = { subjectKind: 'customer', subjectId } as const
    const { rows } = await rep.get(metrics.readMetrics, { query })
    const { rows: sums } = await admin.query(
      `select sum(open_fen)::float8 as fen from instalment where customer_id = $1 and voided_at is null`,
      [subjectId],
    )
    expect(rows.find((row) => row.metric === 'open_fen')!.value).toBe(sums[0].fen)
    const series = await rep.get(metrics.metricSeries, {
      params: { metric: 'open_fen' },
      query: { ...query, from: addDays(today(), -3), to: today(), basis: 'business' },
    })
    expect(series.points).toHaveLength(4)
    const shown = series.rows.reduce((sum, row) => sum + row.value, 0)
    expect(series.moreRows === 0 ? shown : series.points.at(-1)!.value).toBe(series.points.at(-1)!.value)
    expect(await stranger.call(metrics.readMetrics, { query })).toMatchObject({ status: 404 })
  })

  it('of the company are for those who see everything', async () => {
    const query = { subjectKind: 'org', subjectId: world.orgId } as const
    expect((await boss.get(metrics.readMetrics, { query })).rows.length).toBeGreaterThan(8)
    expect(await manager.call(metrics.readMetrics, { query })).toMatchObject({ status: 404 })
    for (const subjectKind of ['rep', 'team'] as const) {
      const nobody = { subjectKind, subjectId: '00000000-0000-7000-8000-000000000000' }
      expect(await boss.call(metrics.readMetrics, { query: nobody })).toMatchObject({ status: 404 })
    }
  })
})

describe('the past before anybody watched', () => {
  it('is replayed from what was known then', async () => {
    const due = addDays(today(), -100)
    await write(
      db,
      {
        orgId: world.orgId,
        now: clock.now(),
        source: { batchId: world.orgId, historyDelayDays: 0, historyUntil: today() },
      },
      async (ctx) => {
        const customerId = world.records.mate.customerId
        await recordInvoices(ctx, [
          {
            customerId,
            number: 'OLD-1',
            kind: 'invoice',
            issuedOn: addDays(due, -30),
            amountFen: 700_00n,
            instalments: [{ dueOn: due, amountFen: 700_00n }],
          },
        ])
        await recordPayments(ctx, [
          {
            customerId,
            kind: 'payment',
            receivedOn: addDays(due, 20),
            amountFen: 700_00n,
            allocate: [{ invoiceNumber: 'OLD-1', amountFen: 700_00n }],
          },
        ])
      },
    )
    await evaluate()
    const then = await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) =>
      alertsThen(ctx, addDays(due, 8)),
    )
    expect(then.replayed).toBe(true)
    const mine = then.alerts.filter(
      (alert) => alert.subject.label.startsWith('OLD-1') || alert.rule === 'customer-overdue',
    )
    expect(mine.map(({ rule, moneyFen }) => [rule, moneyFen])).toEqual(
      expect.arrayContaining([
        ['instalment-overdue-7', 700_00n],
        ['customer-overdue', 700_00n],
      ]),
    )
    const later = await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) =>
      alertsThen(ctx, addDays(due, 21)),
    )
    expect(later.alerts.filter((alert) => alert.subject.label.startsWith('OLD-1'))).toEqual([])
    // Imported history fills the past; it does not flood the present.
    const { rows } = await admin.query(
      `select count(*)::int as n from alert where org_id = $1 and opened_at < $2`,
      [world.orgId, new Date(NOW)],
    )
    expect(rows[0].n).toBe(0)
  })
})

// Last, because it lets a week pass: ticks never go back.
describe('a result', () => {
  it('closed by a person stays closed although the condition still holds, and comes back after its rest', async () => {
    const { id, version, subject } = (await overdueAlert()) as {
      id: string
      version: number
      subject: { id: string }
    }
    await rep.get(api.resolveAlert, {
      params: { id },
      body: { version, result: 'promised', verdict: 'right', note: '' },
    })
    await evaluate()
    const active = () => boss.get(api.listAlerts, { query: { subjectId: subject.id } })
    expect((await active()).rows).toEqual([])
    await evaluateOrg(db, { orgId: world.orgId, now: clock.now() + 8 * 86_400_000 })
    const { rows } = await admin.query(
      `select rule_code, status from alert where subject_id = $1 order by opened_at`,
      [subject.id],
    )
    expect(rows).toEqual([
      { rule_code: 'instalment-overdue-1', status: 'resolved' },
      { rule_code: 'instalment-overdue-7', status: 'open' },
    ])
  })
})

describe('the ladder', () => {
  it('a rung that leads to whoever has it already is passed in silence, and the next one comes in its time', async () => {
    const { id } = await overdueAlert()
    const to = (userId: string) =>
      admin.query('update alert set responsible_id = $2 where id = $1', [id, userId])
    await to(world.users.rep)
    const due = (await read(boss, id)).nextEscalation!.at
    await to(world.users.manager)
    const handed = await read(boss, id)
    expect(handed.nextEscalation).toMatchObject({ to: { id: world.users.boss } })
    expect(handed.nextEscalation!.at).toBeGreaterThan(due)
    await passTo(due)
    await write(db, { orgId: world.orgId, now: due }, (ctx) => tendAlerts(ctx))
    const passed = await read(boss, id)
    expect(passed).toMatchObject({ responsible: { id: world.users.manager }, escalationLevel: 1 })
    expect(passed.timeline.map(({ kind }) => kind)).not.toContain('escalate')
    await passTo(handed.nextEscalation!.at)
    await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) => tendAlerts(ctx))
    expect(await read(boss, id)).toMatchObject({ responsible: { id: world.users.boss }, escalationLevel: 2 })
  })
})

describe('urging', () => {
  it('tells whoever answers for it at once, once an hour, and nobody urges themselves', async () => {
    const { id } = await overdueAlert()
    const urge = (who: Client) =>
      who.call(api.urgeAlert, { params: { id }, body: { text: '客户今天在公司' } })
    expect(await urge(rep)).toMatchObject({ status: 409, body: { code: 'own_alert' } })
    expect(await urge(boss)).toMatchObject({ status: 200 })
    expect(await urge(manager)).toMatchObject({ status: 409, body: { code: 'urged_recently' } })
    expect((await read(boss, id)).timeline.at(-1)).toMatchObject({
      kind: 'urge',
      sentence: { zh: expect.stringContaining('催办') },
    })
    const { rows } = await admin.query(
      `select user_id, content -> 'errand' ->> 'said' as said from notice
       where org_id = $1 and kind = 'alert-urged' and user_id is not null`,
      [world.orgId],
    )
    expect(rows).toEqual([{ user_id: world.users.rep, said: '客户今天在公司' }])
    await passTo(clock.now() + 3_700_000)
    expect(await urge(manager)).toMatchObject({ status: 200 })
  })
})

describe('a ladder', () => {
  it('whoever stands in has the whole time of the ladder, however long the other one had it', async () => {
    const { id, version } = await overdueAlert()
    await rep.get(api.acknowledgeAlert, { params: { id }, body: { version } })
    await passTo(clock.now() + 9 * DAY_MS)
    const absence = { userId: world.users.rep, fromDay: today(), toDay: today(), reason: '病假' }
    await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) =>
      recordAbsence(ctx, { ...absence, backupId: world.users.mate }),
    )
    await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) => tendAlerts(ctx))
    await write(db, { orgId: world.orgId, now: clock.now() + 1 }, (ctx) => tendAlerts(ctx))
    const handed = await read(boss, id)
    expect(handed).toMatchObject({
      status: 'open',
      escalationLevel: 0,
      responsible: { id: world.users.mate },
    })
    expect(handed.deadlineAt).toBeGreaterThan(clock.now())
    expect(handed.nextEscalation!.at).toBe(handed.deadlineAt)
    await passTo(handed.deadlineAt)
    await write(db, { orgId: world.orgId, now: clock.now() }, (ctx) => tendAlerts(ctx))
    expect((await read(boss, id)).escalationLevel).toBe(1)
    await admin.query(`update absence set voided_at = recorded_at where org_id = $1 and user_id = $2`, [
      world.orgId,
      world.users.rep,
    ])
  })
})
