import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { CUSTOMER_ROWS } from '../../../api/customers.ts'
import { addDays, DAY_MS, type Instant, startOfDay } from '../../../core/calendar.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { listCustomers, rebuildStates, recordActivities, saveCustomers } from './index.ts'
import { getCustomer } from './read-customer.ts'
import { assignCustomers, createCustomer, updateCustomer } from './save-customer.ts'
import { voidActivity } from './void-activity.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)

const BOSS: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const REP: Actor = { ...BOSS, userId: a.users.rep, roles: ['rep'], teamUserIds: [a.users.rep, a.users.mate] }

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW, actor = BOSS): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now }, fn)
}

const FORM = { keyLevel: 'normal' as const, remark: '' }

describe('one customer once (C222)', () => {
  test('the same name in another spelling is refused, naming who answers for it and nothing else', async () => {
    await writing((ctx) =>
      createCustomer(ctx, { ...FORM, name: '苏州轴承（集团）有限公司', responsibleId: a.users.mate }),
    )
    const twin = writing((ctx) => createCustomer(ctx, { ...FORM, name: ' 苏州轴承(集团)有限公司' }), NOW, REP)
    await expect(twin).rejects.toMatchObject({ code: 'duplicate_customer', detail: { responsible: 'mate' } })
  })

  test('the same code is refused, and an edit cannot become a twin either', async () => {
    const one = await writing((ctx) => createCustomer(ctx, { ...FORM, name: '甲厂', externalCode: 'K-1' }))
    await expect(
      writing((ctx) => createCustomer(ctx, { ...FORM, name: '乙厂', externalCode: 'K-1' })),
    ).rejects.toThrow('duplicate_customer')
    const two = await writing((ctx) => createCustomer(ctx, { ...FORM, name: '丙厂' }))
    await expect(writing((ctx) => updateCustomer(ctx, two.id, { ...FORM, name: '甲厂' }))).rejects.toThrow(
      'duplicate_customer',
    )
    await writing((ctx) =>
      updateCustomer(ctx, one.id, { ...FORM, name: '甲厂', externalCode: 'K-1', city: '苏州' }),
    )
  })

  test('a name of another organisation is free here', async () => {
    const { rows } = await admin.query('select name from customer where id = $1', [b.records.own.customerId])
    const saved = await writing((ctx) => createCustomer(ctx, { ...FORM, name: rows[0].name }))
    expect(saved.version).toBe(1)
  })
})

describe('saving customers', () => {
  test('two customers of one name with different codes are two, again and again', async () => {
    const rows = [
      { name: '同名商行', externalCode: 'S-1', city: '苏州' },
      { name: '同名商行', externalCode: 'S-2', city: '无锡' },
    ]
    const first = await writing((ctx) => saveCustomers(ctx, rows))
    expect(first.map((row) => row.outcome)).toEqual(['new', 'new'])
    expect(first[0]!.id).not.toBe(first[1]!.id)
    const again = await writing((ctx) => saveCustomers(ctx, rows))
    expect(again).toEqual(first.map(({ id }) => ({ id, outcome: 'same' })))
    const changed = await writing((ctx) => saveCustomers(ctx, [{ ...rows[1]!, city: '常州' }]))
    expect(changed).toEqual([{ id: first[1]!.id, outcome: 'changed' }])
  })

  test('a row without the code finds the customer of the row before it', async () => {
    const saved = await writing((ctx) =>
      saveCustomers(ctx, [{ name: '先有编码', externalCode: 'F-1' }, { name: '先有编码' }]),
    )
    expect(saved[1]).toEqual({ id: saved[0]!.id, outcome: 'same' })
  })

  test('what an input does not say stays as it is', async () => {
    const [saved] = await writing((ctx) =>
      saveCustomers(ctx, [{ name: '保留字段', city: '昆山', termDays: 60 }]),
    )
    await writing((ctx) => saveCustomers(ctx, [{ name: '保留字段', phone: '051212345678' }]))
    const { rows } = await admin.query('select city, term_days, phone, version from customer where id = $1', [
      saved!.id,
    ])
    expect(rows).toEqual([{ city: '昆山', term_days: 60, phone: '051212345678', version: 2 }])
  })

  test('term, limit, grade and responsible person leave validity rows without gap or overlap', async () => {
    const [saved] = await writing((ctx) =>
      saveCustomers(ctx, [{ name: '有期限', termDays: 30, responsibleId: a.users.rep }]),
    )
    await writing((ctx) => saveCustomers(ctx, [{ name: '有期限', termDays: 60 }]), NOW + DAY_MS)
    await writing((ctx) => assignCustomers(ctx, [saved!.id], a.users.mate), NOW + 2 * DAY_MS)
    const { rows } = await admin.query(
      'select valid_from, valid_to, term_days, responsible_id from customer_period where customer_id = $1 order by valid_from',
      [saved!.id],
    )
    expect(rows.map((row) => [row.term_days, row.responsible_id])).toEqual([
      [30, a.users.rep],
      [60, a.users.rep],
      [60, a.users.mate],
    ])
    expect(rows.map((row) => row.valid_to)).toEqual([rows[1].valid_from, rows[2].valid_from, null])
  })

  test('customers are handed over all or none', async () => {
    const ids = [a.records.own.customerId, b.records.own.customerId]
    await expect(writing((ctx) => assignCustomers(ctx, ids, a.users.mate))).rejects.toThrow('not_found')
    const { rows } = await admin.query('select responsible_id from customer where id = $1', [ids[0]])
    expect(rows[0].responsible_id).toBe(a.users.rep)
    await expect(writing((ctx) => assignCustomers(ctx, [ids[0]!], b.users.mate))).rejects.toThrow(
      'receiver_invalid',
    )
  })
})

