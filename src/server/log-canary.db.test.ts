import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type Client, testApp } from '../../test/support/api-client.ts'
import { testDatabase } from '../../test/support/database.ts'
import { formOf } from '../../test/support/permissions/form.ts'
import { type ExtendedRecords, extendRecords, LATER } from '../../test/support/permissions/records.ts'
import { loadSampled, type Sampled } from '../../test/support/permissions/routes.ts'
import { type OrgWorld, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { importFile } from './modules/imports/index.ts'
import { fixedClock } from './platform/clock.ts'
import { createLog } from './platform/log.ts'

/**
 * What nobody may read in a log (R27): put through every route, well-formed and malformed, and through a
 * database that refuses and quotes what it was given, it must not come out there.
 */
const CANARIES = {
  name: '欧阳金丝雀',
  latin: 'Canarina Featherstone',
  phone: '13977770001',
  idNumber: '110101199003077771',
  bank: '6222021234567890123',
  password: 'canary password of nobody 5',
  token: 'cnrytkn0A1B2C3D4E5F6G7H8I9J0',
}
const ALL = Object.values(CANARIES)

const database = await testDatabase()
const clock = fixedClock(LATER)
let lines = ''
const log = createLog('trace', { write: (line: string) => (lines += line) } as never)
const { app, anonymous, signIn } = await testApp(database, clock, log)
const { sampled } = await loadSampled(app.routes)

let org: OrgWorld
let records: ExtendedRecords
let boss: Client

beforeAll(async () => {
  org = (await twoOrgs(database.db)).a
  const quiet = await testApp(database, clock)
  records = (await extendRecords(database, { ...quiet, clock }, org, '')).own
  boss = await signIn('boss')
}, 120_000)

/** They end the session that all the others are asked with. */
const APART = new Set(['session.signOut', 'session.changePassword', 'session.revoke'])

let turn = 0
const next = () => ALL[turn++ % ALL.length]!

/** Free text becomes canaries; ids, days and words of a fixed list stay, so that the route goes on. */
function withCanaries(value: unknown, everywhere: boolean): unknown {
  if (typeof value === 'string') {
    const isFixed = /^[a-z0-9_.:-]*$/i.test(value)
    return everywhere || !isFixed ? next() : value
  }
  if (Array.isArray(value)) return value.map((item) => withCanaries(item, everywhere))
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withCanaries(item, everywhere)]))
}

async function askAll(of: readonly Sampled[]): Promise<Map<number, number>> {
  const statuses = new Map<number, number>()
  for (const { route, sample } of of) {
    if (sample.endless || APART.has(route.id) || sample.upload) continue
    const parts = (sample.input?.(records, org) ?? {}) as { params?: object; query?: object; body?: object }
    const client = route.permission === 'public' ? anonymous : boss
    // A question is asked once, and only where it says something.
    if (route.method === 'GET' && parts.query === undefined) continue
    for (const everywhere of route.method === 'GET' ? [true] : [false, true]) {
      const headers = { 'user-agent': CANARIES.latin, 'x-request-id': CANARIES.phone, 'if-match': '*' }
      const { status } = await client.call(route, {
        params: parts.params,
        query: everywhere ? { ...parts.query, q: next() } : parts.query,
        body: withCanaries(parts.body, everywhere),
        headers,
      } as never)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  return statuses
}

function expectClean(): void {
  for (const canary of ALL) {
    const at = lines.indexOf(canary)
    expect(at < 0 ? '' : lines.slice(Math.max(0, at - 300), at + 60)).toBe('')
  }
}

test('nothing of what every route is given comes out in the log', { timeout: 300_000 }, async () => {
  const statuses = await askAll(sampled)
  expect(statuses.get(200) ?? 0).toBeGreaterThan(100)
  expect(statuses.get(400) ?? 0).toBeGreaterThan(100)
  const signIns = { login: CANARIES.latin, password: CANARIES.password }
  await anonymous.send({ method: 'POST', url: '/api/session/sign-in', body: signIns })
  await anonymous.send({
    method: 'GET',
    url: `/api/customers?q=${CANARIES.phone}`,
    headers: { cookie: `bw_session=${CANARIES.token}` },
  })
  await boss.send({ method: 'POST', url: '/api/customers', body: `{"name": "${CANARIES.name}", ` })
  expectClean()
})

test('nor what a file holds that is brought in', { timeout: 60_000 }, async () => {
  lines = ''
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-canary-'))
  const path = join(dataDir, 'canaries.csv')
  writeFileSync(
    path,
    `客户名称,联系人,手机,税号\n${CANARIES.name}公司,${CANARIES.latin},${CANARIES.phone},${CANARIES.idNumber}\n,${CANARIES.name},x,${CANARIES.bank}\n`,
  )
  const columns = { name: '客户名称', contactName: '联系人', contactPhone: '手机' }
  const deps = { db: database.db, clock, log, dataDir }
  const run = importFile(deps, org.orgId, { path, mapping: { target: 'customers', columns } as never })
  expect(await run).toMatchObject({ new: 1, bad: 1 })
  expectClean()
  const upload = formOf({ name: `${CANARIES.name}.csv`, text: `客户\n${CANARIES.phone}\n` })
  await boss.send({ method: 'POST', url: '/api/imports', body: upload.body, headers: upload.headers })
  expectClean()
  rmSync(dataDir, { recursive: true, force: true })
})

test('nor when the database refuses and quotes what it was given', { timeout: 300_000 }, async () => {
  const { rows } = await database.admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'session'`,
  )
  await database.admin.query(`create function refuse_all() returns trigger language plpgsql as
    $$ begin raise exception 'row % is refused, and so is "%"', new, to_jsonb(new)::text; end $$`)
  for (const { name } of rows)
    await database.admin.query(
      `create trigger refuse before insert or update on "${name}" for each row execute function refuse_all()`,
    )
  lines = ''
  const writes = sampled.filter(({ route }) => route.method !== 'GET')
  const statuses = await askAll(writes)
  expect(statuses.get(500) ?? 0).toBeGreaterThan(100)
  expect(lines).toContain('request failed')
  expectClean()
})
