import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Client, testApp } from '../../test/support/api-client.ts'
import { testDatabase } from '../../test/support/database.ts'
import { CALLERS, type Caller, viewOf } from '../../test/support/permissions/callers.ts'
import {
  type Contents,
  readContents,
  readTables,
  readTouched,
} from '../../test/support/permissions/contents.ts'
import { formOf } from '../../test/support/permissions/form.ts'
import { oneConnection } from '../../test/support/permissions/one-connection.ts'
import {
  ALL_WHOSE,
  type ExtendedRecords,
  extendRecords,
  idsOfNothing,
  LATER,
} from '../../test/support/permissions/records.ts'
import { loadSampled, namesOrg, type Sampled } from '../../test/support/permissions/routes.ts'
import { textOf } from '../../test/support/permissions/text-of.ts'
import { type OrgWorld, twoOrgs, type Whose } from '../../test/support/world-of-two-orgs.ts'
import { may, type Permission } from '../core/permission.ts'
import { fixedClock } from './platform/clock.ts'

/**
 * Every route × role × data scope, generated from the route constants. Expected is what core/permission.ts
 * says; a refusal is judged by the database and not by its status, and what lies outside the caller's scope
 * or in another organisation must answer exactly as what does not exist. How to add a route: sample.ts.
 */
const database = await testDatabase()
const clock = fixedClock(LATER)
const connection = await oneConnection(database)
const committed = await testApp(database, clock)
const held = await testApp({ ...database, db: connection.db }, clock)
const { sampled, without } = await loadSampled(held.app.routes)

type World = { org: OrgWorld; records: Record<Whose, ExtendedRecords> }

let a: World
let b: World
let nothing: World
let canary: string
let tables: string[]
let before: Record<'a' | 'b', Contents>
const clients = new Map<string, Client>()

beforeAll(async () => {
  const orgs = await twoOrgs(database.db)
  canary = orgs.canary
  a = { org: orgs.a, records: await extendRecords(database, { ...committed, clock }, orgs.a, '') }
  b = { org: orgs.b, records: await extendRecords(database, { ...committed, clock }, orgs.b, canary) }
  nothing = idsOfNothing(a)
  for (const { name } of CALLERS) clients.set(name, await signIn(name))
  clients.set('departed', await signIn('departed'))
  clients.set('other organisation', await signIn(`${canary}boss`))
  const { orgId, users } = a.org
  await database.admin.query(`delete from user_role where org_id = $1 and user_id = $2`, [orgId, users.mate])
  await database.admin.query(`insert into user_role values ($1, $2, 'auditor')`, [orgId, users.manager2])
  await database.admin.query(`update app_user set status = 'inactive' where id = $1`, [users.departed])
  tables = await readTables(connection)
  before = await connection.rewound(
    async () => {},
    () => contents(tables),
  )
}, 120_000)
afterAll(() => connection.close())

/** Signed in through the application that commits; the calls go to the one that is taken back. */
async function signIn(login: string): Promise<Client> {
  return held.withCookie((await committed.signIn(login)).cookie)
}

async function contents(of: readonly string[]): Promise<Record<'a' | 'b', Contents>> {
  return {
    a: await readContents(connection, of, a.org.orgId),
    b: await readContents(connection, of, b.org.orgId),
  }
}

type Seen = { answer: Answer; wrote: Record<'a' | 'b', string[]> }

/** One call and what it left in the tables of both organisations, taken back afterwards. */
async function ask(who: string | null, route: Sampled, aim: World & { whose?: Whose }): Promise<Seen> {
  const client = who === null ? held.anonymous : clients.get(who)!
  const { sample } = route
  const parts = sample.input?.(aim.records[aim.whose ?? 'own'], aim.org) ?? {}
  const form = sample.upload ? formOf(sample.upload) : undefined
  return connection.rewound(
    () => client.call(route.route, { ...parts, ...form } as never),
    async (answer) => {
      const apart = connection.committedInside() > 0 ? ['in a transaction of its own'] : []
      const touched = await readTouched(connection, tables)
      if (touched.length === 0) return { answer, wrote: { a: [], b: [] } }
      const after = await contents(touched)
      const changed = (org: 'a' | 'b') =>
        Object.keys(after[org]).filter((t) => after[org][t] !== before[org][t])
      return { answer, wrote: { a: [...changed('a'), ...apart], b: changed('b') } }
    },
  )
}

const NOTHING_WRITTEN = { a: [], b: [] }

/** A refusal: this status and code, and not one row changed anywhere. */
function expectRefusal({ answer, wrote }: Seen, status: number, code: string): void {
  expect({ status: answer.status, code: (answer.body as { code?: string } | null)?.code, wrote }).toEqual({
    status,
    code,
    wrote: NOTHING_WRITTEN,
  })
}

test('every route has a sample', () => {
  expect(sampled.length).toBeGreaterThan(80)
  expect(without).toEqual([])
})

