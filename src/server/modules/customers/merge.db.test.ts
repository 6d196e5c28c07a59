import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { MERGE_FACTS, MERGE_MOVES } from '../../../core/customer/merge-tables.ts'
import { periodOn } from '../../../core/receivable/limitation.ts'
import { type Actor, type ReadCtx, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { saveDeals } from '../deals/index.ts'
import { recordRecovery } from '../receivables/end-write-off.ts'
import {
  judgeProvision,
  openDispute,
  readAgeing,
  recordInvoices,
  recordPayments,
} from '../receivables/index.ts'
import { loadLimitation } from '../receivables/limitation-metrics.ts'
import { openAsOf } from '../receivables/read-ageing.ts'
import { provisionOn } from '../receivables/read-provision.ts'
import { listWriteOffs } from '../receivables/read-write-offs.ts'
import { voidPayment } from '../receivables/void.ts'
import { rebuildStates, recordActivities, saveContacts, saveCustomers } from './index.ts'
import { mergeCustomers } from './merge.ts'
import { getCustomer } from './read-customer.ts'
import { updateCustomer } from './save-customer.ts'
import { undoMerge } from './undo-merge.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const BOSS: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const MANAGER: Actor = {
  ...BOSS,
  userId: a.users.manager,
  roles: ['manager'],
  teamUserIds: [a.users.rep, a.users.mate],
  subtreeUserIds: [a.users.rep, a.users.mate, a.users.manager],
}

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant, actor = BOSS): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now }, fn)
}

type Pair = { keptId: string; goneId: string; now: Instant }
let serial = 0

/** Two customers, each with a contact, a deal and a follow-up, a month before NOW. */
async function newPair(now = NOW - 60 * DAY_MS): Promise<Pair> {
  serial += 1
  const ids = await writing(async (ctx) => {
    const saved = await saveCustomers(ctx, [
      {
        name: `苏州合并${serial}有限公司`,
        externalCode: `M${serial}a`,
        responsibleId: a.users.rep,
        city: '苏州',
      },
      {
        name: `苏州合并${serial}公司`,
        externalCode: `M${serial}b`,
        responsibleId: a.users.mate,
        phone: '13812345678',
      },
    ])
    for (const [index, { id }] of saved.entries()) {
      await saveContacts(ctx, [{ customerId: id, name: `联系人${index}`, phone: `1381234567${index}` }])
      await saveDeals(ctx, [
        {
          customerId: id,
          externalCode: `MD${serial}-${index}`,
          title: `商机${index}`,
          responsibleId: a.users.rep,
          history: [{ stage: 'reach', occurredOn: dayOf(now), amountFen: 100n }],
        },
      ])
      await recordActivities(ctx, [
        { customerId: id, userId: a.users.rep, kind: 'call', summary: '电话', occurredAt: now },
      ])
    }
    return saved.map(({ id }) => id)
  }, now)
  return { keptId: ids[0]!, goneId: ids[1]!, now }
}

type Act = {
  kind: 'invoice' | 'payment' | 'void' | 'contest' | 'judge' | 'note' | 'demand' | 'give_up' | 'recover'
  which: number
  fen: number
  days: number
}
const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    ...(['invoice', 'invoice', 'invoice', 'payment', 'payment', 'void', 'contest', 'judge', 'note'] as const),
    ...(['demand', 'give_up', 'recover'] as const),
  ),
  which: fc.nat(1),
  fen: fc.integer({ min: 10, max: 900 }),
  days: fc.constantFrom(0, 1, 4),
})

/** What no run goes without: one claim of the former customer given up, one that was demanded. */
const ALWAYS: readonly Act[] = (['invoice', 'invoice', 'give_up', 'recover', 'demand'] as const).map(
  (kind) => ({ kind, which: 1, fen: 501, days: 1 }),
)

