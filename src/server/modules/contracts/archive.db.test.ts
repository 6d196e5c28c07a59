import { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { archiveTerms, foldText } from '../../../core/contract/archive.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { keepFile, removeFile } from '../files/keep-file.ts'
import { FOUND_MAX, GATHER, type Way } from './archive-ways.ts'
import { listContracts } from './read.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { saveContracts } from './save-contracts.ts'
import { type ContractSearch, searchContracts, searchStatement } from './search-contracts.ts'
import { writeContractVersion } from './write-contract-version.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = boss, orgId = a.orgId) =>
  write(db, { orgId, actor, now: NOW }, fn)
const search = (wish: Partial<ContractSearch>, actor = boss, orgId = a.orgId) =>
  read(db, { orgId, actor, now: NOW }, (ctx) => searchContracts(ctx, { page: 1, size: 20, ...wish }))
const numbers = async (q: string, actor = boss, orgId = a.orgId) =>
  (await search({ q }, actor, orgId)).items.map(({ number }) => number)

const form = (number: string, whose: 'own' | 'other' = 'own') => ({
  number,
  title: '',
  customerId: a.records[whose].customerId,
  currency: 'CNY',
  amountFen: 90_000n,
  endsOn: addDays(TODAY, 100),
})
const TERMS = {
  penaltyBp: 5,
  clauses: {
    subject: '甲方向乙方采购滚珠丝杠；型号见附表。',
    delivery: '质保期为 ２４ 个月。\n到货后七日内验收。',
    breach: 'Liability is limited to NET price',
    dunning: '逾期七日书面催告。',
  },
}
const draft = (change: object, actor = rep) =>
  writing((ctx) => createContract(ctx, { ...form('K'), ...TERMS, ...change }), actor)
const NOBODY = { dealId: null, signedOn: null, effectiveOn: null, responsibleId: null }
const content = (change: object) => ({
  ...form('-'),
  ...TERMS,
  nodes: [],
  effectiveOn: null,
  termDays: null,
  ...change,
})

const foundBy = (q: string, way: Way, wish: Partial<ContractSearch> = {}) =>
  read(db, { orgId: a.orgId, actor: boss, now: NOW }, async (ctx) => {
    const statement = searchStatement(ctx, { page: 1, size: 20, ...wish }, archiveTerms(q), way)
    return (await statement.execute(ctx.db)).rows[0]!
  })

describe('the archive finds a contract by what stands in it (C078)', async () => {
  const { id } = await draft({ number: 'DAXS-2026-017', title: '导轨年度框架', amountFen: 12_800_050n })
  await draft({
    number: 'B-2',
    clauses: { ...TERMS.clauses, delivery: '质量保证期限 6 个月。' },
    nodes: [{ label: '尾款', dueOn: TODAY, amountFen: 90_000n }],
  })

  test.each([
    ['its number', '2026-017', ['DAXS-2026-017']],
    ['two characters of the title', '导轨', ['DAXS-2026-017']],
    ['two characters of a clause', '丝杠', ['B-2', 'DAXS-2026-017']],
    ['one character, also the last of a sentence', '表', ['B-2', 'DAXS-2026-017']],
    ['full width and spaces folded', '24个月', ['DAXS-2026-017']],
    ['case folded', 'net price', ['B-2', 'DAXS-2026-017']],
    ['a word whose pairs stand apart is not there', '质保证', []],
    ['every word somewhere', '丝杠 框架', ['DAXS-2026-017']],
    ['one word missing', '丝杠 不存在', []],
    ['an amount as people write it', '12.80005万', ['DAXS-2026-017']],
    ['the amount of a payment node', '900', ['B-2']],
  ])('%s', async (_, q, found) => {
    expect((await numbers(q)).sort()).toEqual(found)
  })

  test('by its party, whose former owner need not be known', async () => {
    const { rows } = await admin.query('select name from customer where id = $1', [a.records.own.customerId])
    const found = await search({ q: rows[0].name })
    expect(found.items.map(({ number }) => number)).toContain('B-2')
    expect(found.items[0]!.hits[0]).toMatchObject({ place: 'party', hit: rows[0].name })
  })

  test('the words around the hit are those of the contract, the most telling place first', async () => {
    const [found] = (await search({ q: '24个月' })).items
    expect(found!.hits).toEqual([{ place: 'delivery', before: '质保期为 ', hit: '２４ 个月', after: '' }])
  })

  test('by the heading and words of an own clause, and by what was filled in', async () => {
    await draft({
      number: 'C-9',
      ownClauses: [{ title: '不可抗力', text: '地震按{地点}所在地的证明认定。' }],
      blanks: { 地点: '昆山' },
    })
    expect([await numbers('不可抗力'), await numbers('地震'), await numbers('昆山')]).toEqual([
      ['C-9'],
      ['C-9'],
      ['C-9'],
    ])
  })

  test('what is no longer agreed is no longer found, what is drafted is', async () => {
    const changed = content({ amountFen: 1n, clauses: { ...TERMS.clauses, other: '交付地点为苏州工厂。' } })
    expect(await numbers('苏州工厂')).toEqual([])
    await writing(
      (ctx) => writeContractVersion(ctx, id, { ...changed, title: '导轨补充协议', lines: [], reason: '' }),
      rep,
    )
    expect([await numbers('苏州工厂'), await numbers('补充协议'), await numbers('年度框架')]).toEqual([
      ['DAXS-2026-017'],
      ['DAXS-2026-017'],
      [],
    ])
  })

  test('by the name of a file that hangs on it, until it is taken off', async () => {
    const ref = { recordKind: 'contract', recordId: id }
    const head = { title: '', customerId: null, url: '' }
    const file = { name: '盖章扫描件-鲲鹏.pdf', content: Buffer.from('%PDF-1.4\n%%EOF\n') }
    const kept = await writing((ctx) => keepFile(ctx, { ...ref, head }, file))
    expect((await search({ q: '鲲鹏' })).items.map(({ hits }) => hits[0]!.place)).toEqual(['file'])
    await writing((ctx) => removeFile(ctx, kept.id, async () => head))
    expect(await numbers('鲲鹏')).toEqual([])
  })

  test('imports, which write many at once, are found too', async () => {
    await writing((ctx) =>
      saveContracts(ctx, [{ ...form('IMP-1', 'other'), ...NOBODY, title: '麒麟设备合同' }]),
    )
    expect(await numbers('麒麟')).toEqual(['IMP-1'])
    await admin.query(`update contract set voided_at = now() where number = 'IMP-1'`)
    expect(await numbers('麒麟')).toEqual([])
  })
})

describe('what is counted is what is found', () => {
  test('facets narrow, and each count is the length of the list behind it', async () => {
    const all = await search({ size: 200 })
    const { facets } = all
    for (const counts of [facets.states, facets.years, facets.bands])
      expect(counts.reduce((sum, { n }) => sum + n, 0)).toBe(all.total)
    for (const { state, n } of facets.states) expect((await search({ state })).total).toBe(n)
    for (const { year, n } of facets.years) expect((await search({ year })).total).toBe(n)
    for (const { band, n } of facets.bands) expect((await search({ band })).total).toBe(n)
    for (const { id, n } of facets.people) expect((await search({ responsibleId: id })).total).toBe(n)
    const worded = await search({ q: '丝杠' })
    for (const { place, n } of worded.facets.places) {
      expect((await search({ q: '丝杠', place })).total).toBe(n)
    }
  })

  test('by its fields alone: amount from and to, signed from and to', async () => {
    const { id } = await draft({
      number: 'F-1',
      amountFen: 60_000_000n,
      nodes: [{ label: '', dueOn: TODAY, amountFen: 60_000_000n }],
    })
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'signed', on: TODAY }, 'contract.write'))
    const found = async (wish: Partial<ContractSearch>) => (await search(wish)).items.map((row) => row.number)
    expect(await found({ fromFen: 60_000_000n, toFen: 60_000_000n })).toEqual(['F-1'])
    expect(await found({ signedFrom: TODAY, signedTo: TODAY })).toEqual(['F-1'])
    expect(await found({ state: 'in_force', year: TODAY.slice(0, 4), band: 'to_1m' })).toEqual(['F-1'])
    expect(await found({ signedFrom: addDays(TODAY, 1) })).toEqual([])
  })

  test.each<Way>([
    GATHER,
    ...[null, 0, 1].map((lead) => ({ kind: 'walk' as const, lead, isBounded: true })),
    ...[0, 1].map((lead) => ({ kind: 'walk' as const, lead, isBounded: false })),
  ])('whichever way is gone (%o), the same is found in the same order', async (way) => {
    const one = await foundBy('丝杠 price', way)
    const { items, total, facets } = await search({ q: '丝杠 price' })
    expect(one).toMatchObject({ ids: items.map(({ id }) => id), total, is_capped: false, is_whole: true })
    expect(total).toBeGreaterThan(1)
    const places = one.facets.filter(({ kind }) => kind === 'place')
    expect(places.map(({ n }) => n)).toEqual(facets.places.map(({ n }) => n))
  })

  test.each(['丝杠', '900', '导轨', '表'])('also of one word: %s', async (q) => {
    const gathered = await foundBy(q, GATHER)
    expect(gathered.total).toBeGreaterThan(0)
    expect(await foundBy(q, { kind: 'walk', lead: null, isBounded: true })).toEqual(gathered)
    expect(await foundBy(q, { kind: 'gather', isBounded: true })).toEqual(gathered)
  })

  test('the list of contracts looks for words in the same way', async () => {
    const list = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) =>
      listContracts(ctx, { page: 1, size: 20, view: 'all', q: '滚珠丝杠' }),
    )
    expect(list.total).toBe((await search({ q: '滚珠丝杠' })).total)
  })
})

