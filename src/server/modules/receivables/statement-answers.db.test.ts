import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/statement-answers.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices } from './record-invoices.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const [rep, mate, stranger] = await Promise.all(['rep', 'mate', 'stranger'].map((one) => signIn(one)))
const day = (offset: number) => addDays(dayOf(NOW), offset)

const customerId = await write(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
  const [saved] = await saveCustomers(ctx, [
    { name: '对账客户有限公司', responsibleId: a.users.rep, createdOn: day(-90) },
  ])
  await recordInvoices(ctx, [
    {
      ...{ customerId: saved!.id, number: 'SA-1', kind: 'invoice' as const, issuedOn: day(-40) },
      ...{ amountFen: 50_000n, instalments: [{ dueOn: day(-10), amountFen: 50_000n }] },
    },
  ])
  return saved!.id
})
const params = { id: customerId }
const note = (body: object, client = rep!) =>
  client.call(api.recordStatementAnswer, {
    params,
    body: { statementAsOf: day(-5), outcome: 'agreed', ...body } as never,
  })
const codeOf = ({ body }: { body: unknown }) => (body as { code: string }).code
const list = (query = {}, client = rep!) => client.get(api.listStatementAnswers, { params, query })

test('an answer stands against the closing balance of its statement, and both readings keep it', async () => {
  expect(codeOf(await note({ outcome: 'differs' }))).toBe('answer_needs_figure')
  expect(codeOf(await note({ outcome: 'differs', theirFen: 50_000 }))).toBe('answer_same_figure')
  expect(codeOf(await note({ on: day(-6) }))).toBe('answer_before_statement')
  expect(codeOf(await note({ on: day(1) }))).toBe('date_in_future')
  expect(codeOf(await note({}, stranger))).toBe('not_found')
  expect((await list()).items).toEqual([])

  const differs = {
    outcome: 'differs',
    theirFen: 48_000,
    note: '少记一笔运费',
    on: day(-2),
    contactName: '张会计',
  }
  expect((await note(differs)).status).toBe(200)
  const [item] = (await list()).items
  expect(item).toMatchObject({ closingFen: 50_000, theirFen: 48_000, outcome: 'differs', on: day(-2) })
  // By business date it happened two days ago; known it is only since today.
  expect((await list({ asOf: day(-2) })).items).toHaveLength(1)
  expect((await list({ asOf: day(-3) })).items).toEqual([])
  expect((await list({ asOf: day(-2), known: 'true' })).items).toEqual([])
  expect((await list({ asOf: day(0), known: 'true' })).items).toHaveLength(1)
})

test('whoever noted it or leads takes it back, nobody else; what was known stays known', async () => {
  await note({ on: day(0) })
  const [item] = (await list()).items
  const take = (client = rep!) =>
    client.call(api.voidStatementAnswer, { params: { id: item!.id }, body: { reason: '记错客户' } })
  expect(codeOf(await take(stranger))).toBe('not_found')
  expect(codeOf(await take(mate))).toBe('not_found')
  clock.set(NOW + DAY_MS)
  expect((await take(await signIn('boss'))).status).toBe(200)
  const again = await signIn('boss')
  expect(codeOf(await take(again))).toBe('already_voided')
  const ids = async (query: object) => (await list(query, again)).items.map(({ id }) => id)
  expect(await ids({ asOf: day(1) })).not.toContain(item!.id)
  expect(await ids({ asOf: day(0), known: 'true' })).toContain(item!.id)
})