async function perform(pair: Pair, { kind, which, fen, days }: Act): Promise<void> {
  pair.now += days * DAY_MS + 1000
  const customerId = which === 0 ? pair.keptId : pair.goneId
  const day = dayOf(pair.now)
  await writing(async (ctx) => {
    if (kind === 'invoice') {
      const amountFen = BigInt(fen)
      const instalments = [{ dueOn: addDays(day, fen % 2 === 0 ? 10 : 0), amountFen }]
      await recordInvoices(ctx, [
        { customerId, number: `I${ctx.tick}`, kind: 'invoice', issuedOn: day, amountFen, instalments },
      ])
    } else if (kind === 'payment') {
      const amountFen = BigInt(fen)
      await recordPayments(ctx, [
        { customerId, kind: 'payment', receivedOn: day, amountFen, allocate: 'oldest' },
      ])
    } else if (kind === 'note') {
      await recordActivities(ctx, [
        {
          customerId,
          userId: a.users.rep,
          kind: 'call',
          summary: '又打了',
          occurredAt: pair.now,
          promisedOn: day,
        },
      ])
    } else await actOnMoney(ctx, kind, customerId)
  }, pair.now)
}

async function actOnMoney(
  ctx: WriteCtx,
  kind: Exclude<Act['kind'], 'invoice' | 'payment' | 'note'>,
  customerId: string,
): Promise<void> {
  if (kind === 'void') {
    const { rows } = await admin.query(
      `select id from payment where customer_id = $1 and voided_at is null and kind = 'payment' order by id limit 1`,
      [customerId],
    )
    if (rows[0]) await voidPayment(ctx, rows[0].id, '登错了')
    return
  }
  if (kind === 'recover') {
    const { rows } = await admin.query(
      `select w.id from write_off w where w.customer_id = $1 and w.amount_fen > (select coalesce(sum(r.amount_fen), 0)
         from recovery r where r.payment_id = w.payment_id) order by w.id limit 1`,
      [customerId],
    )
    if (rows[0])
      await recordRecovery(ctx, rows[0].id, { receivedOn: dayOf(ctx.now), amountFen: 1n, reference: '' })
    return
  }
  const { rows } = await admin.query(
    `select id, open_fen from instalment i where customer_id = $1 and voided_at is null and open_fen > 0
       and not exists (select 1 from dispute d where d.instalment_id = i.id and d.voided_at is null) order by id limit 1`,
    [customerId],
  )
  if (!rows[0]) return
  const { id: instalmentId, open_fen: fen } = rows[0]
  if (kind === 'judge') {
    await judgeProvision(ctx, { instalmentId, amountFen: BigInt(fen) / 2n, reason: '停业' })
    return
  }
  if (kind === 'demand') return demand(ctx, customerId, instalmentId)
  if (kind === 'give_up') return giveUp(ctx, customerId, BigInt(fen))
  await openDispute(ctx, { instalmentId, kind: 'quality', amountFen: BigInt(fen), reason: '质量' })
}

async function demand(ctx: WriteCtx, customerId: string, instalmentId: string): Promise<void> {
  await sql`
    with s as (insert into dunning_step (org_id, id, customer_id, stage, channel, amount_fen, occurred_on, known_at, recorded_at)
      values (${a.orgId}, gen_random_uuid(), ${customerId}, 'letter', 'letter', 1, ${dayOf(ctx.now)}, ${at(ctx.tick)}, ${at(ctx.tick)})
      returning org_id, id)
    insert into dunning_item (org_id, step_id, instalment_id, stage, open_fen)
    select org_id, id, ${instalmentId}, 'letter', 1 from s`.execute(ctx.db)
}

