import { Buffer } from 'node:buffer'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { getCase } from '../approvals/read-case.ts'
import { askContractApproval } from './ask-contract-approval.ts'
import { drawContract } from './contract-file.ts'
import { getContract } from './read.ts'
import { readTemplateVersions } from './read-template-versions.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { listTemplates, saveTemplate } from './templates.ts'
import { writeContractVersion } from './write-contract-version.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const manager: Actor = {
  ...SYSTEM,
  userId: a.users.manager,
  roles: ['manager'],
  name: 'manager',
  subtreeUserIds: [a.users.rep],
}
const legal: Actor = { ...SYSTEM, userId: a.users.legal, roles: ['legal'], name: 'legal' }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep) =>
  write(db, { orgId: a.orgId, actor, now: NOW }, fn)
const reading = (id: string) =>
  read(db, { orgId: a.orgId, actor: manager, now: NOW }, (ctx) => getContract(ctx, id))

const CLAUSES = {
  subject: '{甲方}向{乙方}采购下列货物。',
  delivery: '按图纸交付，{到期日期}前交齐。',
  breach: '违约方赔偿损失。',
  dunning: '逾期 7 日书面催告。',
}
const template = {
  name: '标准买卖合同',
  clauses: CLAUSES,
  penaltyBp: 5,
  legalId: a.users.legal,
  reviewOn: addDays(TODAY, 10),
  isRetired: false,
}
const saved = await writing((ctx) => saveTemplate(ctx, template), legal)

let number = 0
const draft = (change = {}) => {
  number += 1
  return writing((ctx) =>
    createContract(ctx, {
      number: `T-${number}`,
      title: '导轨买卖合同',
      currency: 'CNY',
      customerId: a.records.own.customerId,
      amountFen: 90_000_00n,
      effectiveOn: TODAY,
      endsOn: addDays(TODAY, 200),
      penaltyBp: 5,
      clauses: CLAUSES,
      nodes: [{ label: '全款', dueOn: addDays(TODAY, 30), amountFen: 90_000_00n }],
      templateId: saved.id,
      ...change,
    }),
  ).then(({ id }) => id)
}
const approve = (id: string) =>
  writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), manager)

describe('C065 C066: templates', () => {
  test('a next version leaves the first as it was; a review past its day shows; strange braces are refused', async () => {
    const { seriesId } = (await read(db, { orgId: a.orgId, actor: legal, now: NOW }, listTemplates)).items[0]!
    const next = await writing(
      (ctx) => saveTemplate(ctx, { ...template, name: '标准买卖合同 2', seriesId }),
      legal,
    )
    expect(next.number).toBe(2)
    const later = await read(db, { orgId: a.orgId, actor: legal, now: NOW + 11 * 86_400_000 }, listTemplates)
    expect(later.items).toMatchObject([{ name: '标准买卖合同 2', number: 2, isReviewDue: true }])
    await expect(
      writing((ctx) => saveTemplate(ctx, { ...template, clauses: { subject: '{买家}' } }), legal),
    ).rejects.toMatchObject({ code: 'variable_unknown', detail: { name: '买家' } })
    expect((await reading(await draft())).template).toBe('标准买卖合同')
  })

  test('as the template says, a manager approves it alone; one clause else, legal has to look', async () => {
    await approve(await draft())
    const changed = await draft({ clauses: { ...CLAUSES, breach: '供方不承担责任。' } })
    await expect(approve(changed)).rejects.toMatchObject({ code: 'beyond_authority' })
    await expect(approve(await draft({ templateId: null }))).rejects.toMatchObject({
      code: 'legal_first',
    })
    const { caseId } = await writing((ctx) => askContractApproval(ctx, changed, '客户坚持'))
    const shown = await read(db, { orgId: a.orgId, actor: manager, now: NOW }, (ctx) => getCase(ctx, caseId))
    const differing = shown.lines.filter(({ change }) => change !== 'same')
    expect(differing).toMatchObject([
      { key: 'clause:breach', before: { zh: '违约方赔偿损失。' }, after: { zh: '供方不承担责任。' } },
    ])
  })
})

