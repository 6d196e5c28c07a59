import { sql } from 'kysely'
import type { SendMailOptions } from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import type { ChannelSettings } from '../../../api/notify.ts'
import { startOfDay } from '../../../core/calendar.ts'
import type { Severity } from '../../../core/notify/message.ts'
import type { Role } from '../../../core/permission.ts'
import { createSandbox, type Received, type Sandbox, sandboxPort } from '../../platform/channels/sandbox.ts'
import { type Ports, send } from '../../platform/channels/send.ts'
import { PortError } from '../../platform/channels/transport.ts'
import { fixedClock, newId } from '../../platform/clock.ts'
import { type ReadCtx, read, SYSTEM, write } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { createLog } from '../../platform/log.ts'
import { readMonth } from '../brief/index.ts'
import { createOrg, saveDepartments, savePeople } from '../identity/index.ts'
import { claimNext, LEASE_MS } from './claim.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import { type AlertNotice, notifyAlerts } from './notify-alerts.ts'
import { listChannels } from './read-channels.ts'
import { findNotices } from './read-notices.ts'
import { listOutbox, resendDelivery } from './read-outbox.ts'
import { changeChannel, createChannel, removeChannel, testChannel } from './save-channel.ts'
import { readBrief, sendBriefs } from './send-briefs.ts'
import { settle } from './settle.ts'

const { db, admin } = await testDatabase()
const KEY = Buffer.alloc(32, 5)
const BASE = 'http://stand-in.test'
/** A Wednesday, 10:07: away from the half hours, when messages spread out. */
const NOON = startOfDay('2026-11-25') + (10 * 60 + 7) * 60_000
const log = createLog('silent')

let clock = fixedClock(NOON)
let orgId = ''
let ruleId = ''
let people: string[] = []
let stored: Received[] = []
let mails: SendMailOptions[] = []
let heldBack: ReadonlySet<string> = new Set()
let sandbox: Sandbox
const dispatchers: Dispatcher[] = []

beforeEach(async () => {
  clock = fixedClock(NOON)
  stored = []
  mails = []
  heldBack = new Set()
  sandbox = createSandbox({
    now: clock.now,
    accountOf: async (_service, token) =>
      token.startsWith('robot')
        ? { signSecret: token.includes('signed') ? 'shh-it-is-secret' : null, keyword: null }
        : null,
    store: async (received) => void stored.push(received),
  })
  const made = await createOrg(
    db,
    { slug: `o${newId(NOON).slice(-12)}`, name: '甲公司', isDemo: false, now: NOON - 86_400_000 },
    async (ctx) => {
      const [sales, finance] = await saveDepartments(ctx, [{ name: '销售一部' }, { name: '财务部' }])
      const person = (login: string, name: string, roles: Role[], departmentId = sales!) => ({
        login,
        name,
        roles,
        departmentId,
        email: `${login}@example.com`,
        wecomUserid: `wx-${login}`,
        dingtalkPhone: '13800138000',
        passwordHash: null,
      })
      const saved = await savePeople(ctx, [
        person('boss', '王总', ['boss'], finance!),
        person('zhang', '张三', ['rep']),
        person('li', '李四', ['rep']),
        person('admin', '管理员', ['admin'], finance!),
        ...Array.from({ length: 30 }, (_, n) => person(`rep${n}`, `业务员${n}`, ['rep'])),
      ])
      people = saved.map((row) => row.id)
      ruleId = newId(ctx.now)
      await ctx.db
        .insertInto('rule')
        .values({
          org_id: ctx.orgId,
          id: ruleId,
          code: 'overdue',
          mode: 'on',
          spec: json({}),
          mode_since: at(ctx.now),
        })
        .execute()
    },
  )
  orgId = made.orgId
  // Plain weeks: which days the State Council gave us off is another module's business.
  await admin.query(`delete from calendar_day where org_id = $1`, [orgId])
})
afterEach(async () => {
  await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.stop()))
})