async function giveUp(ctx: WriteCtx, customerId: string, amountFen: bigint): Promise<void> {
  const on = dayOf(ctx.now)
  const [lost] = await recordPayments(ctx, [
    { customerId, kind: 'write_off', receivedOn: on, amountFen, allocate: 'oldest' },
  ])
  await sql`
    insert into write_off (org_id, id, customer_id, ground, reason, amount_fen, status, drafted_at, effective_on, effective_at, payment_id)
    values (${a.orgId}, gen_random_uuid(), ${customerId}, 'court', '终本', ${amountFen}, 'in_effect', ${at(ctx.tick)}, ${on},
      ${at(ctx.tick)}, ${lost!.id})`.execute(ctx.db)
}

/** What each of the two owed and had paid on account, by either reading, as of some days. */
async function readings({ keptId, goneId, now }: Pair, days: readonly Day[], reading: 'known' | 'business') {
  return read(db, { orgId: a.orgId, actor: BOSS, now: now + 30 * DAY_MS }, async (ctx) => {
    const told = []
    for (const asOf of days) {
      const ageing = await readAgeing(ctx, { asOf, reading, top: 10_000 })
      const { open, overdue, disputed, unallocatedFen, buckets, customers } = ageing
      const pair = customers
        .filter(({ id }) => id === keptId || id === goneId)
        .map(({ id, openFen, overdueFen, disputedFen, bucketFen }) => ({
          id,
          openFen,
          overdueFen,
          disputedFen,
          bucketFen,
        }))
        .toSorted((x, y) => (x.id < y.id ? -1 : 1))
      const { provision } = await provisionOn(ctx, asOf, reading)
      const { totalFen, individualFen } = provision
      const lost = await listWriteOffs(ctx, { asOf, reading, page: 1, size: 10_000 })
      const writtenOff = {
        ...{ total: lost.total, sumFen: lost.sumFen, sumLeftFen: lost.sumLeftFen },
        items: lost.items.map(({ id, leftFen, recoveries }) => ({
          ...{
            id,
            leftFen,
            came: recoveries.map(({ receivedOn, amountFen }) => ({ receivedOn, amountFen })),
          },
        })),
      }
      const ends = await endsOf(ctx, [keptId, goneId], { asOf, reading })
      told.push({
        ...{ asOf, pair, open, overdue, disputed, unallocatedFen, buckets, totalFen, individualFen },
        ...{ writtenOff, ends },
      })
    }
    return told
  })
}

/** Until when what they owe can be sued for, and what began the period. */
async function endsOf(
  ctx: ReadCtx,
  customerIds: readonly string[],
  { asOf, reading }: { asOf: Day; reading: 'known' | 'business' },
) {
  const { rows } = await sql<{ id: string; number: string }>`
    select o.id, v.number from ${openAsOf(ctx, asOf, reading)} o join invoice v on v.org_id = ${a.orgId} and v.id = o.invoice_id
    where o.customer_id = any(${[...customerIds]}::uuid[]) order by v.number`.execute(ctx.db)
  const periods = await loadLimitation(
    ctx,
    rows.map(({ id }) => id),
  )
  const day = { day: asOf, known: reading === 'known' ? endOfDay(asOf) : null }
  return rows.map(({ id, number }) => {
    const period = periodOn(periods.get(id) ?? [], day)
    return { number, endsOn: period?.endsOn, by: period?.by && [period.by.kind, period.by.on] }
  })
}

/** Every row that names one of the two, as it stands; versions and the moment of the last edit aside. */
async function everything({ keptId, goneId }: Pair): Promise<Record<string, unknown[]>> {
  const tables: Record<string, string> = {
    customer: 'id',
    customer_state: 'customer_id',
    customer_member: 'customer_id',
  }
  for (const table of MERGE_FACTS) tables[table] = 'customer_id'
  for (const { table, column } of MERGE_MOVES) tables[table] = column
  tables['custom_value'] = 'record_id'
  tables['customer_search_key'] = 'customer_id'
  const found: Record<string, unknown[]> = {}
  for (const [table, column] of Object.entries(tables)) {
    const { rows } = await admin.query(
      `select to_jsonb(r) - 'version' - 'updated_at' as row from ${table} r where r.${column} = any($1)
         and (to_jsonb(r) ->> 'voided_at') is distinct from (to_jsonb(r) ->> 'known_at') order by 1`,
      [[keptId, goneId]],
    )
    found[table] = rows.map(({ row }) => row)
  }
  return found
}

