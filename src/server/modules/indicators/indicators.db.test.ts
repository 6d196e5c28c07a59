import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day, endOfDay, type Instant } from '../../../core/calendar.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import { indicatorDef } from '../../../core/watch/metrics-indicator.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { toDelta } from '../../platform/metric-loader.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import {
  createIndicator,
  indicatorMetrics,
  lateDue,
  recordValues,
  takeBackValues,
  tellLate,
} from './index.ts'
import { listIndicators, listValues } from './read-indicators.ts'
import { voidValue } from './record-values.ts'
import { endIndicator, updateIndicator } from './save-indicator.ts'

const { db } = await testDatabase()
const { b } = await twoOrgs(db)

/** Monday, 16 March 2026; the price of February was due on 4 March. */
let a = { orgId: '' }
let [finance, steel, nth] = ['', '', 0]
const FORM = {
  ...{ nameZh: '钢价', nameEn: 'Steel', unit: '元/吨', source: '钢联' },
  ...{ bad: 'high' as const, dueWorkdays: 3 },
}

beforeEach(async () => {
  nth += 1
  const input = { slug: `outside-${nth}`, name: '外部', isDemo: false, now: NOW - DAY_MS }
  const created = await createOrg(db, input, (ctx) =>
    savePeople(ctx, [
      { login: 'boss', name: '老板', roles: ['boss'] },
      { login: 'fin', name: '财务', roles: ['finance'] },
    ]),
  )
  a = created
  finance = created.value[1]!.id
  steel = (await writing((ctx) => createIndicator(ctx, { ...FORM, every: 'month', responsibleId: finance })))
    .id
})

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW): Promise<T> {
  return write(db, { orgId: a.orgId, now }, fn)
}

const record = (on: Day, value: number, now: Instant = NOW) =>
  writing((ctx) => recordValues(ctx, [{ key: 'steel', on, value }]), now)

async function steelAt(at: Instant, now: Instant = NOW) {
  return read(db, { orgId: a.orgId, now }, async (ctx) => {
    const rows = await indicatorMetrics[0]!.load(ctx, { ids: [a.orgId], since: null })
    const deltas = rows.filter(({ until, at: from }) => until === null || until > from).map(toDelta)
    return readingAt({ def: indicatorDef('indicator.steel.value')!, deltas }, at)
  })
}

const list = (now: Instant = NOW, asOf?: Day) =>
  read(db, { orgId: a.orgId, now }, (ctx) => listIndicators(ctx, asOf))

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing refused',
    (error: AppError) => error.code,
  )
}

