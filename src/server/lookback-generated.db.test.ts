import type { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import readXlsxFile from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { type Client, testApp } from '../../test/support/api-client.ts'
import { testDatabase } from '../../test/support/database.ts'
import { formOf } from '../../test/support/permissions/form.ts'
import { type ExtendedRecords, extendRecords, LATER } from '../../test/support/permissions/records.ts'
import { loadSampled, type Sampled } from '../../test/support/permissions/routes.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { listOrders, recordOrderStep } from '../api/orders.ts'
import { listQuotes, recordQuoteStep } from '../api/quotes.ts'
import { addDays, DAY_MS, type Day, dayOf, type Instant } from '../core/calendar.ts'
import { evaluateOrg } from './modules/watch/index.ts'
import { fixedClock } from './platform/clock.ts'
import { SYSTEM, write } from './platform/context.ts'
import { at } from './platform/db.ts'

/**
 * Every read route that takes `asOf`, generated from the route constants with every value of every choice it
 * takes: its answer for a day must not change by what is recorded or changed on later days (law 2). Asked
 * twice: of the day before everything that can be written is written, once per route of the permission
 * samples (they date what they record on TODAY and after); and of that day itself, before all that was under
 * way goes on and every record gets another name.
 */
const database = await testDatabase()
const clock = fixedClock(LATER)
const app = await testApp(database, clock)
const { sampled } = await loadSampled(app.app.routes)

const BEFORE = NOW - 2 * DAY_MS

/** By design these change a past day: corrections of what was recorded, and who a fact belongs to. */
const CORRECTIONS = /\/void$|\/undo$|\/merge$/

/**
 * What of an answer may differ all the same. Settings and work in hand are of now wherever they are asked
 * from; an amount that is corrected is corrected by business date (law 2), with its row.
 */
const OF_NOW: Readonly<Record<string, readonly string[]>> = {
  // The working calendar of a year is a setting.
  'GET /api/brief/page': ['workdays'],
  'GET /api/team/board': ['workdays'],
  // As there; targets are spread over its working days.
  'GET /api/comparison': ['a.workdays', 'b.workdays', 'figures.b.den', 'figures.b.value'],
  'GET /api/scorecards/:userId/rows {"line":"bookings"}': ['items.value'],
  // The rule of a month is a setting.
  'GET /api/commission': ['rule', 'estimate'],
  // By what a market can be told apart: the fields there are.
  'GET /api/concentration': ['choices'],
  'GET /api/customers/:id/register': ['isOn', 'provider', 'callsEach'],
  // A step that is set right is another row, of the same day, by whoever did so.
  'GET /api/deals/:id': ['history.id', 'history.actorName'],
  // Own fields are columns of the file as they are now.
  'GET /api/customers/export': ['own字段', 'mate字段', 'other字段', '客户来源'],
  // An amount of the past is corrected by business date; as known then it stays.
  'GET /api/deals/funnel': ['amountFen'],
  'GET /api/deals/funnel {"known":"true"}': [],
  // Which months can be booked and which files taken back is work in hand.
  'GET /api/provisions': ['bookable', 'bookings'],
  'GET /api/quality': ['batches', 'isChecking'],
}

/** What has a name, and the column that holds it; every record is called something else in the end. */
const NAMED = {
  ...{ app_user: 'name', customer: 'name', department: 'name', contact: 'name', credit_group: 'name' },
  ...{
    pipeline: 'name',
    stage: 'name',
    deal: 'title',
    quote: 'title',
    sales_order: 'title',
    contract: 'title',
  },
  ...{ task: 'title', meeting: 'title' },
} as const

const takesDay = ({ route, sample }: Sampled) =>
  route.method === 'GET' &&
  !sample.endless &&
  !sample.fails &&
  'asOf' in ((route.query as { shape?: object } | undefined)?.shape ?? {})

const writes = ({ route, sample }: Sampled) =>
  route.method !== 'GET' &&
  !sample.endless &&
  !['public', 'signed-in'].includes(route.permission) &&
  !route.path.startsWith('/api/session') &&
  !CORRECTIONS.test(route.path)

type Aim = { org: OrgWorld; records: ExtendedRecords }

/**
 * Each question of the routes: as its sample asks; a page also once for every value of every choice it takes.
 */
function questions(reads: readonly Sampled[]) {
  return reads.flatMap((one) => [
    { one, query: {}, name: one.name },
    ...(isFile(one) ? [] : choicesOf(one)).map((query) => ({
      one,
      query,
      name: `${one.name} ${JSON.stringify(query)}`,
    })),
  ])
}

function isFile({ route }: Sampled): boolean {
  return route.path.endsWith('/export') || route.path.endsWith('/file')
}

function choicesOf({ route }: Sampled): Record<string, string>[] {
  const { shape } = route.query as unknown as { shape: Record<string, unknown> }
  return Object.entries(shape).flatMap(([key, field]) =>
    key === 'known' ? [{ known: 'true' }] : optionsOf(field).map((value) => ({ [key]: value })),
  )
}

function optionsOf(field: unknown): string[] {
  const { options, unwrap } = field as { options?: unknown[]; unwrap?: () => unknown }
  if (unwrap && !options) return optionsOf((field as { unwrap: () => unknown }).unwrap())
  return (options ?? []).filter((value) => typeof value === 'string')
}

type Question = ReturnType<typeof questions>[number]

const QUESTIONS = questions(sampled.filter(takesDay))

async function ask(client: Client, question: Question, { org, records }: Aim, asOf: Day) {
  const { route, sample, name } = question.one
  const parts = (sample.input?.(records, org) ?? {}) as { query?: object }
  const { status, body, bytes } = await client.call(route, {
    ...parts,
    query: { ...parts.query, ...question.query, asOf },
  } as never)
  if (status !== 200) return { status, code: (body as { code?: string }).code }
  const content = isFile(question.one) ? await contentOf(bytes) : body
  return without(content, OF_NOW[question.name] ?? OF_NOW[name] ?? [])
}

/** A workbook by its cells under their titles: the file says when it was made. */
async function contentOf(bytes: Buffer): Promise<unknown> {
  expect(bytes.length).toBeGreaterThan(0)
  if (bytes.subarray(0, 2).toString() !== 'PK') return bytes.toString('base64')
  return (await readXlsxFile(bytes)).map(({ sheet, data: [titles, ...rows] }) => [
    sheet,
    rows.map((row) => Object.fromEntries(titles!.map((title, n) => [String(title), row[n]]))),
  ])
}

function without(value: unknown, keys: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, keys))
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(([key]) => !keys.includes(key))
  const below = (key: string) =>
    keys.map((one) => (one.startsWith(`${key}.`) ? one.slice(key.length + 1) : one))
  return Object.fromEntries(kept.map(([key, one]) => [key, without(one, below(key))]))
}

