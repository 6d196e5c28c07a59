import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { startOfDay } from '../../../core/calendar.ts'
import type { Role } from '../../../core/permission.ts'
import { createHttp } from '../../http.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { createLog } from '../../platform/log.ts'
import { type App, COOKIE } from '../../platform/serve.ts'
import { openSession } from '../../platform/session.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { createDispatcher } from './dispatcher.ts'
import { createPorts, SANDBOX_BASE } from './ports.ts'
import { notifyRoutes } from './routes.ts'

const { db, admin, connect } = await testDatabase()
const NOW = startOfDay('2026-11-25') + (10 * 60 + 7) * 60_000
const clock = fixedClock(NOW)
const log = createLog('silent')
const key = Buffer.alloc(32, 5)
let app: App
let base = ''
let orgId = ''
const users: Record<string, string> = {}
const cookies: Record<string, string> = {}

beforeAll(async () => {
  const http = await createHttp(log)
  app = {
    http,
    db,
    clock,
    log,
    key,
    routes: [],
    config: {
      dataDir: '/nowhere',
      host: '127.0.0.1',
      port: 0,
      demo: true,
      databaseUrl: null,
      smtpUrl: null,
      publicUrl: null,
      watchdogUrl: null,
      allowPrivate: [],
      backup: { directory: '/nowhere', schedule: false, passphrase: null },
    },
  }
  notifyRoutes(app, { connection: connect.app })
  base = await http.listen({ port: 0, host: '127.0.0.1' })
  const made = await createOrg(
    db,
    { slug: 'demo', name: '演示公司', isDemo: true, now: NOW - 1000 },
    async (ctx) => {
      const roles: Role[] = ['boss', 'rep', 'manager', 'admin']
      const saved = await savePeople(
        ctx,
        roles.map((role) => ({ login: role, name: role, roles: [role], email: `${role}@example.com` })),
      )
      for (const [index, role] of roles.entries()) users[role] = saved[index]!.id
    },
  )
  orgId = made.orgId
  for (const role of Object.keys(users)) await signIn(role)
})
afterAll(() => app.http.close())

async function signIn(role: string): Promise<void> {
  const token = await read(db, { orgId, now: NOW }, (ctx) =>
    openSession(ctx, { id: users[role]!, authEpoch: 1 }, { userAgent: 'test', address: '' }),
  )
  cookies[role] = `${COOKIE}=${token}`
}

async function call(role: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      cookie: cookies[role]!,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, never> & { rows: never[] },
  }
}

const robot = {
  name: '销售群',
  enabled: true,
  settings: {
    kind: 'dingtalk',
    accessToken: 'token-1234567890',
    signSecret: 'SEC-1234567890',
    keyword: '风向标',
    baseUrl: `${SANDBOX_BASE}/dingtalk`,
  },
  audience: { departmentId: null, minSeverity: 3, brief: true },
}

describe('over HTTP', () => {
  it('a test message goes through the stand-in with its real signature and lands in the outbox', async () => {
    const made = await call('admin', 'POST', '/api/channels', robot)
    expect(made.status).toBe(200)
    const { id } = made.body as unknown as { id: string }
    const listed = await call('admin', 'GET', '/api/channels')
    expect(listed.body.rows).toMatchObject([
      { settings: { accessToken: '••••7890', signSecret: '••••7890' } },
    ])
    expect(JSON.stringify(listed.body)).not.toContain('token-1234567890')
    const tested = await call('admin', 'POST', `/api/channels/${id}/test`, {})
    const { deliveryId } = tested.body as unknown as { deliveryId: string }
    const dispatcher = createDispatcher({
      db,
      key,
      clock,
      log,
      publicUrl: null,
      heldBack: async () => new Set<string>(),
      portsOf: createPorts({ db, key, clock, allowPrivate: [], smtpUrl: null }),
    })
    dispatcher.poke(orgId)
    await dispatcher.idle()
    await dispatcher.stop()
    const seen = await call('boss', 'GET', `/api/outbox/${deliveryId}`)
    expect(seen.body).toMatchObject({
      state: 'sent',
      reasonText: '测试消息',
      phone: { app: 'dingtalk', title: '[风向标] 测试消息' },
      attempts: [{ outcome: 'sent', code: '0', explanation: '已送达。' }],
    })
    // The administrator sees no business message, but the answer to the own test.
    const answered = await call('admin', 'GET', `/api/outbox/${deliveryId}`)
    expect(answered.body).toMatchObject({ state: 'sent', attempts: [{ code: '0' }] })
    const { rows } = await admin.query(
      `select service, accepted, message_id from sandbox_message where org_id = $1`,
      [orgId],
    )
    expect(rows).toEqual([
      {
        service: 'dingtalk',
        accepted: true,
        message_id: (seen.body as unknown as { messageId: string }).messageId,
      },
    ])
  })

  it.each([
    ['rep', 'GET', '/api/channels', 403],
    ['rep', 'POST', '/api/channels', 403],
    ['rep', 'GET', '/api/outbox', 403],
    ['manager', 'GET', '/api/outbox', 200],
    ['manager', 'POST', '/api/channels', 403],
    ['rep', 'GET', '/api/notices', 200],
    ['rep', 'GET', '/api/brief', 200],
  ])('%s %s %s is %i', async (role, method, path, status) => {
    const before = (await admin.query('select count(*)::int as n from channel')).rows[0].n
    expect(
      (await call(role, method, path, method === 'POST' ? { ...robot, name: 'x' } : undefined)).status,
    ).toBe(status)
    expect((await admin.query('select count(*)::int as n from channel')).rows[0].n).toBe(before)
  })

  it('a manager does not see what went to others', async () => {
    const all = await call('boss', 'GET', '/api/outbox')
    const mine = await call('manager', 'GET', '/api/outbox')
    expect(all.body.rows).toHaveLength(1)
    expect(mine.body.rows).toHaveLength(0)
    const { id } = all.body.rows[0]! as { id: string }
    expect((await call('manager', 'GET', `/api/outbox/${id}`)).status).toBe(404)
  })

  it('my settings are mine, and nobody becomes the mention of everybody', async () => {
    const before = await call('rep', 'GET', '/api/notices/settings')
    expect(before.body).toMatchObject({ dailyCap: 5, quietFromMinute: 1260, mail: true, wecomUserId: null })
    const next = { ...before.body, dailyCap: 2, wecomUserId: 'zhangsan', dingtalkUserId: 'zs1' }
    expect((await call('rep', 'PUT', '/api/notices/settings', next)).body).toEqual(next)
    expect((await call('rep', 'GET', '/api/notices/settings')).body).toEqual(next)
    expect((await call('boss', 'GET', '/api/notices/settings')).body).toMatchObject({
      dailyCap: 5,
      wecomUserId: null,
    })
    for (const wrong of [
      { wecomUserId: 'all' },
      { wecomUserId: '@all' },
      { dailyCap: 6 },
      { feishuOpenId: '<at>' },
    ]) {
      expect((await call('rep', 'PUT', '/api/notices/settings', { ...next, ...wrong })).status).toBe(400)
    }
  })
})

