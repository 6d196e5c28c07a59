import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { createCustomer, getCustomer, updateContact, updateCustomer } from '../../../api/customers.ts'
import {
  applyFixes,
  dismissDefect,
  listDefects,
  qualityOverview,
  retakeDefect,
  undoFixes,
} from '../../../api/quality.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { saveContacts, saveCustomers } from '../customers/index.ts'
import { checkData, qualityDue } from './index.ts'

type List = z.input<(typeof listDefects)['reply']>

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let org: OrgWorld
let clients: Record<'rep' | 'mate' | 'manager' | 'finance' | 'admin' | 'boss', Client>

beforeAll(async () => {
  const world = await twoOrgs(db)
  org = world.a
  await signAllIn()
}, 60_000)

/** A session does not last until the next day. */
async function signAllIn() {
  const names = ['rep', 'mate', 'manager', 'finance', 'admin', 'boss'] as const
  const signed = await Promise.all(names.map((name) => signIn(name)))
  clients = Object.fromEntries(names.map((name, index) => [name, signed[index]!])) as typeof clients
}

const later = (ms = 1000) => clock.set(clock.now() + ms)
const check = async () => {
  later()
  await write(db, { orgId: org.orgId, now: clock.now() }, (ctx) => checkData(ctx))
  later()
}
const nextDay = async () => {
  later(DAY_MS)
  await signAllIn()
}
const checkTomorrow = async () => {
  await nextDay()
  await check()
}

/** As it came in before there were rules of entry. */
async function enter(change: { name?: string; phone?: string | null; uscc?: string | null; mate?: boolean }) {
  later()
  const name = change.name ?? `${counter++}号旧客户有限公司`
  const responsibleId = change.mate ? org.users.mate : org.users.rep
  const [saved] = await write(db, { orgId: org.orgId, now: clock.now() }, (ctx) =>
    saveCustomers(ctx, [{ name, phone: change.phone ?? null, uscc: change.uscc ?? null, responsibleId }]),
  )
  return saved!.id
}
let counter = 1

const listOf = (client: Client, query: Record<string, unknown> = {}): Promise<List> =>
  client.get(listDefects, { query: { size: 200, ...query } as never }) as unknown as Promise<List>

async function defectOf(client: Client, customerId: string, query: Record<string, unknown> = {}) {
  const { items } = await listOf(client, query)
  return items.find(({ customer }) => customer?.id === customerId)
}

describe('a check of the data', () => {
  it('finds what came in before there were rules, says who mends it and by when', async () => {
    const id = await enter({ phone: '１３８ ００１３ ８０００' })
    await check()
    const row = await defectOf(clients.rep, id)
    expect(row).toMatchObject({
      check: 'phone_form',
      state: 'open',
      firstSeenOn: TODAY,
      dueOn: '2026-03-30',
      mender: { id: org.users.rep },
      now: { fix: { to: '138****8000' } },
      can: { fix: true, dismiss: true },
    })
    expect(JSON.stringify(row)).not.toContain('0013')
  })

  it('is due once a day', async () => {
    await check()
    const due = (now: number) =>
      read(db, { orgId: org.orgId, now }, async (ctx) => {
        const { rows } = await sql<{ due: boolean }>`select ${qualityDue(ctx)} as due`.execute(ctx.db)
        return rows[0]!.due
      })
    expect(await due(clock.now())).toBe(false)
    expect(await due(clock.now() + DAY_MS)).toBe(true)
  })

  it('finds nothing twice, and ends what is found no more', async () => {
    const id = await enter({ phone: '12' })
    await check()
    const first = await defectOf(clients.rep, id)
    await checkTomorrow()
    const second = await defectOf(clients.rep, id)
    expect(second!.id).toBe(first!.id)
    expect(second!.firstSeenOn).toBe(first!.firstSeenOn)
    await rawPhone(id, null)
    expect((await defectOf(clients.rep, id))!.state).toBe('mended')
    await checkTomorrow()
    expect(await defectOf(clients.rep, id)).toBeUndefined()
    expect(await defectOf(clients.rep, id, { state: 'cleared' })).toMatchObject({ state: 'cleared' })
  })
})

async function rawPhone(id: string, phone: string | null) {
  await admin.query('update customer set phone = $2, version = version + 1 where id = $1', [id, phone])
}