const FORM = { taken: ['phone' as const], reason: '同一家公司录了两遍' }

describe('what stands in the way', () => {
  const merged = async (pair: Pair) =>
    writing((ctx) => mergeCustomers(ctx, pair.keptId, { ...FORM, goneId: pair.goneId }), NOW)

  test('two registered numbers are two companies; a record is not merged into itself', async () => {
    const pair = await newPair()
    await expect(merged({ ...pair, goneId: pair.keptId })).rejects.toThrow('merge_same')
    await admin.query(
      `update customer set uscc = case id when $1 then '91110108551385082Q' else '91440300708461136T' end where id = any($2)`,
      [pair.keptId, [pair.keptId, pair.goneId]],
    )
    await expect(merged(pair)).rejects.toThrow('merge_two_companies')
  })

  test('the same invoice number with both', async () => {
    const pair = await newPair()
    const twice = { number: 'TWICE-1', kind: 'invoice' as const, issuedOn: dayOf(NOW), amountFen: 5n }
    await writing(
      (ctx) =>
        recordInvoices(
          ctx,
          [pair.keptId, pair.goneId].map((customerId) => ({
            ...twice,
            customerId,
            instalments: [{ dueOn: dayOf(NOW), amountFen: 5n }],
          })),
        ),
      NOW,
    )
    await expect(merged(pair)).rejects.toMatchObject({
      code: 'merge_numbers',
      detail: { numbers: 'TWICE-1' },
    })
  })

  test('a manager merges within the own team, nobody across organisations; a refusal writes nothing', async () => {
    const pair = await newPair()
    const [other] = await writing(
      (ctx) => saveCustomers(ctx, [{ name: `外队${serial}`, responsibleId: a.users.stranger }]),
      pair.now,
    )
    const before = await everything(pair)
    const tried = (goneId: string, actor: Actor) =>
      writing((ctx) => mergeCustomers(ctx, pair.keptId, { ...FORM, goneId }), NOW, actor)
    await expect(tried(other!.id, MANAGER)).rejects.toThrow('not_found')
    await expect(tried(b.records.own.customerId, BOSS)).rejects.toThrow('not_found')
    expect(await everything(pair)).toEqual(before)
    const { id } = await tried(pair.goneId, MANAGER)
    const far = { ...MANAGER, userId: a.users.manager2, teamUserIds: [], subtreeUserIds: [a.users.stranger] }
    await expect(writing((ctx) => undoMerge(ctx, id), NOW, far)).rejects.toThrow('not_found')
  })

  test('money set against it since, a late undo, a second one', async () => {
    const pair = await newPair()
    await perform(pair, { kind: 'invoice', which: 1, fen: 500, days: 1 })
    const { id } = await merged(pair)
    const money = {
      kind: 'payment' as const,
      receivedOn: dayOf(NOW),
      amountFen: 200n,
      allocate: 'oldest' as const,
    }
    const paid = await writing(
      (ctx) => recordPayments(ctx, [{ ...money, customerId: pair.keptId }]),
      NOW + 1000,
    )
    await expect(writing((ctx) => undoMerge(ctx, id), NOW + 2000)).rejects.toMatchObject({
      code: 'merge_changed',
    })
    await writing((ctx) => voidPayment(ctx, paid[0]!.id, '登错了'), NOW + 3000)
    await expect(writing((ctx) => undoMerge(ctx, id), NOW + 31 * DAY_MS)).rejects.toThrow('merge_too_late')
    await writing((ctx) => undoMerge(ctx, id), NOW + 5000)
    await expect(writing((ctx) => undoMerge(ctx, id), NOW + 6000)).rejects.toThrow('merge_undone')
  })

  test('a dispute opened since on what went over', async () => {
    const pair = await newPair()
    await perform(pair, { kind: 'invoice', which: 1, fen: 500, days: 1 })
    const { id } = await merged(pair)
    await perform({ ...pair, now: NOW }, { kind: 'contest', which: 0, fen: 10, days: 0 })
    await expect(writing((ctx) => undoMerge(ctx, id), NOW + DAY_MS)).rejects.toMatchObject({
      code: 'merge_built_on',
      detail: { what: 'dispute' },
    })
  })
})