describe('C065 C067: own clauses and what a template leaves open', () => {
  const OWN = [
    { title: '质量保证', text: '质保期为签收后{质保期}。' },
    { title: '保密', text: '保密三年。' },
  ]
  const long = Array.from({ length: 60 }, (_, index) => ({ title: `约定 ${index + 1}`, text: '按惯例。' }))
  const filled = { templateId: '', ownClauses: OWN, blanks: { 质保期: '12 个月' } }
  beforeAll(async () => {
    const form = { ...template, name: '设备合同', ownClauses: OWN, blanks: ['质保期'] }
    const { id } = await writing((ctx) => saveTemplate(ctx, form), legal)
    filled.templateId = id
  })

  test('every version stands beside the one before it, for whoever may read contracts', async () => {
    const form = { ...template, name: '维保合同', ownClauses: OWN, blanks: ['质保期'] }
    const { id } = await writing((ctx) => saveTemplate(ctx, form), legal)
    const next = { ...form, seriesId: id, ownClauses: [OWN[0]!, { title: '保密', text: '保密五年。' }] }
    await writing((ctx) => saveTemplate(ctx, { ...next, penaltyBp: 3 }), legal)
    const { items } = await read(db, { orgId: a.orgId, actor: rep, now: NOW }, (ctx) =>
      readTemplateVersions(ctx, id),
    )
    expect(items.map(({ number, diff }) => [number, diff.length])).toEqual([
      [2, 9],
      [1, 9],
    ])
    expect(items[0]!.diff.filter(({ change }) => change !== 'same')).toMatchObject([
      { key: 'penalty', before: { zh: '每日万分之5（0.05%）' }, after: { zh: '每日万分之3（0.03%）' } },
      { key: 'own:保密', before: { zh: '保密三年。' }, after: { zh: '保密五年。' } },
    ])
    const nothing = read(db, { orgId: a.orgId, actor: rep, now: NOW }, (ctx) =>
      readTemplateVersions(ctx, a.users.rep),
    )
    await expect(nothing).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a blank nobody declared and a heading that stands twice are refused', async () => {
    const save = (change: object) => writing((ctx) => saveTemplate(ctx, { ...template, ...change }), legal)
    await expect(save({ ownClauses: OWN })).rejects.toMatchObject({
      code: 'variable_unknown',
      detail: { name: '质保期' },
    })
    await expect(save({ ownClauses: [OWN[1]!, OWN[1]!] })).rejects.toMatchObject({ code: 'clause_twice' })
    await expect(draft({ ownClauses: [OWN[1]!, OWN[1]!] })).rejects.toMatchObject({ code: 'clause_twice' })
  })

  test('filling in is no departure from the template; a blank left open is not asked about', async () => {
    expect((await reading(await draft(filled))).versions[0]).toMatchObject({ deviationBp: 0 })
    const open = await draft({ ...filled, blanks: {} })
    expect((await reading(open)).missing).toEqual(['blanks'])
    await expect(writing((ctx) => askContractApproval(ctx, open, ''))).rejects.toMatchObject({
      code: 'contract_incomplete',
      detail: { missing: ['blanks'] },
    })
  })

  test('an own clause reworded is beyond the manager, and the approver reads that one against the template', async () => {
    const changed = await draft({ ...filled, ownClauses: [OWN[0]!, { title: '保密', text: '保密一年。' }] })
    expect((await reading(changed)).versions[0]).toMatchObject({ deviationBp: 1_667 })
    await expect(approve(changed)).rejects.toMatchObject({ code: 'beyond_authority' })
    const { caseId } = await writing((ctx) => askContractApproval(ctx, changed, '客户坚持'))
    const shown = await read(db, { orgId: a.orgId, actor: manager, now: NOW }, (ctx) => getCase(ctx, caseId))
    expect(shown.lines.filter(({ change }) => change !== 'same')).toMatchObject([
      {
        key: 'own:保密',
        label: { zh: '第九条 保密' },
        before: { zh: '保密三年。' },
        after: { zh: '保密一年。' },
      },
    ])
    expect(shown.title.zh).toContain('T-')
    // What it is held against, and whose it is, stands where it is read.
    expect(shown.lines[0]).toMatchObject({ key: 'against', label: { zh: '对照模板“设备合同”第 1 版' } })
    const customer = (await reading(changed)).customer.name
    expect(shown.title.zh.endsWith(` · ${customer}`)).toBe(true)
    expect((await reading(changed)).versions[0]!.diff).toEqual(shown.lines)
  })

  test('on the page clauses stand as they are printed, under their numbers, with what is filled in', async () => {
    const id = await draft({ ...filled, clauses: { ...CLAUSES, other: '一式两份。' } })
    const { articles, customer } = await reading(id)
    expect(articles.map(({ heading }) => heading.zh)).toEqual([
      ...['第一条 标的', '第三条 交付标准', '第六条 违约责任', '第七条 催款程序'],
      ...['第八条 质量保证', '第九条 保密', '第十条 其他约定'],
    ])
    expect(articles[0]!.pieces[0]).toEqual({ text: customer.name, name: '甲方' })
    expect(articles[4]!.pieces[1]).toEqual({ text: '12 个月', name: '质保期' })
  })

  test('a request that is not theirs to see is told of and no link that leads to nothing', async () => {
    const changed = await draft({ ...filled, ownClauses: [OWN[0]!] })
    const { caseId } = await writing((ctx) => askContractApproval(ctx, changed, '客户坚持'))
    const seenBy = (actor: Actor) =>
      read(db, { orgId: a.orgId, actor, now: NOW }, (ctx) => getContract(ctx, changed))
    expect((await seenBy(manager)).approval).toMatchObject({ state: 'running', caseId })
    expect((await seenBy(legal)).approval).toMatchObject({ state: 'running', caseId: null })
  })

  test('sixty clauses and twenty-four payment nodes: drafted, approved, owed node by node', async () => {
    const part = 90_000_00n / 24n
    const nodes = Array.from({ length: 24 }, (_, index) => ({
      ...{ label: `第 ${index + 1} 批`, dueOn: addDays(TODAY, 10 + index), amountFen: part },
    }))
    const id = await draft({ templateId: null, ownClauses: long, nodes })
    await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), boss)
    const { rows } = await admin.query(
      'select count(*)::int as n, sum(amount_fen)::bigint as fen from contract_node where contract_id = $1',
      [id],
    )
    expect(rows).toEqual([{ n: 24, fen: 90_000_00n }])
    expect((await reading(id)).content.ownClauses).toHaveLength(60)
  })
})