describe('figures of periods', () => {
  test('sent again change nothing, another value corrects from now on', async () => {
    expect(await record('2026-03-10', 4_000)).toEqual(['new'])
    expect(await record('2026-03-01', 4_000, NOW + DAY_MS)).toEqual(['same'])
    expect(await record('2026-03-31', 3_900, NOW + 2 * DAY_MS)).toEqual(['changed'])
    const later = NOW + 3 * DAY_MS
    expect((await steelAt(NOW + DAY_MS, later)).value).toBe(4_000)
    expect((await steelAt(later, later)).value).toBe(3_900)
    const { items } = await read(db, { orgId: a.orgId, now: later }, (ctx) =>
      listValues(ctx, steel, { page: 1, size: 20 }),
    )
    expect(items).toMatchObject([{ on: '2026-03-01', value: 3_900, before: [{ value: 4_000 }] }])
    const then = await read(db, { orgId: a.orgId, now: later }, (ctx) =>
      listValues(ctx, steel, { page: 1, size: 20, asOf: '2026-03-17' }),
    )
    expect(then.items).toMatchObject([{ value: 4_000, before: [] }])
  })

  test('history of before counts as known when it was due, what comes later when it came', async () => {
    await record('2026-01-01', 3_700)
    expect((await steelAt(endOfDay('2026-02-03'))).missing).toBe('no_data')
    expect((await steelAt(endOfDay('2026-02-04'))).value).toBe(3_700)
    await record('2026-03-01', 4_000, NOW + 40 * DAY_MS)
    expect((await steelAt(NOW + 39 * DAY_MS)).value).not.toBe(4_000)
  })

  test('what was said once is never history again: taken back and said anew it is known from then on', async () => {
    await record('2026-01-01', 3_700)
    const before = await steelAt(endOfDay('2026-02-10'))
    const { items } = await read(db, { orgId: a.orgId, now: NOW }, (ctx) =>
      listValues(ctx, steel, { page: 1, size: 20 }),
    )
    await writing((ctx) => voidValue(ctx, items[0]!.id), NOW + DAY_MS)
    await record('2026-01-01', 5_000, NOW + 2 * DAY_MS)
    expect(await steelAt(endOfDay('2026-02-10'), NOW + 3 * DAY_MS)).toEqual(before)
  })

  test('nothing is taken of a period ahead, of one twice, of what is unknown or has ended, and all or none', async () => {
    const values = (rows: { key: string; on: Day; value: number }[]) =>
      writing((ctx) => recordValues(ctx, rows))
    const good = { key: 'steel', on: '2026-02-01', value: 1 }
    expect(await codeOf(values([good, { ...good, on: '2026-04-01' }]))).toBe('indicator_period_ahead')
    expect(await codeOf(values([good, { ...good, on: '2026-02-09' }]))).toBe('indicator_period_twice')
    expect(await codeOf(values([good, { ...good, key: 'copper' }]))).toBe('indicator_unknown')
    await write(db, { orgId: a.orgId, now: NOW }, (ctx) => endIndicator({ ...ctx, ifMatch: 1 }, steel, true))
    expect(await codeOf(values([good]))).toBe('indicator_ended')
    expect((await list()).items[0]).toMatchObject({ count: 0, isEnded: true, next: null })
  })

  test('a deadline moved later changes no day before', async () => {
    await record('2026-02-01', 3_800)
    const silent = endOfDay('2026-04-07')
    expect((await steelAt(silent)).missing).toBe('no_data')
    const onMay = endOfDay('2026-04-14')
    const change = (dueWorkdays: number, version: number, now: Instant) =>
      writing(
        (ctx) =>
          updateIndicator({ ...ctx, ifMatch: version }, steel, {
            ...FORM,
            responsibleId: finance,
            dueWorkdays,
          }),
        now,
      )
    await change(10, 1, onMay)
    expect((await steelAt(silent, onMay + DAY_MS)).missing).toBe('no_data')
    expect((await steelAt(onMay + 60_000, onMay + DAY_MS)).value).toBe(3_800)
  })

  test('an import taken back was never known, and what it had replaced is believed again', async () => {
    await record('2026-03-01', 4_000)
    const batchId = crypto.randomUUID()
    const source = { batchId, historyDelayDays: null, historyUntil: null }
    const tick = await writing(async (ctx) => {
      await sql`insert into import_batch (org_id, id, target, file_name, file_hash, file_path, mapping, status, created_at)
        select ${ctx.orgId}, ${batchId}, 'indicators', 'f', '', '', '{}', 'done', now()`.execute(ctx.db)
      await recordValues({ ...ctx, source }, [
        { key: 'steel', on: '2026-03-01', value: 4_400 },
        { key: 'steel', on: '2026-02-01', value: 4_300 },
      ])
      return ctx.tick
    }, NOW + DAY_MS)
    expect((await steelAt(NOW + 2 * DAY_MS)).value).toBe(4_400)
    await writing((ctx) => takeBackValues(ctx, batchId, [tick]), NOW + 2 * DAY_MS)
    expect((await steelAt(NOW + DAY_MS + 1_000)).value).toBe(4_000)
    expect((await list(NOW + 3 * DAY_MS)).items[0]).toMatchObject({ count: 1, newest: { value: 4_000 } })
  })

  test('an import taken back takes along what a moved deadline made of it', async () => {
    await record('2026-02-01', 3_800)
    const batchId = crypto.randomUUID()
    const source = { batchId, historyDelayDays: null, historyUntil: null }
    const tick = await writing(async (ctx) => {
      await sql`insert into import_batch (org_id, id, target, file_name, file_hash, file_path, mapping, status, created_at)
        select ${ctx.orgId}, ${batchId}, 'indicators', 'f', '', '', '{}', 'done', now()`.execute(ctx.db)
      await recordValues({ ...ctx, source }, [{ key: 'steel', on: '2026-02-01', value: 4_300 }])
      return ctx.tick
    }, NOW + DAY_MS)
    const form = { ...FORM, responsibleId: finance, dueWorkdays: 9 }
    await writing((ctx) => updateIndicator({ ...ctx, ifMatch: 1 }, steel, form), NOW + 2 * DAY_MS)
    await writing((ctx) => takeBackValues(ctx, batchId, [tick]), NOW + 3 * DAY_MS)
    for (const day of [1.5, 2.5, 4]) expect((await steelAt(NOW + day * DAY_MS)).value).toBe(3_800)
  })

  test('what somebody corrected by hand stays when the import before it is taken back', async () => {
    await record('2026-02-01', 3_800)
    const batchId = crypto.randomUUID()
    const source = { batchId, historyDelayDays: null, historyUntil: null }
    const tick = await writing(async (ctx) => {
      await sql`insert into import_batch (org_id, id, target, file_name, file_hash, file_path, mapping, status, created_at)
        select ${ctx.orgId}, ${batchId}, 'indicators', 'f', '', '', '{}', 'done', now()`.execute(ctx.db)
      await recordValues({ ...ctx, source }, [{ key: 'steel', on: '2026-02-01', value: 4_300 }])
      return ctx.tick
    }, NOW + DAY_MS)
    await record('2026-02-01', 4_100, NOW + 2 * DAY_MS)
    await writing((ctx) => takeBackValues(ctx, batchId, [tick]), NOW + 3 * DAY_MS)
    expect((await steelAt(NOW + 1.5 * DAY_MS)).value).toBe(3_800)
    expect((await steelAt(NOW + 4 * DAY_MS)).value).toBe(4_100)
  })

  test('speaks no longer once its indicator has ended, and did before', async () => {
    await record('2026-02-01', 3_800)
    const end = (ctx: WriteCtx) => endIndicator({ ...ctx, ifMatch: 1 }, steel, true)
    await writing(end, NOW + 2 * DAY_MS)
    expect((await steelAt(NOW + DAY_MS)).value).toBe(3_800)
    expect((await steelAt(NOW + 3 * DAY_MS)).missing).toBe('no_data')
  })

  test('of before, typed on a later day, is known from that day', async () => {
    await record('2026-01-01', 3_700, NOW + DAY_MS)
    expect((await steelAt(endOfDay('2026-02-10'))).missing).toBe('no_data')
    expect((await steelAt(NOW)).missing).toBe('no_data')
  })

  test('nobody of another company sees or touches one', async () => {
    const other = { orgId: b.orgId, now: NOW }
    expect((await read(db, other, (ctx) => listIndicators(ctx, undefined))).items).toEqual([])
    expect(
      await codeOf(
        write(db, other, (ctx) => updateIndicator(ctx, steel, { ...FORM, responsibleId: finance })),
      ),
    ).toBe('not_found')
    expect(
      await codeOf(
        write(db, other, (ctx) => recordValues(ctx, [{ key: 'steel', on: '2026-02-01', value: 1 }])),
      ),
    ).toBe('indicator_unknown')
  })
})