describe('after a merge', () => {
  const merge = async (pair: Pair, keptId = pair.keptId, goneId = pair.goneId) =>
    writing((ctx) => mergeCustomers(ctx, keptId, { ...FORM, goneId }), NOW)

  test('names and codes of the other record find the one that goes on, and do not rename it', async () => {
    const pair = await newPair()
    await merge(pair)
    const name = `苏州合并${serial}公司`
    const rows = [{ name, externalCode: `M${serial}b`, city: '无锡' }, { name }]
    const saved = await writing((ctx) => saveCustomers(ctx, rows), NOW)
    expect(saved.map(({ id }) => id)).toEqual([pair.keptId, pair.keptId])
    const at = { orgId: a.orgId, actor: BOSS, now: NOW }
    const page = await read(db, at, (ctx) => getCustomer(ctx, pair.keptId))
    expect(page).toMatchObject({
      name: `苏州合并${serial}有限公司`,
      city: '无锡',
      externalCode: `M${serial}a`,
    })
    expect([page.contacts.length, page.deals.length, page.activities.length]).toEqual([2, 2, 2])
    expect(page.phoneMasked).not.toBeNull()
    expect(page.timeline.filter(({ kind }) => kind === 'customer.merged')).toHaveLength(2)
    await expect(read(db, at, (ctx) => getCustomer(ctx, pair.goneId))).rejects.toThrow('not_found')
  })

  test('undone, later edits stay where they were made, and what was added to a deal goes with the deal', async () => {
    const pair = await newPair()
    const { id } = await merge(pair)
    const form = { name: `苏州合并${serial}有限公司`, keyLevel: 'key' as const, remark: '改过' }
    await writing((ctx) => updateCustomer(ctx, pair.keptId, form), NOW + 1000)
    const { rows: deals } = await admin.query(`select id from deal where external_code = $1`, [
      `MD${serial}-1`,
    ])
    const note = { kind: 'call' as const, summary: '合并后', occurredAt: NOW + 1500, userId: a.users.rep }
    await writing(
      (ctx) => recordActivities(ctx, [{ ...note, customerId: pair.keptId, dealId: deals[0].id }]),
      NOW + 2000,
    )
    await writing((ctx) => undoMerge(ctx, id), NOW + 3000)
    const { rows } = await admin.query(
      `select (select remark from customer where id = $1) as remark, (select phone from customer where id = $1) as phone,
        (select customer_id from activity where summary = '合并后' and deal_id = $2) as followed`,
      [pair.keptId, deals[0].id],
    )
    expect(rows[0]).toEqual({ remark: '改过', phone: null, followed: pair.goneId })
  })

  test('a chain of merges is undone from its end', async () => {
    const pair = await newPair()
    const first = await merge(pair)
    const [third] = await writing((ctx) => saveCustomers(ctx, [{ name: `第三${serial}` }]), NOW)
    const second = await merge(pair, third!.id, pair.keptId)
    const leadsTo = async (goneId: string) =>
      (await admin.query('select merged_into from customer where id = $1', [goneId])).rows[0].merged_into
    expect(await leadsTo(pair.goneId)).toBe(third!.id)
    await expect(writing((ctx) => undoMerge(ctx, first.id), NOW + 2000)).rejects.toThrow('merge_later_merge')
    await writing((ctx) => undoMerge(ctx, second.id), NOW + 3000)
    expect(await leadsTo(pair.goneId)).toBe(pair.keptId)
    await writing((ctx) => undoMerge(ctx, first.id), NOW + 4000)
    expect(await leadsTo(pair.goneId)).toBeNull()
  })
})