const boss = () => people[0]!
const zhang = () => people[1]!
const li = () => people[2]!
const administrator = () => people[3]!

const ports = (over: Partial<Ports> = {}): Ports => ({
  http: sandboxPort(sandbox, BASE),
  mail: async (_settings, mail) => {
    mails.push(mail)
    return { response: '250 ok', rejected: [] }
  },
  ...over,
})

function start(over: Partial<Ports> = {}): Dispatcher {
  const dispatcher = createDispatcher({
    db,
    key: KEY,
    clock,
    log,
    portsOf: () => ports(over),
    publicUrl: null,
    heldBack: async () => heldBack,
  })
  dispatchers.push(dispatcher)
  return dispatcher
}

async function deliver(dispatcher = start()): Promise<void> {
  dispatcher.poke(orgId)
  await dispatcher.idle()
}

const looking = <T>(fn: (ctx: ReadCtx) => Promise<T>) => read(db, { orgId, now: clock.now() }, fn)
const writing = <T>(fn: Parameters<typeof write<T>>[2]) => write(db, { orgId, now: clock.now() }, fn)

async function addChannel(
  settings: ChannelSettings,
  audience: Partial<{ minSeverity: Severity; departmentId: string; brief: boolean }> = {},
) {
  const { id } = await writing((ctx) =>
    createChannel(ctx, KEY, {
      name: `${settings.kind}-${newId(clock.now()).slice(-6)}`,
      enabled: true,
      settings,
      audience: { departmentId: null, minSeverity: 3, brief: false, ...audience },
    }),
  )
  return id
}
const wecom = (key = 'robot-wecom-1234') => addChannel({ kind: 'wecom', key, baseUrl: `${BASE}/wecom` })
const mailbox = () =>
  addChannel({ kind: 'mail', host: 'smtp.example.com', port: 465, security: 'tls', from: 'warn@example.com' })

type AlertOver = {
  responsibleId?: string
  informed?: string[]
  severity?: Severity
  trial?: boolean
  money?: bigint
}

async function makeAlert(over: AlertOver = {}): Promise<AlertNotice> {
  const { responsibleId = zhang(), informed = [], severity = 2, trial = false, money = 12_800_000n } = over
  const alertId = newId(clock.now())
  await looking((ctx) =>
    ctx.db
      .insertInto('alert')
      .values({
        org_id: orgId,
        id: alertId,
        rule_id: ruleId,
        rule_version: 1,
        rule_code: 'overdue',
        mode: trial ? 'trial' : 'on',
        subject_kind: 'instalment',
        subject_id: newId(clock.now()),
        status: 'open',
        severity,
        responsible_id: responsibleId,
        money_fen: money,
        opened_at: at(clock.now()),
        evaluated_at: at(clock.now()),
        deadline_at: at(clock.now() + 86_400_000),
        explanation: json({}),
      })
      .execute(),
  )
  return {
    alertId,
    cause: 'opened',
    customerId: null,
    responsibleId,
    people: [responsibleId, ...informed],
    content: {
      kind: 'opened',
      severity,
      rule: '回款逾期',
      customer: `客户${alertId.slice(-4)}`,
      subject: null,
      amountFen: money,
      reason: '逾期 32 天',
      nextStep: '打电话',
      responsible: '张三',
      dueAt: null,
      url: null,
    },
    alert: {
      severity,
      level: 0,
      escalationStep: 0,
      acknowledged: false,
      resolved: false,
      trial,
      silencedUntil: null,
      repeatEveryMs: null,
    },
  }
}

async function tell(...notices: AlertNotice[]): Promise<void> {
  await writing((ctx) => notifyAlerts(ctx, notices))
}

const accepted = () => stored.filter((received) => received.accepted)
const deliveries = async () =>
  (
    await admin.query(
      `select d.*, c.kind from delivery d join channel c using (org_id) where d.org_id = $1 and c.id = d.channel_id order by d.id`,
      [orgId],
    )
  ).rows