describe('follow-ups (C038)', () => {
  const at = (offset: number) => startOfDay(addDays(TODAY, offset)) + 9 * 3_600_000
  const note = (occurredAt: Instant) => ({
    customerId: a.records.own.customerId,
    userId: a.users.rep,
    kind: 'call' as const,
    summary: '打了电话',
    occurredAt,
  })
  const last = async () => {
    const { rows } = await admin.query('select last_activity_at from customer_state where customer_id = $1', [
      a.records.own.customerId,
    ])
    return rows[0].last_activity_at
  }

  test('the last one is the newest by when it happened; one taken back no longer counts', async () => {
    const [saved] = await writing((ctx) => recordActivities(ctx, [note(at(-2)), note(at(-5))]))
    expect(await last()).toBe(at(-2))
    await writing((ctx) => voidActivity(ctx, saved!.id, '记错了'), NOW, REP)
    expect(await last()).toBe(at(-5))
    await expect(writing((ctx) => voidActivity(ctx, saved!.id, '再来'), NOW, REP)).rejects.toThrow(
      'already_voided',
    )
  })

  test('a colleague’s is not there for those who may not take it back', async () => {
    const [saved] = await writing((ctx) => recordActivities(ctx, [{ ...note(at(-1)), userId: a.users.mate }]))
    await expect(writing((ctx) => voidActivity(ctx, saved!.id, 'x'), NOW, REP)).rejects.toThrow('not_found')
  })

  test('an imported one comes once, by its code', async () => {
    const coded = [{ ...note(at(-9)), externalCode: 'A-1' }]
    const [first] = await writing((ctx) => recordActivities(ctx, coded))
    expect(await writing((ctx) => recordActivities(ctx, coded))).toEqual([{ id: first!.id, outcome: 'same' }])
  })
})

describe('the 360° page looks back', () => {
  test('money, deals and follow-ups are those of the day, and nothing can be done', async () => {
    const id = a.records.mate.customerId
    const look = (offset: number) =>
      read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, (ctx) =>
        getCustomer(ctx, id, { asOf: addDays(TODAY, offset) }),
      )
    const before = await look(-61)
    expect(before).toMatchObject({ instalments: [], payments: [], money: { openFen: 0n, billedFen: 0n } })
    expect(before.deals).toEqual([])
    const middle = await look(-20)
    expect(middle.money).toMatchObject({ openFen: 3_000_000n, overdueFen: 1_000_000n, maxOverdueDays: 10 })
    expect(middle.activities).toEqual([])
    expect(middle.can).toMatchObject({ edit: 'as_of_read_only', recordPayment: 'as_of_read_only' })
    const now = await look(0)
    expect(now.money).toMatchObject({ openFen: 2_600_000n, paidFen: 400_000n, unallocatedFen: 0n })
    expect(now.activities).toHaveLength(1)
  })

  test('a section stops at so many rows, says how many there are, and goes on when it is asked to', async () => {
    const id = a.records.mate.customerId
    const look = (rows?: number) =>
      read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, (ctx) => getCustomer(ctx, id, { rows }))
    const notes = Array.from({ length: 120 }, (_, index) => ({
      ...{ customerId: id, userId: a.users.mate, kind: 'call' as const, summary: `第 ${index} 次` },
      occurredAt: NOW - (index + 1) * 60_000,
    }))
    await writing((ctx) => recordActivities(ctx, notes))
    const [first, more] = [await look(), await look(CUSTOMER_ROWS.many)]
    expect([first.activities.length, first.totals.activities]).toEqual([100, 121])
    expect(more.activities).toHaveLength(121)
    expect(more.activities.slice(0, 100)).toEqual(first.activities)
    expect([first.rows, more.rows]).toEqual([CUSTOMER_ROWS.few, CUSTOMER_ROWS.many])
  })
})

