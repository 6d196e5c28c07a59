import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { addDays, DAY_MS, type Day, startOfDay } from '../../../core/calendar.ts'
import { read, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { alertsThen } from './alerts-then.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'
import { leaveMoneyForLater, moneyDue, refreshAllMoney } from './money-now.ts'
import { listAlerts } from './read-alerts.ts'

const { db } = await testDatabase()
const TODAY: Day = '2026-03-10' // a Tuesday
const MORNING = startOfDay(TODAY) + 10 * 3_600_000

let orgId: string
let customerId: string

/** The oldest item is late by ten days, the next falls due after three more. */
beforeAll(async () => {
  const input = { slug: 'money-now', name: '测试公司', isDemo: false, now: MORNING }
  const created = await createOrg(db, input, async (ctx) => {
    await installPack(ctx)
    const [boss] = await savePeople(ctx, [{ login: 'boss', name: '老板', roles: ['boss', 'finance'] }])
    return boss!.id
  })
  orgId = created.orgId
  await evaluateOrg(db, at(MORNING + 1))
  customerId = await write(db, at(MORNING + 60_000), async (ctx) => {
    const [customer] = await saveCustomers(ctx, [
      { name: '瑞达机械', responsibleId: created.value, createdOn: addDays(TODAY, -90) },
    ])
    const due = (number: string, dueOn: Day) => ({
      customerId: customer!.id,
      number,
      kind: 'invoice' as const,
      issuedOn: addDays(TODAY, -40),
      amountFen: 5_000_00n,
      instalments: [{ dueOn, amountFen: 5_000_00n }],
    })
    await recordInvoices(ctx, [due('A-1', addDays(TODAY, -10)), due('A-2', addDays(TODAY, 3))])
    return customer!.id
  })
  await evaluateOrg(db, at(MORNING + 61_000))
})

const at = (now: number) => ({ orgId, now })

/** The alert about the customer's overdue money as the list shows it, and the headline of the list. */
async function listed(now: number, asOf?: Day, status = 'active') {
  const query = { status, mode: 'on', sort: 'money', page: 1, pageSize: 50 }
  return read(db, at(now), async (ctx) => {
    const { rows, moneyFen } = await listAlerts(ctx, {
      ...query,
      ...{ silenced: false, inhibited: 'without', mine: false, rule: 'customer-overdue', customerId, asOf },
    } as never)
    return rows.map((row) => ({ now: row.moneyFen, found: row.foundFen, sum: moneyFen }))[0]
  })
}

async function isDue(now: number): Promise<boolean> {
  return read(db, at(now), async (ctx) => {
    const { rows } = await sql<{ due: boolean }>`select ${moneyDue(ctx)} as due`.execute(ctx.db)
    return rows[0]!.due
  })
}

describe('money at risk of an open alert', () => {
  it('is what was found, until something changes', async () => {
    expect(await listed(MORNING + 62_000)).toEqual({ now: 5_000_00n, found: 5_000_00n, sum: 5_000_00n })
  })

  it('follows a payment at once; what was found stays beside it', async () => {
    const now = MORNING + DAY_MS
    await write(db, at(now), (ctx) =>
      recordPayments(ctx, [
        {
          ...{ customerId, kind: 'payment', allocate: 'oldest' },
          receivedOn: addDays(TODAY, 1),
          amountFen: 2_000_00n,
        },
      ]),
    )
    await evaluateOrg(db, at(now + 1_000))
    expect(await listed(now + 2_000)).toEqual({ now: 3_000_00n, found: 5_000_00n, sum: 3_000_00n })
  })

  it('grows with time alone once a day, though the rule tells nothing new', async () => {
    const now = MORNING + 4 * DAY_MS
    expect(await isDue(now)).toBe(true)
    await refreshAllMoney(db, at(now))
    expect(await isDue(now)).toBe(false)
    expect(await listed(now + 1_000)).toEqual({ now: 8_000_00n, found: 5_000_00n, sum: 8_000_00n })
  })

  it('is looked at again when something was left for later while a look was under way', async () => {
    const now = MORNING + 4 * DAY_MS + 3_600_000
    let later: Promise<void> | undefined
    await refreshAllMoney(db, at(now), () => {
      later ??= write(db, at(now), leaveMoneyForLater)
      return false
    })
    await later
    expect(await isDue(now)).toBe(true)
    await refreshAllMoney(db, at(now))
    expect(await isDue(now)).toBe(false)
  })

  it('stays on past days what it was then, on the page and for machines', async () => {
    const now = MORNING + 5 * DAY_MS
    const on = (day: number) => listed(now, addDays(TODAY, day))
    expect(await on(0)).toMatchObject({ now: 5_000_00n, sum: 5_000_00n })
    expect(await on(1)).toMatchObject({ now: 3_000_00n, sum: 3_000_00n })
    expect(await on(3)).toMatchObject({ now: 3_000_00n })
    expect(await on(4)).toMatchObject({ now: 8_000_00n, sum: 8_000_00n })
    const then = await read(db, at(now), (ctx) => alertsThen(ctx, addDays(TODAY, 1)))
    expect(then.alerts.find(({ rule }) => rule === 'customer-overdue')?.moneyFen).toBe(3_000_00n)
  })

  it('is what it had come to once the alert is over, though nothing is owed any more', async () => {
    const now = MORNING + 6 * DAY_MS
    await write(db, at(now), (ctx) =>
      recordPayments(ctx, [
        {
          ...{ customerId, kind: 'payment', allocate: 'oldest' },
          receivedOn: addDays(TODAY, 6),
          amountFen: 8_000_00n,
        },
      ]),
    )
    await evaluateOrg(db, at(now + 1_000))
    expect(await listed(now + 2_000)).toBeUndefined()
    const over = await listed(now + 2_000, undefined, 'resolved')
    expect(over).toEqual({ now: 8_000_00n, found: 8_000_00n, sum: 8_000_00n })
    expect(await listed(now + 2_000, addDays(TODAY, 1))).toMatchObject({ now: 3_000_00n })
  })
})