describe('fences', () => {
  test('a rep finds neither the contracts of another team nor how many there are', async () => {
    await draft({ number: 'OTHER-1', customerId: a.records.other.customerId, title: '保密工程' }, boss)
    expect(await numbers('保密工程')).toEqual(['OTHER-1'])
    expect(await search({ q: '保密工程' }, rep)).toMatchObject({ total: 0, facets: { states: [] } })
  })

  test('another company finds nothing of it', async () => {
    const theirs: Actor = { ...SYSTEM, userId: b.users.boss, name: 'boss' }
    expect(await search({ q: '丝杠' }, theirs, b.orgId)).toMatchObject({ total: 0 })
    expect(await search({}, theirs, b.orgId)).toMatchObject({ total: 0 })
  })

  test('the keys are looked up by their index, as the application’s role', async () => {
    const plan = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, async (ctx) => {
      await sql`set local enable_seqscan = off`.execute(ctx.db)
      const statement = searchStatement(ctx, { page: 1, size: 20 }, archiveTerms('丝杠'))
      const { rows } = await sql<Record<string, string>>`explain (costs off) ${statement}`.execute(ctx.db)
      return rows.map((row) => Object.values(row)[0]).join('\n')
    })
    expect(plan).toMatch(/archive_key_pkey(.|\n)*key = '丝杠'/)
    expect(plan).toContain('archive_use_pkey')
  })

  test('both sides fold a text to the same', async () => {
    const texts = ['ＡＢＣ　１２３', 'Ab\u00a0c\td\n', '㎏ ① ﬁ', 'É é ß', '质 保', '𠮷野家', '…・゛']
    for (const text of texts) {
      const { rows } = await admin.query('select archive_fold($1) as folded', [text])
      expect(rows[0].folded, text).toBe(foldText(text))
    }
  })
})

