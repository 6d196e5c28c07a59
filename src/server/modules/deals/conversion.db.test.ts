import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, monthOf } from '../../../core/calendar.ts'
import { type Passage, passageText, readPassage } from '../../../core/deal/passage.ts'
import { read, SYSTEM, write } from '../../platform/context.ts'
import { saveDeals } from './index.ts'
import { moveDeal } from './move-deal.ts'
import { listDeals } from './read.ts'
import { readConversion } from './read-conversion.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)
const boss = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const writing = <T>(fn: Parameters<typeof write<T>>[2]) =>
  write(db, { orgId: a.orgId, actor: boss, now: NOW }, fn)
const day = (offset: number) => addDays(TODAY, offset)
const stage = (key: string) => a.stages.get(key)!

let codes = 0
/** A deal whose moves are given as [stage, days from today]; the product tells these from all others. */
async function newDeal(product: string, ...steps: [string, number][]): Promise<string> {
  codes += 1
  const [saved] = await writing((ctx) =>
    saveDeals(ctx, [
      {
        externalCode: `C-${codes}`,
        title: `转化 ${codes}`,
        customerId: a.records.own.customerId,
        responsibleId: a.users.rep,
        product,
        amountFen: 100n,
        history: steps.map(([key, offset]) => ({ stage: key, occurredOn: day(offset), amountFen: 100n })),
      },
    ]),
  )
  return saved!.id
}

const sight = { orgId: a.orgId, now: NOW, actor: boss }
const conversion = (query: { product?: string; asOf?: string; responsibleId?: string; teamId?: string }) =>
  read(db, sight, (ctx) => readConversion(ctx, { days: 100, reading: 'business', ...query }))
const of = async (key: string, query: Parameters<typeof conversion>[0]) =>
  (await conversion(query)).stages.find((one) => one.key === key)!
const behind = (asked: Passage) =>
  read(db, sight, async (ctx) => {
    const query = { page: 1, size: 100, sort: 'updated' as const, passage: readPassage(passageText(asked))! }
    return (await listDeals(ctx, query)).items.map(({ id }) => id).sort()
  })

const P = '泵'
const made: Record<string, string> = {}
beforeAll(async () => {
  // Five of the period before: one of them lost.
  for (const [index, took] of [1, 2, 3, 4, 30].entries())
    made[`old${index}`] = await newDeal('旧', ['reach', -190], [index === 0 ? 'lost' : 'need', -190 + took])
  made['passed'] = await newDeal(P, ['reach', -60], ['need', -58])
  made['skipped'] = await newDeal(P, ['reach', -50], ['sign', -40])
  made['lost'] = await newDeal(P, ['reach', -40], ['lost', -39])
  made['waiting'] = await newDeal(P, ['reach', -30])
  made['young'] = await newDeal(P, ['reach', -2])
  made['won'] = await newDeal(P, ['reach', -90], ['need', -80], ['reach', -75], ['sign', -70], ['won', -60])
})

test('a stage tells what became of those that entered it, by hand (C162)', async () => {
  const reach = await of('reach', { product: P })
  expect(reach).toMatchObject({ count: 2, entered: 6, matured: 5, passed: 3, lost: 1, waiting: 1, young: 1 })
  // passed after 2, 10 and 10 days
  expect(reach).toMatchObject({ medianDays: 10, maturedBefore: 0 })
  expect(await of('sign', { product: P })).toMatchObject({ entered: 2, count: 1, passed: 1 })
  expect(await of('reach', { product: '旧' })).toMatchObject({
    entered: 0,
    maturedBefore: 5,
    passedBefore: 4,
  })
})

test('a case that is too young to tell counts for nothing, and does later', async () => {
  const { maturityDays } = await of('reach', { product: P })
  expect(maturityDays).toBeGreaterThan(2)
  expect(maturityDays).toBeLessThanOrEqual(30)
  // Of twelve more that all took 24 days, the quantile is 24: who has waited for less says nothing yet.
  for (let n = 0; n < 12; n += 1) await newDeal('慢', ['reach', -150], ['need', -126])
  expect(await of('reach', { product: P, asOf: day(-7) })).toMatchObject({
    maturityDays: 24,
    young: 1,
    waiting: 0,
  })
  expect(await of('reach', { product: P, asOf: day(-6) })).toMatchObject({ young: 0, waiting: 1 })
})

test('every number opens the deals that make it', async () => {
  const asked = { of: 'stage', stageId: stage('reach'), days: 100, product: P } as const
  const ids = (...names: string[]) => names.map((name) => made[name]!).sort()
  expect(await behind({ ...asked, fate: 'passed' })).toEqual(ids('passed', 'skipped', 'won'))
  expect(await behind({ ...asked, fate: 'lost' })).toEqual(ids('lost'))
  expect(await behind({ ...asked, fate: 'waiting' })).toEqual(ids('waiting'))
  expect(await behind({ ...asked, fate: 'young' })).toEqual(ids('young'))
  expect(await behind({ ...asked, fate: 'standing' })).toEqual(ids('waiting', 'young'))
  expect(await behind({ ...asked, fate: 'matured' })).toHaveLength(5)
  const { pipelineId } = await conversion({})
  for (const { month, won, created } of (await conversion({ product: P })).cohorts) {
    const month_ = { of: 'month', month, pipelineId, product: P } as const
    expect(await behind({ ...month_, fate: 'won' })).toHaveLength(won)
    expect(await behind({ ...month_, fate: 'created' })).toHaveLength(created)
  }
})

test('cases belong to whoever had them when they began; handing on changes nothing of the past', async () => {
  const mine = { product: P, responsibleId: a.users.rep }
  expect((await of('reach', mine)).entered).toBe(6)
  expect((await of('reach', { ...mine, responsibleId: a.users.mate })).entered).toBe(0)
  expect((await of('reach', { product: P, teamId: a.departments.one })).entered).toBe(6)
  expect((await of('reach', { product: P, teamId: a.departments.two })).entered).toBe(0)
})

test('won of created by the month of creation, and the days it took, median beside mean (C163 C164)', async () => {
  const { cohorts, cycles } = await conversion({ product: P })
  const sum = (key: 'created' | 'won' | 'lost' | 'open') => cohorts.reduce((n, row) => n + row[key], 0)
  expect([sum('created'), sum('won'), sum('lost'), sum('open')]).toEqual([6, 1, 1, 4])
  expect(cohorts.find(({ month }) => month === monthOf(day(-90)))?.won).toBe(1)
  expect(cycles).toEqual([{ month: monthOf(day(-60)), won: 1, medianDays: 30, meanDays: 30 }])
})

test('what is moved later does not change what was', async () => {
  const before = await conversion({ product: P, asOf: day(-1) })
  await writing((ctx) => moveDeal(ctx, made['waiting']!, { stageId: stage('need') }))
  expect(await conversion({ product: P, asOf: day(-1) })).toEqual(before)
  expect(await of('reach', { product: P })).toMatchObject({ passed: 4, waiting: 0 })
})
