import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { voidPayment } from '../receivables/void.ts'
import { getBatch } from './batches.ts'
import { undoBatch } from './undo.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const { customerId } = a.records.own

const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, batchId?: string) =>
  write(
    db,
    {
      ...{ orgId: a.orgId, now: NOW },
      ...(batchId ? { source: { batchId, historyDelayDays: 0, historyUntil: TODAY } } : {}),
    },
    fn,
  )
const pay = (ctx: WriteCtx, externalCode: string, amountFen: bigint, instalmentId: string) =>
  recordPayments(ctx, [
    {
      ...{ customerId, kind: 'payment', receivedOn: TODAY, externalCode, amountFen },
      allocate: [{ instalmentId, amountFen }],
    },
  ])

test('an import that made a payment smaller is not undone while other money has taken its place', async () => {
  const [invoice] = await writing((ctx) =>
    recordInvoices(ctx, [
      {
        ...{
          customerId,
          number: 'UR-1',
          kind: 'invoice' as const,
          issuedOn: addDays(TODAY, -9),
          amountFen: 100n,
        },
        instalments: [{ dueOn: addDays(TODAY, -1), amountFen: 100n }],
      },
    ]),
  )
  const part = invoice!.instalmentIds[0]!
  const open = async () =>
    (await admin.query('select open_fen from instalment where id = $1', [part])).rows[0].open_fen
  await writing((ctx) => pay(ctx, 'P-1', 100n, part))
  const id = newId(NOW)
  await admin.query(
    `insert into import_batch (org_id, id, target, file_name, file_hash, file_path, mapping, status, rows_done, created_at)
    values ($1, $2, 'invoices', 'x.csv', '\\x00', 'x.csv', $3, 'done', 1, now())`,
    [a.orgId, id, json({})],
  )
  await writing(async (ctx) => {
    await pay(ctx, 'P-1', 40n, part)
    await recordEvent(ctx, { kind: 'import.chunk', subject: { kind: 'import', id }, summary: {} })
  }, id)
  expect(await open()).toBe(60n)
  const [later] = await writing((ctx) => pay(ctx, 'P-2', 60n, part))
  const undo = () => writing(async (ctx) => undoBatch(ctx, await getBatch(ctx, id)))
  await expect(undo()).rejects.toMatchObject({ code: 'undo_no_room', detail: { number: 'UR-1' } })
  expect(await open()).toBe(0n)
  await writing((ctx) => voidPayment(ctx, later!.id, '录错'))
  await undo()
  expect(await open()).toBe(0n)
})