describe('nothing is lost with a person (C078)', () => {
  test('who has left still stands on their contracts, and these are found', async () => {
    await draft({ number: 'LEFT-1', title: '离职人员经手', responsibleId: a.users.departed }, boss)
    await admin.query(`update app_user set status = 'inactive' where id = $1`, [a.users.departed])
    const found = await search({ q: '离职人员' })
    expect(found.items[0]).toMatchObject({
      number: 'LEFT-1',
      responsible: { name: 'departed', active: false },
    })
    expect(found.facets.people).toMatchObject([{ name: 'departed', n: 1 }])
  })

  test('a person cannot be deleted: not by the application, and not while anything names them', async () => {
    const gone = writing((ctx) =>
      sql`delete from app_user where org_id = ${a.orgId} and id = ${a.users.departed}`.execute(ctx.db),
    )
    await expect(gone).rejects.toThrow('permission denied')
    const owner = admin.query('delete from app_user where id = $1', [a.users.departed])
    await expect(owner).rejects.toThrow('foreign key')
    expect(await numbers('离职人员')).toEqual(['LEFT-1'])
  })
})

describe('a word that stands in more than may be counted', () => {
  const many = FOUND_MAX + 5
  // The older half of them with the word also in the title.
  beforeAll(async () => {
    await admin.query(
      `insert into contract (org_id, id, number, customer_id, title, remark, amount_fen, signed_on, ends_on, status, responsible_id, known_at,
         recorded_at, updated_at)
       select $1, gen_random_uuid(), 'MANY-' || g, $2, case when g < 500 then '通用件' else '' end, '通用件见附表', 100, date '2020-01-01' + g,
         date '2030-01-01', 'open', $3, now(), now(), now() from generate_series(1, $4) g`,
      [a.orgId, a.records.own.customerId, a.users.rep, many],
    )
    await draft({ number: 'OLDER-1', title: '从前的' })
    await admin.query(`update contract set signed_on = '2019-05-01' where number = 'OLDER-1'`)
  })
  const walk: Way = { kind: 'walk', lead: null, isBounded: true }

  test('is found in the newest so many, which are what is counted, and it is said so', async () => {
    const found = await foundBy('通用件', walk)
    expect(found).toMatchObject({ total: FOUND_MAX, is_capped: true, is_whole: true })
    const { rows } = await admin.query(
      `select id from contract where org_id = $1 and number like 'MANY-%' and title <> '' order by signed_on desc limit 20`,
      [a.orgId],
    )
    expect(found.ids).toEqual(rows.map(({ id }) => id))
    // The five oldest are those left out, and they have it in the title.
    expect(found.facets.filter(({ kind }) => kind === 'place').map(({ n }) => n)).toEqual([506, 494])
    expect(await search({ q: '通用件' })).toMatchObject({ total: many, isCapped: false })
  })

  test('what only the others may have is offered without a number', async () => {
    const { isCapped, facets } = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) =>
      searchContracts(ctx, { page: 1, size: 20, q: '通用件' }, walk),
    )
    expect(isCapped).toBe(true)
    expect(facets.years).toEqual([
      { year: '2022', n: 275 },
      { year: '2021', n: 365 },
      { year: '2020', n: 360 },
      { year: '2019', n: 0 },
    ])
    expect(facets.bands.filter(({ n }) => n === 0)).toHaveLength(3)
    expect(facets.places).toContainEqual({ place: 'file', n: 0 })
  })

  test('with a condition that leaves few the counts are exact', async () => {
    const year = await foundBy('通用件', walk, { year: '2021' })
    expect(year).toMatchObject({ total: 365, is_capped: false })
    const title = await foundBy('通用件', walk, { place: 'title' })
    expect(title).toMatchObject({ total: 499, is_capped: false, is_whole: true })
  })
})