/** Nothing may be called by a name that it got later, whatever route would have given it. */
async function renameAll(orgId: string, now: Instant) {
  await write(database.db, { orgId, now, actor: SYSTEM }, async ({ db, tick }) => {
    for (const [table, column] of Object.entries(NAMED)) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from information_schema.columns
        where table_name = ${table} and column_name = 'updated_at'`.execute(db)
      const touched = rows[0]!.n > 0 ? sql`, updated_at = ${at(tick)}` : sql``
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)} || '后来',
        version = version + 1 ${touched} where org_id = ${orgId}`.execute(db)
    }
  })
}

/** What is under way goes on: orders are cancelled, quotes withdrawn, and somebody else answers for them. */
async function moveOn(boss: Client, org: OrgWorld, now: Instant) {
  const orders = await boss.get(listOrders, { query: { view: 'open', size: 200 } })
  for (const { id } of orders.items)
    await boss.get(recordOrderStep, { params: { id }, body: { kind: 'cancelled', reason: '客户不要了' } })
  const quotes = await boss.get(listQuotes, { query: { view: 'open', size: 200 } })
  for (const { id } of quotes.items)
    await boss.get(recordQuoteStep, { params: { id }, body: { kind: 'withdrawn', reason: '客户不要了' } })
  expect([orders.items.length, quotes.items.length]).not.toContain(0)
  await write(database.db, { orgId: org.orgId, now, actor: SYSTEM }, async ({ db, tick }) => {
    for (const table of ['quote', 'sales_order'])
      await sql`update ${sql.table(table)} set responsible_id = ${org.users.stranger}, version = version + 1,
        updated_at = ${at(tick)} where org_id = ${org.orgId}`.execute(db)
  })
}