const noticesOf = async (userId: string) =>
  (
    await admin.query(
      `select decision, reason, content ->> 'toldAt' as told from notice where org_id = $1 and user_id = $2 order by id`,
      [orgId, userId],
    )
  ).rows
const outbox = () => looking((ctx) => listOutbox({ ...ctx, actor: SYSTEM }, { page: 1, pageSize: 100 }))

describe('one alert', () => {
  it('is in the page exactly once and once in the group, calling the person', async () => {
    await wecom()
    const alert = await makeAlert({ informed: [boss()] })
    await tell(alert)
    await tell(alert)
    await deliver()
    await deliver()
    expect(accepted()).toHaveLength(1)
    expect(accepted()[0]!.body).toContain('<@wx-zhang>')
    expect(accepted()[0]!.body).toContain('<@wx-boss>')
    const page = await looking((ctx) => findNotices(ctx, zhang(), { limit: 10 }))
    expect(page).toMatchObject([
      { reason: '逾期 32 天', nextStep: '打电话', amountFen: 12_800_000n, readAt: null },
    ])
    expect(await noticesOf(zhang())).toEqual([{ decision: 'send', reason: 'first', told: String(NOON) }])
    const { rows, counts } = await outbox()
    expect(counts.sent).toBe(1)
    expect(rows[0]).toMatchObject({ state: 'sent', reason: 'first', messageId: accepted()[0]!.messageId })
    expect(rows[0]!.attempts).toMatchObject([{ outcome: 'sent', explanation: '已送达。' }])
    expect(JSON.stringify(rows[0]!.phone)).toContain('¥128,000.00')
  })

  it('nothing leaves when the transaction that made it fails', async () => {
    await wecom()
    const alert = await makeAlert()
    await expect(
      writing(async (ctx) => {
        await notifyAlerts(ctx, [alert])
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    await deliver()
    expect(stored).toEqual([])
    expect(await noticesOf(zhang())).toEqual([])
  })

  it('a rule on trial tells nobody, and says why', async () => {
    await wecom()
    await tell(await makeAlert({ trial: true }))
    await deliver()
    expect(stored).toEqual([])
    expect(await looking((ctx) => findNotices(ctx, zhang(), { limit: 10 }))).toEqual([])
    expect(await noticesOf(zhang())).toMatchObject([{ decision: 'skip', reason: 'trial' }])
  })

  it('who is in no group gets a mail; who has neither sees it in the page', async () => {
    await tell(await makeAlert())
    expect(await noticesOf(zhang())).toMatchObject([{ decision: 'skip', reason: 'no_channel' }])
    await mailbox()
    await tell(await makeAlert())
    await deliver()
    expect(mails).toHaveLength(1)
    expect(mails[0]).toMatchObject({
      to: { address: 'zhang@example.com' },
      inReplyTo: expect.stringContaining('alert-'),
    })
  })

  it('a department group hears only of its own people and from its severity up', async () => {
    const { rows } = await admin.query(`select id from department where org_id = $1 and name = '财务部'`, [
      orgId,
    ])
    await addChannel(
      { kind: 'wecom', key: 'robot-finance', baseUrl: `${BASE}/wecom` },
      { departmentId: rows[0].id, minSeverity: 2 },
    )
    await tell(
      await makeAlert({ severity: 3, informed: [boss()] }),
      await makeAlert({ severity: 2, informed: [boss()] }),
    )
    await deliver()
    expect(accepted()).toHaveLength(1)
    expect(accepted()[0]!.body).toContain('<@wx-boss>')
    expect(accepted()[0]!.body).not.toContain('wx-zhang')
  })
})

describe('when sending fails', () => {
  it('tries again on schedule, with the same id', async () => {
    await wecom()
    sandbox.force('wecom', 'http_500', 2)
    await tell(await makeAlert())
    await deliver()
    expect(await deliveries()).toMatchObject([{ state: 'retry', attempts: 1 }])
    clock.set(NOON + 29_000)
    await deliver()
    expect(await deliveries()).toMatchObject([{ attempts: 1 }])
    clock.set(NOON + 37_000)
    await deliver()
    clock.set(NOON + 400_000)
    await deliver()
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 3 }])
    expect((await outbox()).rows[0]!.attempts.map((attempt) => attempt.outcome)).toEqual([
      'retry',
      'retry',
      'sent',
    ])
  })

  it('gives up after five tries and falls back to mail', async () => {
    await wecom()
    await mailbox()
    sandbox.force('wecom', 'http_500', 50)
    await tell(await makeAlert())
    for (let n = 0; n < 12; n += 1) {
      await deliver()
      clock.set(clock.now() + 1_200_000)
    }
    expect(await deliveries()).toMatchObject([
      { kind: 'wecom', state: 'failed', attempts: 5 },
      { kind: 'mail', state: 'sent', reason: 'fallback' },
    ])
    expect(mails.map((mail) => (mail.to as { address: string }).address)).toEqual(['zhang@example.com'])
  })

  it('a refused key switches the channel off, tells the administrator elsewhere, and mail takes over', async () => {
    const channelId = await wecom('stolen')
    await mailbox()
    await tell(await makeAlert(), await makeAlert({ responsibleId: li() }))
    await deliver()
    const { rows } = await looking((ctx) => listChannels(ctx))
    expect(rows.find((row) => row.id === channelId)!.health).toMatchObject({ state: 'broken', code: '93000' })
    expect(mails.map((mail) => (mail.to as { address: string }).address).sort()).toEqual([
      'admin@example.com',
      'li@example.com',
      'zhang@example.com',
    ])
    const told = await looking((ctx) => findNotices(ctx, administrator(), { limit: 5 }))
    expect(told).toMatchObject([{ kind: 'system', severity: 1 }])
    expect(told[0]!.reason).toContain('93000')
    const states = (await deliveries())
      .filter((row) => row.kind === 'wecom')
      .map((row) => [row.state, row.reason])
    expect(states).toEqual([
      ['failed', 'first'],
      ['failed', 'channel_off'],
    ])
  })

  it('an error code inside HTTP 200 is never taken for success', async () => {
    await wecom()
    sandbox.force('wecom', 'unknown_code')
    await tell(await makeAlert())
    await deliver()
    expect(await deliveries()).toMatchObject([{ state: 'failed' }])
    expect(await noticesOf(zhang())).toMatchObject([{ decision: 'brief', reason: 'undelivered', told: null }])
    const row = (await outbox()).rows[0]!
    expect(row.attempts[0]).toMatchObject({ outcome: 'failed', code: '987654' })
    expect(row.attempts[0]!.explanation).toContain('未知')
    await writing((ctx) => resendDelivery(ctx, row.id))
    await deliver()
    expect(await deliveries()).toMatchObject([{ state: 'sent', message_id: row.messageId }])
  })

  it('a channel that hangs does not hold up another', async () => {
    await wecom('robot-slow')
    await wecom('robot-quick')
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const http = sandboxPort(sandbox, BASE)
    const dispatcher = start({
      http: async (request) => {
        if (request.url.includes('robot-slow')) await gate
        return http(request)
      },
    })
    await tell(await makeAlert(), await makeAlert({ responsibleId: li() }))
    dispatcher.poke(orgId)
    await expect.poll(() => accepted().length).toBe(2)
    expect(accepted().every((received) => received.account === 'robot-quick')).toBe(true)
    release()
    await dispatcher.idle()
    expect(accepted()).toHaveLength(4)
  })
})