/**
 * Ticks only rise: what is to be known of a day of its own has to happen after all that was written before.
 * So these come last, each well after the one before it.
 */
function laterOn(): Instant {
  return NOW + (serial + 1) * 120 * DAY_MS
}

describe('merge (C209)', () => {
  test('whatever happened before: the money is the same to the fen, what was known is still known, undo is identity', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 14 }), async (acts) => {
        const pair = await newPair(laterOn())
        for (const one of [...ALWAYS, ...acts]) await perform(pair, one)
        const before = dayOf(pair.now)
        const days = [addDays(before, -20), addDays(before, -3), before]
        const known = await readings(pair, days, 'known')
        const business = await readings(pair, days, 'business')
        const state = await everything(pair)
        pair.now += DAY_MS
        const { id } = await writing(
          (ctx) => mergeCustomers(ctx, pair.keptId, { ...FORM, goneId: pair.goneId }),
          pair.now,
        )
        expect(await readings(pair, days, 'known')).toEqual(known)
        const later = await readings(pair, days, 'business')
        for (const [index, told] of later.entries()) {
          // A promise of either is one of the company that both turned out to be.
          const { pair: two, ends: _, ...company } = business[index]!
          expect({ ...told, pair: [], ends: [] }).toEqual({ ...company, pair: [], ends: [] })
          expect(told.pair.map((one) => one.id)).toEqual(two.length > 0 ? [pair.keptId] : [])
          expect(sum(told.pair, 'openFen')).toBe(sum(two, 'openFen'))
          expect(sum(told.pair, 'overdueFen')).toBe(sum(two, 'overdueFen'))
        }
        expect(await writing((ctx) => rebuildStates(ctx), pair.now)).toBe(0)
        await writing((ctx) => undoMerge(ctx, id), pair.now + DAY_MS)
        expect(await everything(pair)).toEqual(state)
        expect(await readings(pair, days, 'known')).toEqual(known)
        expect(await readings(pair, days, 'business')).toEqual(business)
        expect(await writing((ctx) => rebuildStates(ctx), pair.now)).toBe(0)
      }),
      { numRuns: 12 },
    )
  }, 240_000)
})

test('what was judged of the former customer is set aside as it was known, before and after a merge and its undo', async () => {
  const pair = await newPair(laterOn())
  await perform(pair, { kind: 'invoice', which: 1, fen: 800, days: 1 })
  await perform(pair, { kind: 'judge', which: 1, fen: 0, days: 1 })
  const days = [dayOf(pair.now)]
  const aside = async (reading: 'known' | 'business') => {
    const [told] = await readings(pair, days, reading)
    return { individualFen: told!.individualFen, totalFen: told!.totalFen }
  }
  const before = { known: await aside('known'), business: await aside('business') }
  expect(before.known.individualFen).toBeGreaterThanOrEqual(400n)
  pair.now += DAY_MS
  const { id } = await writing(
    (ctx) => mergeCustomers(ctx, pair.keptId, { ...FORM, goneId: pair.goneId }),
    pair.now,
  )
  expect({ known: await aside('known'), business: await aside('business') }).toEqual(before)
  await writing((ctx) => undoMerge(ctx, id), pair.now + DAY_MS)
  expect({ known: await aside('known'), business: await aside('business') }).toEqual(before)
})

function sum(
  rows: readonly { openFen: bigint; overdueFen: bigint }[],
  key: 'openFen' | 'overdueFen',
): bigint {
  return rows.reduce((total, row) => total + row[key], 0n)
}
