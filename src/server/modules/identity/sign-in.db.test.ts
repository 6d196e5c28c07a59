import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, PASSWORD, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as handovers from '../../../api/handovers.ts'
import * as people from '../../../api/people.ts'
import * as session from '../../../api/session.ts'
import { fixedClock } from '../../platform/clock.ts'
import { createOrg, savePeople } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { anonymous, signIn } = await testApp(database, clock)
const URL_IN = session.signIn.path
const WRONG = 'certainly not the password'

let world: OrgWorld
let persona = ''

beforeAll(async () => {
  world = (await twoOrgs(db)).a
  const demo = await createOrg(
    db,
    { slug: 'demo', name: '演示', isDemo: true, now: NOW },
    async (ctx) => (await savePeople(ctx, [{ login: 'demoboss', name: '王总', roles: ['boss'] }]))[0]!.id,
  )
  persona = demo.value
}, 60_000)

const guess = (login: string, address: string, headers: Record<string, string> = {}, password = WRONG) =>
  anonymous.send({ method: 'POST', url: URL_IN, body: { login, password }, address, headers })

async function guessUntilSlowed(login: string, address: string, headers: Record<string, string> = {}) {
  for (let tries = 1; tries <= 40; tries += 1) {
    const { status } = await guess(login, address, headers)
    if (status === 429) return tries
    expect(status).toBe(401)
  }
  return Number.POSITIVE_INFINITY
}