describe('searching under row-level security', () => {
  const PARTS = ['华东', '江南', '恒力', '中天', '东吴', '金龙', '宏远', '新城', '长江', '太湖']
  const KINDS = ['机械', '轴承', '精工', '电子', '化工', '纺织', '塑胶', '模具', '五金', '仪表']

  beforeAll(async () => {
    for (let chunk = 0; chunk < 10; chunk += 1) {
      await writing((ctx) =>
        saveCustomers(
          ctx,
          Array.from({ length: 500 }, (_, index) => {
            const n = chunk * 500 + index
            return {
              name: `${PARTS[n % 10]}${KINDS[Math.floor(n / 10) % 10]}${n}有限公司`,
              externalCode: `Z${String(n).padStart(5, '0')}`,
              phone: `138${String(10_000_000 + n)}`,
              responsibleId: a.users.rep,
            }
          }),
        ),
      )
    }
    await writing((ctx) =>
      saveCustomers(ctx, [
        { name: '鲲鹏仪器厂', externalCode: 'QX-77', phone: '0512-6688 9911', city: '苏州' },
      ]),
    )
    await admin.query('analyze customer')
  }, 60_000)

  const find = (q: string) =>
    read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, async (ctx) => {
      const { items } = await listCustomers(ctx, { page: 1, size: 50, q, view: 'all', sort: 'updated' })
      return items.map((row) => row.name)
    })

  test.each([
    ['two characters', '鲲鹏'],
    ['two characters from the middle', '鹏仪'],
    ['the whole name', '鲲鹏仪器厂'],
    ['pinyin initials', 'kpyq'],
    ['pinyin initials in capitals', 'KPYQ'],
    ['the code', 'qx-77'],
    ['the last four digits of the phone', '9911'],
    ['the whole phone', '051266889911'],
    ['one character, as a beginning', '鲲'],
  ])('finds by %s', async (_how, q) => {
    expect(await find(q)).toEqual(['鲲鹏仪器厂'])
  })

  test.each(['鲲鱼', '仪鹏', 'xqvw', '%', '_', "'"])('finds nothing by %s', async (q) => {
    expect(await find(q)).toEqual([])
  })

  test('a changed name is found by its new keys and no longer by its old ones', async () => {
    const [saved] = await writing((ctx) => saveCustomers(ctx, [{ name: '麒麟器械', externalCode: 'QL-1' }]))
    expect(await find('麒麟')).toEqual(['麒麟器械'])
    await writing((ctx) => saveCustomers(ctx, [{ name: '貔貅器械', externalCode: 'QL-1' }]))
    expect([await find('麒麟'), await find('貔貅')]).toEqual([[], ['貔貅器械']])
    const { rows } = await admin.query(
      `select count(*)::int as n from customer_search_key k join customer c on c.id = k.customer_id
       where c.id = $1 and k.key <> all (c.search_keys)`,
      [saved!.id],
    )
    expect(rows[0].n).toBe(0)
  })

  test('containment in the array does not use an index under row-level security, equality does', async () => {
    const plan = (condition: ReturnType<typeof sql>) =>
      read(db, { orgId: a.orgId, actor: BOSS, now: NOW }, async (ctx) => {
        const { rows } = await sql<Record<string, string>>`explain (costs off) ${condition}`.execute(ctx.db)
        return rows.map((row) => Object.values(row)[0]).join('\n')
      })
    const keys = sql`select customer_id from customer_search_key where org_id = ${a.orgId} and key = '鲲鹏'`
    expect(await plan(keys)).toMatch(/customer_search_key_pkey(.|\n)*key = '鲲鹏'/)
    await admin.query('create index scratch_keys on customer using gin (org_id, search_keys)')
    const contains = sql`select id from customer where org_id = ${a.orgId} and search_keys @> '{鲲鹏}'::text[]`
    expect(await plan(contains)).toContain('Seq Scan on customer')
    await admin.query('drop index scratch_keys')
  })

  test('the list reads the few it found, as the application’s role, whatever the size of the company', async () => {
    const before = await scans()
    await find('鲲鹏')
    const after = await scans()
    expect(after.search).toBeGreaterThan(before.search)
    expect(after.rowsRead - before.rowsRead).toBeLessThan(50)
  })

  /** How often the keys were looked up and how many customers were read, as the database counts. */
  async function scans(): Promise<{ search: number; rowsRead: number }> {
    await sql`select pg_stat_force_next_flush()`.execute(db)
    await new Promise((done) => setTimeout(done, 50))
    const { rows } = await admin.query(`
      select (select idx_scan from pg_stat_user_indexes where indexrelname = 'customer_search_key_pkey') as search,
        (select seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relname = 'customer') as read`)
    return { search: Number(rows[0].search), rowsRead: Number(rows[0].read) }
  }
})

test('the stored state of every customer equals the reading of the facts', async () => {
  expect(await writing((ctx) => rebuildStates(ctx))).toBe(0)
  await admin.query(`update customer_state set open_deals = 99 where customer_id = $1`, [
    a.records.own.customerId,
  ])
  expect(await writing((ctx) => rebuildStates(ctx))).toBe(1)
})