describe('not too much', () => {
  it('five interruptions a day, the rest in the brief, which comes once', async () => {
    await wecom()
    await mailbox()
    for (let n = 0; n < 7; n += 1)
      await tell(await makeAlert({ responsibleId: boss(), money: BigInt(n + 1) * 100_000n }))
    await deliver()
    expect(accepted()).toHaveLength(5)
    expect((await noticesOf(boss())).map((row) => row.reason).sort()).toEqual([
      'cap_reached',
      'cap_reached',
      'first',
      'first',
      'first',
      'first',
      'first',
    ])
    expect(await looking((ctx) => findNotices(ctx, boss(), { limit: 20 }))).toHaveLength(7)
    expect(await writing((ctx) => sendBriefs(ctx, readMonth))).toEqual({ sent: 1 })
    clock.set(startOfDay('2026-11-26') + (8 * 60 + 31) * 60_000)
    expect(await writing((ctx) => sendBriefs(ctx, readMonth))).toEqual({ sent: 1 })
    expect(await writing((ctx) => sendBriefs(ctx, readMonth))).toEqual({ sent: 0 })
    clock.set(clock.now() + 120_000)
    await deliver()
    const brief = mails.at(-1)!
    expect(brief.subject).toContain('早报 2026-11-26')
    // What yesterday's brief told, late as it was, is not told again.
    const { brief: next } = await looking((ctx) =>
      readBrief({ ...ctx, actor: { ...SYSTEM, userId: boss() } }, '2026-11-26'),
    )
    expect(next).toMatchObject({ quiet: true, items: [], figures: { openAlerts: 7 } })
    const { brief: seen } = await looking((ctx) =>
      readBrief({ ...ctx, actor: { ...SYSTEM, userId: boss() } }, '2026-11-25'),
    )
    expect(seen!.figures).toMatchObject({ openAlerts: 7, moneyAtRiskFen: 2_800_000n })
    expect(seen!.items.map((item) => item.why).sort()).toEqual([
      'held',
      'held',
      'new',
      'new',
      'new',
      'new',
      'new',
    ])
  })

  it('the company’s group hears the boss’s brief, with what was escalated', async () => {
    await addChannel({ kind: 'wecom', key: 'robot-all', baseUrl: `${BASE}/wecom` }, { brief: true })
    const alert = await makeAlert({ responsibleId: boss() })
    clock.set(NOON + 4 * 86_400_000)
    await admin.query(`update alert set deadline_at = deadline_at + interval '30 days' where id = $1`, [
      alert.alertId,
    ])
    await looking((ctx) =>
      ctx.db
        .insertInto('alert_step')
        .values({
          org_id: orgId,
          id: newId(clock.now()),
          alert_id: alert.alertId,
          kind: 'escalate',
          at: at(NOON + 3 * 86_400_000),
          recorded_at: at(NOON + 3 * 86_400_000),
        })
        .execute(),
    )
    clock.set(startOfDay('2026-11-30') + (8 * 60 + 40) * 60_000)
    expect(await writing((ctx) => sendBriefs(ctx, readMonth))).toEqual({ sent: 1 })
    expect(await writing((ctx) => sendBriefs(ctx, readMonth))).toEqual({ sent: 0 })
    await deliver()
    expect(accepted()).toHaveLength(1)
    expect(accepted()[0]!.body).toContain('早报 2026-11-30')
    expect(accepted()[0]!.body).toContain('已上报')
  })

  it('no brief on Saturday, before 08:30 or after noon', async () => {
    for (const time of [
      startOfDay('2026-11-28') + 9 * 3_600_000,
      startOfDay('2026-11-27') + 8 * 3_600_000,
      startOfDay('2026-11-27') + 12 * 3_600_000,
    ]) {
      clock.set(time)
      expect(await writing((ctx) => sendBriefs(ctx, readMonth))).toEqual({ sent: 0 })
    }
  })

  it('what happens at night waits for the morning, and is dropped when it is over by then', async () => {
    await wecom()
    clock.set(startOfDay('2026-11-25') + 22 * 3_600_000)
    const solved = await makeAlert()
    const open = await makeAlert({ responsibleId: li() })
    const urgent = await makeAlert({ severity: 1, responsibleId: boss() })
    await tell(solved, open, urgent)
    await deliver()
    expect(accepted().map((received) => /wx-\w+/.exec(received.body)?.[0])).toEqual(['wx-boss'])
    await admin.query(`update alert set status = 'resolved', resolved_at = now() where id = $1`, [
      solved.alertId,
    ])
    clock.set(startOfDay('2026-11-26') + 8 * 3_600_000 + 120_000)
    await deliver()
    expect(accepted().map((received) => /wx-\w+/.exec(received.body)?.[0])).toEqual(['wx-boss', 'wx-li'])
    expect(await noticesOf(zhang())).toMatchObject([{ decision: 'skip', reason: 'never_told' }])
    expect((await deliveries()).map((row) => row.state).sort()).toEqual(['sent', 'sent', 'skipped'])
  })

  it('twenty a minute per robot; the rest in one digest, nobody forgotten', async () => {
    await wecom()
    const alerts = await Promise.all(
      Array.from({ length: 30 }, (_, n) => makeAlert({ responsibleId: people[4 + n]! })),
    )
    await tell(...alerts)
    await deliver()
    expect(accepted()).toHaveLength(20)
    const digest = JSON.parse(accepted().at(-1)!.body).markdown.content as string
    expect(digest).toContain('11 条预警')
    const text = accepted()
      .map((received) => received.body)
      .join('\n')
    for (let n = 0; n < 30; n += 1) expect(text).toContain(`<@wx-rep${n}>`)
    expect((await deliveries()).every((row) => row.state === 'sent')).toBe(true)
    expect(new Set((await deliveries()).map((row) => row.message_id)).size).toBe(20)
  })
})