describe('a figure that has not come', () => {
  test('is late the day after it was due, told once to whoever answers for it, and no more when it is there', async () => {
    const due = (now: Instant) =>
      read(db, { orgId: a.orgId, now }, async (ctx) => {
        const { rows } = await sql<{ due: boolean }>`select ${lateDue(ctx)} as due`.execute(ctx.db)
        return rows[0]!.due
      })
    await record('2026-02-01', 3_800)
    const lastDay = endOfDay('2026-04-03') - 60_000
    expect((await list(lastDay)).items[0]!.next).toEqual({
      ...{ on: '2026-03-01', expectedOn: '2026-04-03', isLate: false },
    })
    expect(await due(lastDay)).toBe(false)
    const after = endOfDay('2026-04-07') - 60_000
    expect(await due(after)).toBe(true)
    await writing((ctx) => tellLate(ctx), after)
    expect(await due(after)).toBe(false)
    await writing((ctx) => tellLate(ctx), after + DAY_MS)
    const told = await read(db, { orgId: a.orgId, now: after }, (ctx) =>
      ctx.db.selectFrom('notice').select(['user_id', 'kind']).where('org_id', '=', ctx.orgId).execute(),
    )
    expect(told).toEqual([{ user_id: finance, kind: 'indicator-late' }])
    await record('2026-03-01', 3_900, after + DAY_MS)
    expect(await due(after + DAY_MS)).toBe(false)
    expect((await list(after + DAY_MS)).items[0]!.next!.isLate).toBe(false)
  })

  test('is the one after the newest period, whatever deadline an older one had', async () => {
    const due = (now: Instant) =>
      read(db, { orgId: a.orgId, now }, async (ctx) => {
        const { rows } = await sql<{ due: boolean }>`select ${lateDue(ctx)} as due`.execute(ctx.db)
        return rows[0]!.due
      })
    await record('2026-01-01', 3_700)
    await record('2026-02-01', 3_800)
    // What an older figure was given by a deadline of sixty days reaches past the newest one.
    await writing(async (ctx) => {
      await sql`update indicator_value set good_through = '2026-06-30' where org_id = ${a.orgId}
        and occurred_on = '2026-01-01'`.execute(ctx.db)
    })
    const after = endOfDay('2026-04-07') - 60_000
    expect(await due(after)).toBe(true)
    expect(await writing((ctx) => tellLate(ctx), after)).toEqual({ told: 1 })
    expect(await due(after)).toBe(false)
  })

  test('leaves a reading without data, as of every day', async () => {
    await record('2026-02-01', 3_800)
    const items = async (asOf: Day) => (await list(NOW + 60 * DAY_MS, asOf)).items[0]!.next!.isLate
    expect(await items('2026-04-03')).toBe(false)
    expect(await items(addDays('2026-04-03', 1))).toBe(true)
    expect((await steelAt(endOfDay('2026-04-04'))).missing).toBe('no_data')
  })
})