/** The answers to all questions for a day. */
async function askAll(client: Client, aim: Aim, asOf: Day): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>()
  for (const question of QUESTIONS) answers.set(question.name, await ask(client, question, aim, asOf))
  return answers
}

/** Questions that only make sense of another record, of a week ahead, or of now. */
const ASKED_IN_VAIN = [
  /readings \{"subjectKind":"(?!customer)\w+"\} 404 not_found$/,
  /comparison(\/rows)? \{"subjectKind":"(?!rep)\w+"\} (404 not_found|400 comparison_figure_unknown)$/,
  /expected.* 400 week_not_ahead$/,
  /\{"view":"mine"\} 400 not_kept_by_day$/,
]
/** What came to be only by what was written, and so is not there on the day before. */
const NOT_THERE_YET = /\/:id(\/\w+)?( \{.*\})? 404 not_found$/

/** What is refused is the same on every day and shows nothing: such a question holds nothing. */
function refusedIn(answers: ReadonlyMap<string, unknown>): string[] {
  return [...answers].flatMap(([name, answer]) => {
    const { status, code } = (answer ?? {}) as { status?: unknown; code?: unknown }
    const refusal = typeof status === 'number' ? `${name} ${status} ${code}` : null
    return refusal === null || ASKED_IN_VAIN.some((one) => one.test(refusal)) ? [] : [refusal]
  })
}

function changesOf(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>) {
  const changed = [...before].filter(
    ([name, answer]) => JSON.stringify(answer) !== JSON.stringify(after.get(name)),
  )
  return Object.fromEntries(changed.map(([name, answer]) => [name, [answer, after.get(name)]]))
}

test('the answer for a past day stays what it was, whatever is recorded, changed or renamed later', {
  timeout: 300_000,
}, async () => {
  expect(QUESTIONS.length).toBeGreaterThan(100)
  const { a } = await twoOrgs(database.db, BEFORE)
  const records = (await extendRecords(database, { ...app, clock }, a, '')).own
  const aim = { org: a, records }
  const dayBefore = addDays(TODAY, -1)
  let boss = await app.signIn('boss', 'first')
  const first = await askAll(boss, aim, dayBefore)
  expect.soft(refusedIn(first).filter((refusal) => !NOT_THERE_YET.test(refusal))).toEqual([])

  clock.set(clock.now() + 60_000)
  const done: string[] = []
  for (const one of sampled.filter(writes)) {
    const parts = one.sample.input?.(records, a) ?? {}
    const form = one.sample.upload ? formOf(one.sample.upload) : undefined
    clock.set(clock.now() + 1_000)
    const { status } = await boss.call(one.route, { ...parts, ...form } as never)
    if (status === 200) done.push(one.name)
  }
  expect(done.length).toBeGreaterThan(60)
  await evaluateOrg(database.db, { orgId: a.orgId, now: clock.now() + 1_000 })
  clock.set(clock.now() + 60_000)
  boss = await app.signIn('boss', 'first')
  const changed = changesOf(first, await askAll(boss, aim, dayBefore))
  expect.soft(Object.keys(changed), JSON.stringify(changed)).toEqual([])

  // Everything that was written stands on that day, under the names of that day.
  const dayOfWriting = dayOf(clock.now())
  clock.set(clock.now() + 2 * DAY_MS)
  await evaluateOrg(database.db, { orgId: a.orgId, now: clock.now() })
  clock.set(clock.now() + 60_000)
  boss = await app.signIn('boss', 'first')
  const second = await askAll(boss, aim, dayOfWriting)
  expect.soft(refusedIn(second)).toEqual([])
  clock.set(clock.now() + 60_000)
  await moveOn(boss, a, clock.now())
  await renameAll(a.orgId, clock.now())
  await evaluateOrg(database.db, { orgId: a.orgId, now: clock.now() + 1_000 })
  clock.set(clock.now() + 60_000)
  boss = await app.signIn('boss', 'first')
  const renamed = changesOf(second, await askAll(boss, aim, dayOfWriting))
  expect(Object.keys(renamed), JSON.stringify(renamed)).toEqual([])
})