describe('killed between any two steps', () => {
  const house = { key: KEY, publicUrl: null, heldBack: async () => new Set<string>() }
  const claim = async (channelId: string) => {
    const result = await looking((ctx) => claimNext(ctx, channelId, house))
    return result.claimed!
  }

  it('before the claim commits, nothing has happened', async () => {
    const channelId = await wecom()
    await tell(await makeAlert())
    await expect(
      looking(async (ctx) => {
        await claimNext(ctx, channelId, house)
        throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    await deliver()
    expect(accepted()).toHaveLength(1)
  })

  it('after the claim and before the send, it is sent once, when the lease is over', async () => {
    const channelId = await wecom()
    await tell(await makeAlert())
    await claim(channelId)
    await deliver()
    expect(accepted()).toHaveLength(0)
    clock.set(NOON + LEASE_MS)
    await deliver()
    expect(accepted()).toHaveLength(1)
    expect((await outbox()).rows[0]!.attempts.map((attempt) => attempt.outcome)).toEqual([
      'interrupted',
      'sent',
    ])
  })

  it('after the send and before it is written down, it is repeated once, with the same id', async () => {
    const channelId = await wecom()
    await tell(await makeAlert())
    await send((await claim(channelId)).prepared, ports())
    clock.set(NOON + LEASE_MS)
    await deliver()
    await deliver()
    expect(accepted()).toHaveLength(2)
    expect(new Set(accepted().map((received) => received.messageId)).size).toBe(1)
  })

  it('a digest that was cut off stays the same digest', async () => {
    const channelId = await wecom()
    for (let n = 0; n < 21; n += 1) await tell(await makeAlert({ responsibleId: people[4 + n]! }))
    for (let n = 0; n < 19; n += 1) {
      const one = await claim(channelId)
      const delivery = await send(one.prepared, ports())
      await looking((ctx) => settle(ctx, one, delivery, 1))
    }
    const cut = await claim(channelId)
    expect(cut.rows).toHaveLength(2)
    await send(cut.prepared, ports())
    await tell(await makeAlert({ responsibleId: people[30]! }))
    clock.set(NOON + LEASE_MS)
    await deliver()
    const ids = accepted().map((received) => received.messageId)
    expect(ids.filter((messageId) => messageId === cut.messageId)).toHaveLength(2)
    const twins = accepted().filter((received) => received.messageId === cut.messageId)
    expect(twins[0]!.body).toBe(twins[1]!.body)
    expect(ids).toHaveLength(22)
  })

  it('when the answer is lost, the retry carries the same id', async () => {
    await wecom()
    sandbox.force('wecom', 'dies_after_accept')
    await tell(await makeAlert())
    await deliver()
    clock.set(NOON + 60_000)
    await deliver()
    expect(accepted()).toHaveLength(2)
    expect(new Set(accepted().map((received) => received.messageId)).size).toBe(1)
  })

  it('two workers cannot both take the last place of a minute', async () => {
    const channelId = await wecom()
    // More than one worker locks at a time, or the second would find nothing to take anyway.
    for (let n = 0; n < 225; n += 1) await writing((ctx) => testChannel(ctx, channelId, undefined))
    for (let n = 0; n < 19; n += 1) {
      const one = await claim(channelId)
      const delivery = await send(one.prepared, ports())
      await looking((ctx) => settle(ctx, one, delivery, 1))
    }
    const first = Promise.withResolvers<void>()
    const results = await Promise.all([
      looking(async (ctx) => {
        const result = await claimNext(ctx, channelId, house)
        first.resolve()
        await new Promise((resolve) => setTimeout(resolve, 200))
        return result
      }),
      first.promise.then(() => looking((ctx) => claimNext(ctx, channelId, house))),
    ])
    expect(results.map((result) => result.claimed !== null)).toEqual([true, false])
  })

  it('two workers share the work and double nothing', async () => {
    await wecom()
    await mailbox()
    await Promise.all([0, 1, 2].map(async (n) => tell(await makeAlert({ responsibleId: people[4 + n]! }))))
    const [one, two] = [start(), start()]
    for (const worker of [one, two, one, two]) worker.poke(orgId)
    await Promise.all([one.idle(), two.idle()])
    expect(
      accepted()
        .map((received) => received.messageId)
        .sort(),
    ).toEqual([...new Set(accepted().map((received) => received.messageId))].sort())
    expect(accepted()).toHaveLength(3)
  })
})

describe('channels', () => {
  it('keep their secrets sealed and show four characters', async () => {
    const id = await wecom('robot-wecom-1234')
    const { rows } = await looking((ctx) => listChannels(ctx))
    expect(rows[0]).toMatchObject({
      settings: { key: '••••1234', baseUrl: `${BASE}/wecom` },
      health: { state: 'untested' },
    })
    const raw = await admin.query(
      `select config::text, secret, row_to_json(c)::text as all from channel c where id = $1`,
      [id],
    )
    expect(raw.rows[0].all).not.toContain('robot-wecom')
    expect(raw.rows[0].secret.includes('robot-wecom')).toBe(false)
    const other = await wecom('robot-other-5678')
    await admin.query(
      `update channel set secret = (select secret from channel where id = $1) where id = $2`,
      [id, other],
    )
    await tell(await makeAlert())
    await deliver()
    expect(accepted().map((received) => received.account)).toEqual(['robot-wecom-1234'])
  })

  it('keep a secret that is left out, refuse one that is missing, and start afresh when saved', async () => {
    const id = await addChannel({
      kind: 'dingtalk',
      accessToken: 'robot-signed-1',
      signSecret: 'shh-it-is-secret',
      baseUrl: `${BASE}/dingtalk`,
    })
    await admin.query(`update channel set status = 'broken', failures = 3 where id = $1`, [id])
    const input = {
      name: '销售群',
      enabled: true,
      settings: { kind: 'dingtalk' as const, baseUrl: `${BASE}/dingtalk` },
      audience: { departmentId: null, minSeverity: 3 as const, brief: false },
      version: 1,
    }
    await writing((ctx) => changeChannel(ctx, KEY, { id, input }))
    await tell(await makeAlert())
    await deliver()
    expect(accepted()).toMatchObject([{ account: 'robot-signed-1' }])
    await expect(writing((ctx) => changeChannel(ctx, KEY, { id, input }))).rejects.toMatchObject({
      code: 'stale_version',
    })
    await expect(addChannel({ kind: 'wecom' })).rejects.toMatchObject({ code: 'channel_secret_missing' })
    await expect(
      addChannel({ kind: 'webhook', url: 'https://x.test', secret: 'short' }),
    ).rejects.toMatchObject({
      code: 'webhook_secret_malformed',
    })
    await expect(
      addChannel({ kind: 'wecom', key: 'k', baseUrl: 'http://sandbox.invalid/wecom' }),
    ).rejects.toMatchObject({
      code: 'sandbox_only_in_demo',
    })
  })

  it('a test message shows the provider’s answer and what it means, at any hour', async () => {
    clock.set(startOfDay('2026-11-28') + 2 * 3_600_000)
    const id = await wecom('stolen')
    const { deliveryId } = await writing((ctx) => testChannel(ctx, id, undefined))
    await deliver()
    const row = (await outbox()).rows.find((candidate) => candidate.id === deliveryId)!
    expect(row).toMatchObject({ state: 'failed', reason: 'test' })
    expect(row.attempts[0]).toMatchObject({
      code: '93000',
      message: expect.stringContaining('invalid webhook url'),
    })
    expect(row.attempts[0]!.whatToDo).toContain('Webhook')
  })

  it('a removed channel keeps its history and loses its secret', async () => {
    const id = await wecom()
    await tell(await makeAlert())
    await deliver()
    await writing((ctx) => removeChannel(ctx, id))
    expect((await looking((ctx) => listChannels(ctx))).rows).toEqual([])
    expect((await outbox()).rows).toHaveLength(1)
    const { rows } = await admin.query(`select secret from channel where id = $1`, [id])
    expect(rows[0].secret).toBeNull()
  })

  it('another organisation’s channels and messages do not exist here', async () => {
    await wecom()
    await tell(await makeAlert())
    const other = await createOrg(
      db,
      { slug: `x${newId(NOON).slice(-12)}`, name: '乙', isDemo: false, now: NOON },
      async () => null,
    )
    const dispatcher = start()
    dispatcher.poke(other.orgId)
    await dispatcher.idle()
    expect(stored).toEqual([])
    const seen = await read(db, { orgId: other.orgId, now: NOON }, async (ctx) => [
      await listChannels(ctx),
      (await listOutbox(ctx, { page: 1, pageSize: 10 })).total,
      (await sql<{ n: number }>`select count(*)::int as n from notice`.execute(ctx.db)).rows[0]!.n,
    ])
    expect(seen).toEqual([{ rows: [] }, 0, 0])
  })

  it('a webhook hears the whole story signed, whatever the hour', async () => {
    clock.set(startOfDay('2026-11-28') + 2 * 3_600_000)
    const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
    await addChannel({ kind: 'webhook', url: 'https://erp.test/hook', secret })
    const bodies: string[] = []
    const alert = await makeAlert()
    await tell(alert)
    await deliver(
      start({
        http: async (request) => {
          if (!request.headers['webhook-signature']?.startsWith('v1,'))
            throw new PortError('network', 'unsigned')
          bodies.push(request.body)
          return { status: 204, headers: {}, body: '' }
        },
      }),
    )
    expect(JSON.parse(bodies[0]!)).toMatchObject({
      type: 'alert.opened',
      data: { alertId: alert.alertId, amountFen: 12_800_000, reason: '逾期 32 天' },
    })
  })
})