describe('the paper', () => {
  async function fileOf(id: string, format: 'docx' | 'pdf'): Promise<Buffer> {
    const { file } = await writing((ctx) => drawContract(ctx, { id, format }))
    return file.body as Buffer
  }
  async function textOf(docx: Buffer): Promise<string> {
    const zip = await promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)(docx, {
      lazyEntries: true,
    })
    return new Promise((resolve, reject) => {
      zip.on('error', reject)
      zip.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName !== 'word/document.xml') return zip.readEntry()
        zip.openReadStream(entry, async (error, stream) => {
          if (error) return reject(error)
          const parts: Buffer[] = []
          for await (const part of stream) parts.push(part as Buffer)
          resolve(
            Buffer.concat(parts)
              .toString('utf8')
              .replaceAll(/<\/w:p>/g, '\n')
              .replaceAll(/<[^>]+>/g, ''),
          )
        })
      })
      zip.readEntry()
    })
  }

  test('the seller stands in it with its code, its place and the account that money is paid to', async () => {
    const id = await draft()
    expect(await textOf(await fileOf(id, 'docx'))).not.toContain('开户行')
    const letterhead = { taxNumber: '91320583MA1X', phone: '', bank: '工行昆山支行', account: '1102' }
    await writing((ctx) => saveSetting(ctx, 'letterhead', letterhead), boss)
    const text = await textOf(await fileOf(id, 'docx'))
    expect(text).toContain('（统一社会信用代码 91320583MA1X）')
    expect(text).toMatch(/开户行：工行昆山支行\s+账号：1102/)
    expect(text).not.toContain('电话：')
  })

  test('Word: parties, amount in words, filled variables, nodes, places for seals; a draft says it is one', async () => {
    const id = await draft({ amountFen: 128_000_50n, nodes: [] })
    const text = await textOf(await fileOf(id, 'docx'))
    expect(text).toContain('草稿：尚未批准，不得签署。')
    expect(text).toContain('合同总金额：¥128,000.50，人民币（大写）壹拾贰万捌仟元伍角整。')
    expect(text).toContain(`按图纸交付，${addDays(TODAY, 200)}前交齐。`)
    expect(text).toContain('每日万分之5')
    expect(text).toContain('甲方（盖章）')
    const approved = await draft({
      title: 'A & B <合同>',
      amountFen: 1_000_00n,
      nodes: [{ label: '', dueOn: TODAY, amountFen: 1_000_00n }],
    })
    await approve(approved)
    const signed = await textOf(await fileOf(approved, 'docx'))
    expect(signed).not.toContain('草稿')
    expect(signed).toContain('A &amp; B &lt;合同&gt;')
  })

  test('a template written in English makes an English paper, also of a later version', async () => {
    const clauses = {
      subject: '{Seller} sells the goods below to {Buyer}.',
      delivery: 'FOB Shanghai, before {End date}.',
      breach: 'Direct loss is compensated.',
      dunning: 'A reminder in writing after seven days.',
    }
    const own = [{ title: 'Arbitration', text: 'CIETAC, in {Place}.' }]
    const form = { ...template, name: 'Export contract', language: 'en' as const, clauses }
    const english = await writing(
      (ctx) => saveTemplate(ctx, { ...form, ownClauses: own, blanks: ['Place'] }),
      legal,
    )
    const said = { clauses, ownClauses: own, blanks: { Place: 'Shanghai' }, templateId: english.id }
    const id = await draft({ ...said, title: 'Linear guides' })
    const text = await textOf(await fileOf(id, 'docx'))
    expect(text).toContain('Draft: not approved, must not be signed.')
    expect(text).toContain('Article 2 Contract amount')
    expect(text).toContain('CIETAC, in Shanghai.')
    expect(text).toContain(`FOB Shanghai, before ${addDays(TODAY, 200)}.`)
    expect(text).toContain('Authorised signature:')
    expect(text).not.toMatch(/第.条|甲方|大写|合同/)
    const { proposed } = await reading(id)
    expect(proposed.language).toBe('en')
    const { quoteVersionId: _, templateId: __, language: ___, ...terms } = proposed
    await writing((ctx) =>
      writeContractVersion(ctx, id, { ...terms, title: 'Linear guides, second lot', reason: 'price' }),
    )
    expect(await textOf(await fileOf(id, 'docx'))).toContain('Article 2 Contract amount')
  })

  test('PDF', async () => {
    const pdf = await fileOf(await draft(), 'pdf')
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(10_000)
  })
})