describe.each(sampled)('$name', (route) => {
  const { permission } = route.route
  const { sample } = route

  if (permission !== 'public') {
    test.each([null, 'departed'])('%s is signed out', async (who) => {
      expectRefusal(await ask(who, route, a), 401, 'signed_out')
    })
  }
  if (sample.endless) return

  if (permission === 'public') {
    test('anonymous', async () => {
      const seen = await ask(null, route, a)
      if (sample.fails) expectRefusal(seen, sample.fails.status, sample.fails.code)
      else expect(seen).toMatchObject({ answer: { status: 200 }, wrote: NOTHING_WRITTEN })
    })
    return
  }

  test.each(CALLERS)('$name', async (caller) => {
    await checkCaller(caller, route)
  })

  test('the other organisation changes nothing here and learns nothing', async () => {
    const seen = await ask('other organisation', route, { ...a, org: b.org })
    expect(seen.wrote.a).toEqual([])
    for (const records of Object.values(a.records)) expectNoTrace(seen.answer, records)
    if (sample.reach) {
      const absent = await ask('other organisation', route, { ...nothing, org: b.org })
      expect(essence(seen)).toEqual(essence(absent))
      expectRefusal(seen, absent.answer.status, 'not_found')
    }
  })

  if (!namesOrg(sample)) return
  test('people and places of another organisation answer as those of nothing', async () => {
    const foreign = await ask('boss', route, { org: b.org, records: a.records })
    const absent = await ask('boss', route, { org: nothing.org, records: a.records })
    expect([400, 404, 409], foreign.answer.text).toContain(foreign.answer.status)
    expect(essence(foreign)).toEqual(essence(absent))
    expect(foreign.wrote).toEqual(NOTHING_WRITTEN)
  })
})

async function checkCaller(caller: Caller, route: Sampled): Promise<void> {
  const permission = route.route.permission as Permission | 'signed-in'
  if (permission !== 'signed-in' && !may(caller.roles, permission)) {
    expectRefusal(await ask(caller.name, route, a), 403, 'forbidden')
    return
  }
  const { reach } = route.sample
  if (!reach) {
    const seen = await ask(caller.name, route, a)
    expectServed(seen, caller, route)
    expectNothingForeign(seen, caller, route)
    return
  }
  const absent = await ask(caller.name, route, { ...nothing, org: a.org })
  expectRefusal(absent, absent.answer.status, 'not_found')
  for (const whose of ALL_WHOSE) {
    const seen = await ask(caller.name, route, { ...a, whose })
    if (reach(viewOf(caller, whose, permission as Permission))) expectServed(seen, caller, route)
    else {
      expect(essence(seen), `${whose} records`).toEqual(essence(absent))
      expect(seen.wrote).toEqual(NOTHING_WRITTEN)
    }
    expectNothingForeign(seen, caller, route)
  }
  const foreign = await ask(caller.name, route, { ...b, org: a.org })
  expect(essence(foreign), 'records of the other organisation').toEqual(essence(absent))
  expect(foreign.wrote).toEqual(NOTHING_WRITTEN)
}

/** Let through: the boss succeeds; others may meet a rule of the business, which writes nothing either. */
function expectServed({ answer, wrote }: Seen, caller: Caller, { sample }: Sampled): void {
  expect(wrote.b).toEqual([])
  if (sample.fails) {
    const codes = [sample.fails.code, 'forbidden']
    expect(codes).toContain((answer.body as { code: string }).code)
  } else if (caller.name === 'boss') expect(answer.status, answer.text).toBe(200)
  else {
    expect([200, 403, 409], answer.text).toContain(answer.status)
    const lacksAlso = sample.also !== undefined && !may(caller.roles, sample.also)
    expect((answer.body as { code?: string } | null)?.code === 'forbidden').toBe(lacksAlso)
  }
  if (answer.status !== 200) expect(wrote.a).toEqual([])
}

/** Records outside the caller's scope are nowhere in an answer, in no list, count of names or file. */
function expectNothingForeign(
  { answer }: Seen,
  caller: Caller,
  { route: { permission }, sample: { tellsTeamNames: isTold } }: Sampled,
): void {
  expect(textOf(answer)).not.toContain(canary)
  const asked = permission === 'signed-in' ? 'customer.read' : (permission as Permission)
  for (const whose of ALL_WHOSE) {
    const { isOwner, sees } = viewOf(caller, whose, asked)
    // What tells a mate's customer by name tells it to the same team only, and no id of it.
    const isNamed = isTold && whose === 'mate'
    if (!isOwner && !sees(asked)) expectNoTrace(answer, a.records[whose], isNamed ? undefined : whose)
  }
}

function expectNoTrace(answer: Answer, records: ExtendedRecords, whose?: Whose): void {
  const text = textOf(answer)
  // A person's name, absence, session or departure belongs to lists of people, which the house may read.
  const {
    userId: _user,
    absenceId: _absence,
    sessionId: _session,
    channelId: _channel,
    mappingId: _mapping,
    handoverId: _handover,
    customFieldId: _field,
    contractFieldKey: _contractKey,
    invoiceFieldKey: _invoiceKey,
    checkId: _check,
    runId: _run,
    viewId: _view,
    ...business
  } = records
  for (const [name, id] of Object.entries(business)) {
    for (const one of [id].flat()) expect(text.includes(one), `${name} ${one} is in the answer`).toBe(false)
  }
  if (whose)
    expect(text.includes(`${whose}客户有限公司`), `a customer of ${whose} is in the answer`).toBe(false)
}

function essence({ answer }: Seen) {
  return { status: answer.status, body: answer.body }
}