describe('the live stream', () => {
  const events: {
    event: string
    data: { unread?: number; notice?: { id: string; title: string; popUp: boolean } }
    id?: string
  }[] = []

  async function listen(
    role: string,
    lastEventId?: string,
  ): Promise<{ stop: () => void; ended: Promise<void> }> {
    const abort = new AbortController()
    const response = await fetch(`${base}/api/live`, {
      headers: { cookie: cookies[role]!, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
      signal: abort.signal,
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const ended = (async () => {
      let rest = ''
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const part = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
          const event = part('event')
          if (event)
            events.push({
              event,
              data: JSON.parse(part('data') ?? '{}'),
              ...(part('id') ? { id: part('id')! } : {}),
            })
        }
      }
    })().catch(() => {})
    return { stop: () => abort.abort(), ended }
  }

  async function note(role: string, title: string): Promise<void> {
    const { announce } = await import('./announce.ts')
    const { newId } = await import('../../platform/clock.ts')
    const { json } = await import('../../platform/db.ts')
    await write(db, { orgId, now: clock.now() }, async (ctx) => {
      const stored = {
        about: 'channelOff',
        channel: { name: title, code: '1', explanation: '', whatToDo: null },
      }
      await ctx.db
        .insertInto('notice')
        .values({
          org_id: orgId,
          id: newId(ctx.now),
          cause: `t:${title}`,
          kind: 'system',
          user_id: users[role]!,
          alert_id: null,
          severity: 1,
          content: json(stored),
          decision: 'send',
          reason: 'system',
          created_at: at(ctx.tick),
        })
        .execute()
      await announce(ctx, [users[role]!])
    })
  }
  const titles = () => events.flatMap((entry) => (entry.event === 'notice' ? [entry.data.notice!.title] : []))

  it('brings my notices at once, each once, and only mine', async () => {
    const stream = await listen('boss')
    await expect.poll(() => events.length).toBe(1)
    expect(events[0]).toMatchObject({ event: 'unread', data: { unread: 0 } })
    await note('rep', '别人的')
    await note('boss', '甲')
    await note('boss', '乙')
    await expect.poll(titles, { timeout: 3_000 }).toHaveLength(2)
    expect(titles()).toEqual(['提醒通道「甲」已停用', '提醒通道「乙」已停用'])
    const last = events.findLast((entry) => entry.event === 'notice')!
    expect(last.data).toMatchObject({ unread: 2, notice: { popUp: true } })
    stream.stop()
    // What came while the page was away is made up for on return, and what it had is not repeated.
    await note('boss', '丙')
    const again = await listen('boss', last.id)
    await expect.poll(titles, { timeout: 3_000 }).toHaveLength(3)
    expect(titles().at(-1)).toContain('丙')
    // Several wake-ups at once read the same rows; what one has told the others leave out.
    await note('boss', '丁')
    const payload = JSON.stringify({ orgId, userIds: [users.boss] })
    await Promise.all(
      Array.from({ length: 8 }, () => admin.query('select pg_notify($1, $2)', ['bellwether_live', payload])),
    )
    await expect.poll(titles, { timeout: 3_000 }).toContain('提醒通道「丁」已停用')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(titles()).toHaveLength(4)
    again.stop()
  })

  it('reading counts down on every open page', async () => {
    const stream = await listen('boss')
    const { rows } = (await call('boss', 'GET', '/api/notices')).body
    const reply = await call('boss', 'POST', '/api/notices/read', {
      ids: [(rows[0] as unknown as { id: string }).id],
    })
    expect(reply.body).toEqual({ unread: 3 })
    await expect.poll(() => events.at(-1)?.data.unread).toBe(3)
    expect(
      (await call('rep', 'POST', '/api/notices/read', { ids: rows.map((row: { id: string }) => row.id) }))
        .body,
    ).toEqual({ unread: 1 })
    expect((await call('boss', 'GET', '/api/notices?unread=true')).body.rows).toHaveLength(3)
    stream.stop()
  })

  it('ends within two seconds when the session is revoked', async () => {
    const stream = await listen('rep')
    await admin.query(`update session set revoked_at = now() where user_id = $1`, [users.rep])
    await stream.ended
    expect(events.at(-1)).toMatchObject({ event: 'signedOut' })
    expect((await call('rep', 'GET', '/api/notices')).status).toBe(401)
  }, 4_000)
})
