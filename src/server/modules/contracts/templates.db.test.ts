import { Buffer } from 'node:buffer'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { getCase } from '../approvals/read-case.ts'
import { askContractApproval } from './ask-contract-approval.ts'
import { drawContract } from './contract-file.ts'
import { getContract } from './read.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { listTemplates, saveTemplate } from './templates.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
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

  test('PDF', async () => {
    const pdf = await fileOf(await draft(), 'pdf')
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(10_000)
  })
})
