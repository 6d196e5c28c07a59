import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { assignCustomers, previewAssign } from '../../../api/transfers.ts'
import { addDays } from '../../../core/calendar.ts'
import { TRANSFER_KINDS, type TransferKind } from '../../../core/handover/receiver.ts'
import { newId } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { openComplaint } from '../complaints/index.ts'
import { saveContracts } from '../contracts/index.ts'
import { saveCustomers } from '../customers/index.ts'
import { saveDeals } from '../deals/index.ts'
import { saveOrders } from '../orders/index.ts'
import { saveQuotes } from '../quotes/index.ts'
import { openDispute, recordInvoices } from '../receivables/index.ts'
import { installPack } from '../watch/index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const app = await testApp(database)
const { orgId, users } = a
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, { orgId, now: NOW }, fn)
await writing((ctx) => installPack(ctx))

/** Where each kind says who answers for it, and which of them are open. */
const HOLDERS: Record<TransferKind, string> = {
  receivable:
    'select responsible_id from instalment where customer_id = $1 and open_fen > 0 and voided_at is null',
  deal: "select responsible_id from deal where customer_id = $1 and outcome = 'open'",
  quote: "select responsible_id from quote where customer_id = $1 and status = 'asked'",
  contract: "select responsible_id from contract where customer_id = $1 and status = 'open'",
  order: "select responsible_id from sales_order where customer_id = $1 and status = 'open'",
  complaint: 'select responsible_id from complaint where customer_id = $1 and resolved_on is null',
  dispute: 'select responsible_id from dispute where customer_id = $1 and resolved_on is null',
  alert: 'select responsible_id from alert where customer_id = $1 and resolved_at is null',
  task: "select responsible_id from task where customer_id = $1 and state = 'open'",
}

const holders = async (kind: TransferKind, customerId: string) =>
  (await admin.query(HOLDERS[kind], [customerId])).rows.map((row) => row.responsible_id)

let made = 0
/** A customer of the rep with one open thing of each kind, and one closed deal. */
async function burdened(): Promise<string> {
  made += 1
  const mark = `转交${made}`
  return writing(async (ctx) => {
    const responsibleId = users.rep
    const [saved] = await saveCustomers(ctx, [
      { name: `${mark}有限公司`, responsibleId, createdOn: '2025-01-01' },
    ])
    const customerId = saved!.id
    const paper = { customerId, dealId: null, title: mark, amountFen: 900n, currency: 'CNY', responsibleId }
    await saveDeals(
      ctx,
      ['reach', 'won'].map((stage, n) => ({
        ...{ externalCode: `${mark}S${n}`, customerId, title: mark, responsibleId, amountFen: 100n },
        history: [{ stage, occurredOn: TODAY }],
      })),
    )
    await saveQuotes(ctx, [
      {
        ...{
          externalCode: `${mark}Q`,
          customerId,
          dealId: null,
          title: mark,
          currency: 'CNY',
          responsibleId,
        },
        steps: [{ kind: 'asked', at: NOW - 9e8 }],
      },
    ])
    const days = { signedOn: TODAY, effectiveOn: null, endsOn: null }
    await saveContracts(ctx, [{ ...paper, ...days, number: `${mark}H` }])
    const planned = { orderedOn: TODAY, plannedOn: addDays(TODAY, 5), deliveredOn: null }
    await saveOrders(ctx, [{ ...paper, ...planned, number: `${mark}D` }])
    const [invoice] = await recordInvoices(ctx, [
      {
        ...{
          customerId,
          number: `${mark}F`,
          kind: 'invoice',
          issuedOn: TODAY,
          amountFen: 1_000n,
          responsibleId,
        },
        instalments: [{ dueOn: addDays(TODAY, 9), amountFen: 1_000n }],
      },
    ])
    await openComplaint(ctx, {
      ...{ kind: 'quality', severity: 2, title: mark, detail: '', customerId, responsibleId },
    })
    await openDispute(ctx, {
      ...{
        instalmentId: invoice!.instalmentIds[0]!,
        amountFen: 10n,
        kind: 'quality',
        reason: mark,
        responsibleId,
      },
    })
    await warn(ctx, customerId)
    return customerId
  })
}

async function warn(ctx: WriteCtx, customerId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from rule where org_id = ${orgId} limit 1`.execute(
    ctx.db,
  )
  const [moment, ruleId] = [at(ctx.tick), rows[0]!.id]
  await sql`
    insert into alert (org_id, id, rule_id, rule_version, rule_code, mode, subject_kind, subject_id, customer_id, status,
      severity, responsible_id, opened_at, evaluated_at, deadline_at, explanation)
    values (${orgId}, ${newId(ctx.now)}, ${ruleId}, 1, 'x', 'on', 'customer', ${customerId}, ${customerId}, 'open', 2,
      ${users.rep}, ${moment}, ${moment}, ${moment}, '{"informed": []}')`.execute(ctx.db)
  await sql`
    insert into task (org_id, id, customer_id, title, responsible_id, due_at, recorded_at)
    values (${orgId}, ${newId(ctx.now)}, ${customerId}, '打电话', ${users.rep}, ${moment}, ${moment})`.execute(
    ctx.db,
  )
}

test.each(TRANSFER_KINDS)(
  '%s goes along with its customer, or stays when it is not wished',
  async (kind) => {
    const [moved, kept] = [await burdened(), await burdened()]
    const manager = await app.signIn('manager')
    const others = TRANSFER_KINDS.filter((one) => one !== kind)
    await manager.get(assignCustomers, { body: { ids: [kept], responsibleId: users.mate, along: others } })
    expect(new Set(await holders(kind, kept))).toEqual(new Set([users.rep]))
    const { along } = await manager.get(assignCustomers, {
      body: { ids: [moved], responsibleId: users.mate, along: [kind] },
    })
    expect(along).toEqual([{ kind, count: 1 }])
    expect(new Set(await holders(kind, moved))).toEqual(new Set([users.mate]))
    for (const other of others) expect(new Set(await holders(other, moved))).toEqual(new Set([users.rep]))
  },
  60_000,
)

test('what is counted before is what goes; what is over, and what a colleague holds, stays', async () => {
  const ids = [await burdened(), await burdened()]
  const manager = await app.signIn('manager')
  await admin.query("update deal set responsible_id = $2 where customer_id = $1 and outcome = 'open'", [
    ids[1],
    users.stranger,
  ])
  const seen = await manager.get(previewAssign, { body: { ids } })
  expect(Object.fromEntries(seen.kinds.map(({ kind, count }) => [kind, count]))).toEqual({
    ...Object.fromEntries(TRANSFER_KINDS.map((kind) => [kind, 2])),
    deal: 1,
  })
  const done = await manager.get(assignCustomers, { body: { ids, responsibleId: users.mate } })
  expect(done.along).toEqual(seen.kinds.map(({ kind, count }) => ({ kind, count })))
  expect(await holders('deal', ids[1]!)).toEqual([users.stranger])
  const { rows } = await admin.query(
    "select distinct responsible_id from deal where customer_id = any($1) and outcome = 'won'",
    [ids],
  )
  expect(rows).toEqual([{ responsible_id: users.rep }])
  expect((await manager.get(previewAssign, { body: { ids: [ids[0]!] } })).kinds.length).toBe(9)
}, 60_000)

test('a customer out of reach is counted for nobody', async () => {
  const rep = await app.signIn('manager2')
  const answer = await rep.call(previewAssign, { body: { ids: [a.records.own.customerId] } })
  expect(answer).toMatchObject({ status: 404 })
})