describe('guessing a password', () => {
  it('is slowed after five tries, and the owner elsewhere notices nothing', async () => {
    expect(await guessUntilSlowed('mate', '203.0.113.7')).toBe(6)
    expect((await guess('mate', '203.0.113.7', {}, PASSWORD)).status).toBe(429)
    expect((await guess('mate', '203.0.113.8', {}, PASSWORD)).status).toBe(200)
    clock.set(clock.now() + 1_000)
    expect((await guess('mate', '203.0.113.7', {}, PASSWORD)).status).toBe(200)
  })

  it('is slowed too when a hundred tries start at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess('finance', '203.0.113.20')))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
  })

  it('with many names from one place slows that place, not the others behind the same proxy', async () => {
    const via = (address: string) => ({ 'x-forwarded-for': `10.9.9.9, ${address}` })
    let slowed = 0
    for (let n = 0; n < 40; n += 1)
      if ((await guess(`nobody${n}`, '127.0.0.1', via('203.0.113.30'))).status === 429) slowed += 1
    expect(slowed).toBe(10)
    expect((await guess('boss', '127.0.0.1', via('203.0.113.31'), PASSWORD)).status).toBe(200)
  })

  it('does not escape by inventing forwarded addresses from outside', async () => {
    let tries = 0
    for (; tries < 20; tries += 1) {
      const forged = { 'x-forwarded-for': `198.51.100.${tries}` }
      if ((await guess('legal', '203.0.113.40', forged)).status === 429) break
    }
    expect(tries).toBe(5)
  })

  it('does not escape by moving within one IPv6 network', async () => {
    let tries = 0
    for (; tries < 20; tries += 1)
      if ((await guess('auditor', `2400:3200:1:2::${(tries + 1).toString(16)}`)).status === 429) break
    expect(tries).toBe(5)
  })

  it('from everywhere at once is slowed, and who has signed in there before still gets in', async () => {
    const home = '203.0.113.50'
    expect((await guess('assistant', home, {}, PASSWORD)).status).toBe(200)
    let slowed = 0
    for (let n = 0; n < 60; n += 1)
      if ((await guess('assistant', `198.51.100.${n}`)).status === 429) slowed += 1
    expect(slowed).toBe(10)
    expect((await guess('assistant', home, {}, PASSWORD)).status).toBe(200)
  }, 60_000)

  it('is counted by all processes that answer together', async () => {
    const other = await testApp(database)
    const statuses: number[] = []
    for (let n = 0; n < 7; n += 1) {
      const request = {
        method: 'POST' as const,
        url: session.signIn.path,
        body: { login: 'rep', password: WRONG },
        address: '203.0.113.99',
      }
      statuses.push((await (n % 2 === 0 ? anonymous : other.anonymous).send(request)).status)
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('answers an unknown name as a wrong password', async () => {
    const unknown = await guess('no-such-person', '203.0.113.60')
    const wrong = await guess('manager', '203.0.113.61')
    expect(unknown.body).toEqual(wrong.body)
  })
})

describe('the doors of the demo', () => {
  const enter = (headers: Record<string, string>, address = '127.0.0.1') =>
    anonymous.send({
      method: 'POST',
      url: session.enterPersona.path,
      body: { userId: persona },
      address,
      headers,
    })

  it('open for a browser on this machine', async () => {
    expect((await enter({})).status).toBe(200)
    const state = await anonymous.get(session.signInState)
    expect(state.demoPersonas).toMatchObject([{ userId: persona }])
  })

  it.each<[string, Record<string, string>, string?]>([
    ['another machine', {}, '192.168.1.20'],
    ['another machine that claims to be this one', { 'x-forwarded-for': '127.0.0.1' }, '192.168.1.20'],
    ['a proxy with X-Forwarded-For', { 'x-forwarded-for': '203.0.113.9' }],
    ['a proxy with an empty X-Forwarded-For', { 'x-forwarded-for': '' }],
    ['a proxy with Forwarded', { forwarded: 'for=203.0.113.9' }],
    ['a proxy with X-Real-IP', { 'x-real-ip': '203.0.113.9' }],
    ['a proxy with Via', { via: '1.1 proxy' }],
    ['a public name that leads here', { host: 'crm.example.com' }],
    ['a page of another address', { referer: 'https://crm.example.com/sign-in' }],
  ])('stay shut for %s', async (_name, headers, address) => {
    const answer = await enter(headers, address)
    expect(answer).toMatchObject({ status: 403, body: { code: 'persona_only_in_demo' } })
    const state = await anonymous.send({
      method: 'GET',
      url: session.signInState.path,
      headers,
      ...(address ? { address } : {}),
    })
    expect((state.body as { demoPersonas: unknown[] }).demoPersonas).toEqual([])
  })

  it('never lead into a real company', async () => {
    const answer = await anonymous.call(session.enterPersona, { body: { userId: world.users.boss } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'persona_only_in_demo' } })
  })
})

describe('a session', () => {
  it('has a cookie that scripts cannot read, secure where the connection is', async () => {
    const cookieOf = async (headers: Record<string, string>, address: string) =>
      String((await guess('rep', address, headers, PASSWORD)).headers['set-cookie'])
    const plain = await cookieOf({}, '192.168.1.30')
    expect(plain).toMatch(/HttpOnly/)
    expect(plain).toMatch(/SameSite=Lax/)
    expect(plain).not.toMatch(/Secure/)
    expect(await cookieOf({ 'x-forwarded-proto': 'https' }, '127.0.0.1')).toMatch(/Secure/)
    // From outside the header is only a claim; believing it would drop the cookie on a plain connection.
    expect(await cookieOf({ 'x-forwarded-proto': 'https' }, '192.168.1.30')).not.toMatch(/Secure/)
  })

  it('on a plain connection of the office network carries a warning', async () => {
    const answer = await guess('rep', '192.168.1.30', {}, PASSWORD)
    const cookie = String(answer.headers['set-cookie']).split(';')[0]!
    const warnings = async (address: string, headers = {}) => {
      const me = await anonymous.send({
        method: 'GET',
        url: session.whoAmI.path,
        address,
        headers: { cookie, ...headers },
      })
      return (me.body as { warnings: { code: string }[] }).warnings.map(({ code }) => code)
    }
    expect(await warnings('192.168.1.30')).toContain('plain_cookie')
    expect(await warnings('127.0.0.1')).not.toContain('plain_cookie')
    expect(await warnings('127.0.0.1', { 'x-forwarded-proto': 'https' })).not.toContain('plain_cookie')
  })

  it('can be seen and ended from another one, at once; nobody ends a colleague’s', async () => {
    const desk = await signIn('manager')
    const phone = await signIn('manager')
    const { items } = await desk.get(session.listSessions)
    const other = items.find(({ current }) => !current)!
    const stranger = await signIn('boss')
    const refused = await stranger.call(session.revokeSession, { params: { id: other.id } })
    expect(refused.status).toBe(404)
    await desk.get(session.revokeSession, { params: { id: other.id } })
    const ended = await Promise.all([desk, phone].map((client) => client.call(session.whoAmI)))
    expect(ended.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  it('ends with a new password everywhere else, with departure everywhere', async () => {
    const desk = await signIn('stranger')
    const phone = await signIn('stranger')
    const next = 'ein langer Weg am Fluss 9'
    await desk.get(session.changePassword, { body: { current: PASSWORD, next } })
    expect((await desk.call(session.whoAmI)).status).toBe(200)
    expect((await phone.call(session.whoAmI)).status).toBe(401)
    const boss = await signIn('boss')
    const { id } = await boss.get(handovers.startHandover, {
      body: { userId: world.users.stranger, reason: '离职', lastDay: '2026-03-16' },
    })
    await boss.get(handovers.endHandoverAccess, { params: { id }, body: { gapReason: '当天离岗' } })
    expect((await desk.call(session.whoAmI)).status).toBe(401)
  })

  it('lets nobody try for its password', async () => {
    const desk = await signIn('rep')
    const tries: number[] = []
    for (let n = 0; n < 7; n += 1) {
      const body = { current: WRONG, next: 'another long sentence here' }
      tries.push((await desk.call(session.changePassword, { body })).status)
    }
    expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it.each([
    ['zero tenant', '0'.repeat(32)],
    ['an organisation that is not there', '019a0000000070008000000000000000'],
  ])('with %s is no session', async (_name, org) => {
    const cookie = `bw_session=${org}.${'x'.repeat(43)}`
    const answer = await anonymous.send({ method: 'GET', url: session.whoAmI.path, headers: { cookie } })
    expect(answer).toMatchObject({ status: 401, body: { code: 'signed_out' } })
  })

  it('of one organisation is none in another', async () => {
    const rep = await signIn('boss')
    const { rows } = await admin.query(`select id from org where slug = 'second'`)
    const moved = rep.cookie!.replace(/=[0-9a-f]{32}\./, `=${rows[0].id.replaceAll('-', '')}.`)
    const answer = await anonymous.send({
      method: 'GET',
      url: session.whoAmI.path,
      headers: { cookie: moved },
    })
    expect(answer.status).toBe(401)
  })
})

describe('what is kept of a request', () => {
  it('a one-time link and a password are nowhere in the database', async () => {
    const boss = await signIn('boss')
    const key = { 'idempotency-key': 'reset-0123456789' }
    const reset = () => boss.call(people.resetPassword, { params: { id: world.users.legal }, headers: key })
    const first = await reset()
    const { link } = first.body as { link: string }
    expect((await reset()).body).toEqual(first.body)
    const body = { current: PASSWORD, next: 'a hill with three old trees' }
    await boss.get(session.changePassword, { body, headers: { 'idempotency-key': 'change-0123456789' } })
    const { rows } = await admin.query(`select reply::text, request_hash from idempotency_key`)
    expect(rows.length).toBeGreaterThan(1)
    expect(JSON.stringify(rows)).not.toContain(link.split('.')[1])
    const { createHash } = await import('node:crypto')
    const plain = `${session.changePassword.id} ${session.changePassword.path} ${JSON.stringify(body)}`
    const guessable = createHash('sha256').update(plain).digest()
    expect(rows.some((row) => guessable.equals(row.request_hash))).toBe(false)
  })
})