describe('who sees and who mends', () => {
  it('goes by the record: a rep sees the own, the manager the team’s, the administrator only how many', async () => {
    const mine = await enter({ phone: '13' })
    const theirs = await enter({ phone: '14', mate: true })
    await check()
    expect(await defectOf(clients.rep, mine)).toBeDefined()
    expect(await defectOf(clients.rep, theirs)).toBeUndefined()
    expect(await defectOf(clients.manager, theirs)).toBeDefined()
    expect((await listOf(clients.admin)).total).toBe(0)
    const [ofAdmin, ofBoss] = await Promise.all([
      clients.admin.get(qualityOverview, {}),
      clients.boss.get(qualityOverview, {}),
    ])
    expect(ofAdmin.open).toBe(ofBoss.open)
    expect(ofAdmin.can.seeRows).toBe(false)
    const ofRep = await clients.rep.get(qualityOverview, {})
    expect(ofRep.open).toBeLessThan(ofBoss.open)
    expect(ofRep.open).toBe((await listOf(clients.rep)).total)
  })

  it('tells a colleague’s defect neither to be fixed nor dismissed', async () => {
    const id = await enter({ name: '共 享旧客户有限公司', mate: true })
    await check()
    const row = (await defectOf(clients.manager, id))!
    const answers = await Promise.all([
      clients.rep.call(applyFixes, { body: { ids: [row.id] } }),
      clients.rep.call(dismissDefect, { params: { id: row.id }, body: { reason: '不是我的' } }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
  })

  it('says of a pair whose the other one is, and leads there only who may see it', async () => {
    await enter({ name: '绍兴望远精密制造有限公司', phone: '0575-86543210', mate: true })
    const id = await enter({ name: '绍兴望远精密制造公司', phone: '0575-86543210' })
    await check()
    const own = (await listOf(clients.rep, { check: 'customer_twice' })).items.find(
      ({ customer }) => customer?.id === id,
    )!
    expect(own.other).toMatchObject({ id: null, name: '绍兴望远精密制造有限公司', responsibleName: 'mate' })
    expect(own.mender?.id).toBe(org.users.manager)
    const ofManager = (await listOf(clients.manager, { check: 'customer_twice' })).items.find(
      ({ customer }) => customer?.id === id,
    )!
    expect(ofManager.other!.id).not.toBeNull()
  })
})

describe('proposals', () => {
  let ids: { name: string; phone: string; contact: string }
  beforeEach(async () => {
    const n = counter++
    const name = await enter({ name: `宁 波${n}号机械有限公司` })
    const phone = await enter({ phone: `0574 8765${1000 + n}` })
    const [contact] = await write(db, { orgId: org.orgId, now: clock.now() }, (ctx) =>
      saveContacts(ctx, [{ customerId: phone, name: `张　${'三四五六七八九'[n % 7]}` }]),
    )
    ids = { name, phone, contact: contact!.id }
    await check()
  })

  const fixables = async () => {
    const { items } = await listOf(clients.rep, { fixableOnly: true })
    return items.filter(({ customer }) => [ids.name, ids.phone].includes(customer?.id ?? ''))
  }

  it('are written as ordinary edits, end their defects, and return when undone', async () => {
    const rows = await fixables()
    expect(rows.map(({ check: code }) => code).toSorted()).toEqual([
      'contact_name_form',
      'name_form',
      'phone_form',
    ])
    const before = await clients.rep.get(getCustomer, { params: { id: ids.name } })
    const { batchId, fixed, skipped } = await clients.rep.get(applyFixes, {
      body: { ids: rows.map(({ id }) => id) },
    })
    expect({ fixed, skipped }).toEqual({ fixed: 3, skipped: [] })
    const after = await clients.rep.get(getCustomer, { params: { id: ids.name } })
    expect(after.name).toBe(before.name.replace(' ', ''))
    expect(after.version).toBe(before.version + 1)
    expect(after.timeline.map(({ kind }) => kind)).toContain('customer.updated')
    expect(await fixables()).toEqual([])
    expect(await clients.rep.get(undoFixes, { params: { id: batchId! } })).toEqual({ putBack: 3, left: 0 })
    const undone = await clients.rep.get(getCustomer, { params: { id: ids.name } })
    expect({ ...undone, version: 0, timeline: [] }).toEqual({ ...before, version: 0, timeline: [] })
    expect(await fixables()).toHaveLength(3)
    const again = await clients.rep.call(undoFixes, { params: { id: batchId! } })
    expect(again).toMatchObject({ status: 409, body: { code: 'batch_undone' } })
  })

  it('leave alone what somebody changed since, before and after', async () => {
    const rows = await fixables()
    await rawPhone(ids.phone, '0574-87659999')
    const done = await clients.rep.get(applyFixes, { body: { ids: rows.map(({ id }) => id) } })
    expect(done.skipped.map(({ code }) => code)).toEqual(['no_proposal'])
    expect(done.fixed).toBe(2)
    await clients.rep.get(updateContact, {
      params: { id: ids.contact },
      body: { name: '张三丰', title: '', isPrimary: false },
    })
    const back = await clients.rep.get(undoFixes, { params: { id: done.batchId! } })
    expect(back).toEqual({ putBack: 1, left: 1 })
  })

  it('of another’s batch are not undone by a colleague, but by the manager', async () => {
    const rows = await fixables()
    const { batchId } = await clients.rep.get(applyFixes, { body: { ids: [rows[0]!.id] } })
    expect((await clients.mate.call(undoFixes, { params: { id: batchId! } })).status).toBe(404)
    expect(await clients.manager.get(undoFixes, { params: { id: batchId! } })).toMatchObject({ putBack: 1 })
  })
})

describe('a dismissal', () => {
  it('keeps a finding away until its value changes, and can be taken back', async () => {
    const id = await enter({ phone: '15' })
    await check()
    const row = (await defectOf(clients.rep, id))!
    await clients.rep.get(dismissDefect, { params: { id: row.id }, body: { reason: '总机短号' } })
    await checkTomorrow()
    expect(await defectOf(clients.rep, id)).toBeUndefined()
    const kept = await defectOf(clients.rep, id, { state: 'dismissed' })
    expect(kept).toMatchObject({ reason: '总机短号', endedBy: 'rep', can: { retake: true } })
    await rawPhone(id, '16')
    await checkTomorrow()
    const fresh = (await defectOf(clients.rep, id))!
    expect(fresh.id).not.toBe(row.id)
    await rawPhone(id, '15')
    await checkTomorrow()
    expect(await defectOf(clients.rep, id)).toBeUndefined()
    await clients.rep.get(retakeDefect, { params: { id: row.id } })
    expect(await defectOf(clients.rep, id)).toMatchObject({ state: 'open' })
    const twice = await clients.rep.call(retakeDefect, { params: { id: row.id } })
    expect(twice).toMatchObject({ status: 409, body: { code: 'defect_not_dismissed' } })
  })
})

describe('looking back', () => {
  it('reads what was open on that day, whatever happened later', async () => {
    const id = await enter({ phone: '17' })
    await check()
    const asOf = addDays(dayOf(clock.now()), 1)
    const ahead = await clients.boss.call(qualityOverview, { query: { asOf } })
    expect(ahead).toMatchObject({ status: 400, body: { code: 'date_in_future' } })
    await nextDay()
    await nextDay()
    const before = await clients.boss.get(qualityOverview, { query: { asOf } })
    await rawPhone(id, null)
    await checkTomorrow()
    const after = await clients.boss.get(qualityOverview, { query: { asOf } })
    expect({ ...after, checkedOn: null }).toEqual({ ...before, checkedOn: null })
    expect(await defectOf(clients.boss, id, { asOf })).toMatchObject({ state: 'open', now: null })
    const [now] = (await clients.boss.get(qualityOverview, {})).trend.slice(-1)
    expect(now!.cleared).toBeGreaterThan(0)
  })
})

describe('the rules of entry are the same by the API', () => {
  it('keep a customer in one form and refuse what is none', async () => {
    const { id } = await clients.rep.get(createCustomer, {
      body: { name: '丽水 青瓷　工艺有限公司', phone: '０５７８ 2012345', uscc: '9133 0100 7996 5505 8b' },
    })
    const saved = await clients.rep.get(getCustomer, { params: { id } })
    expect(saved).toMatchObject({ name: '丽水青瓷工艺有限公司', uscc: '91330100799655058B' })
    const { rows } = await admin.query('select phone from customer where id = $1', [id])
    expect(rows[0].phone).toBe('0578-2012345')
    const bad = await clients.rep.call(createCustomer, { body: { name: '某某有限公司', phone: '123' } })
    expect(bad).toMatchObject({ status: 400, body: { code: 'phone_invalid' } })
  })

  it('judge what is changed, not what was there before', async () => {
    const id = await enter({ phone: '18', uscc: '91330100799655058A' })
    const body = { name: '改名有限公司', keyLevel: 'normal' as const, uscc: '91330100799655058A' }
    const kept = await clients.rep.call(updateCustomer, { params: { id }, body })
    expect(kept.status).toBe(200)
    const bad = await clients.rep.call(updateCustomer, {
      params: { id },
      body: { ...body, uscc: '91330100799655058C' },
    })
    expect(bad).toMatchObject({ status: 400, body: { code: 'uscc_invalid' } })
  })
})
