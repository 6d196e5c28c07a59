import { describe, expect, it } from 'vitest'
import { fillIn } from './blanks.ts'
import { type ContractTemplate, templateDeviationBp, unknownBlanks } from './template.ts'

const template: ContractTemplate = {
  name: '标准买卖合同',
  clauses: { subject: '{甲方}向{乙方}采购', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告' },
  ownClauses: [
    { title: '保密', text: '三年' },
    { title: '质保', text: '{质保期}' },
  ],
  blanks: ['质保期'],
  penaltyBp: 5,
}
const { ownClauses } = template
const content = { clauses: { ...template.clauses }, ownClauses, penaltyBp: 5 }

describe('C070: how far a contract departs from its template', () => {
  it.each([
    ['nothing but blanks', { ...content, clauses: { ...content.clauses, delivery: ' 按图纸\n' } }, 0],
    ['one clause', { ...content, clauses: { ...content.clauses, breach: '不赔' } }, 1_667],
    ['a clause left out', { ...content, clauses: { subject: template.clauses.subject } }, 5_000],
    ['a clause added', { ...content, clauses: { ...content.clauses, other: '独家' } }, 1_667],
    [
      'an own clause reworded',
      { ...content, ownClauses: [{ title: '保密', text: '一年' }, ownClauses[1]!] },
      1_667,
    ],
    [
      'one left out and one added',
      { ...content, ownClauses: [ownClauses[0]!, { title: '独家', text: '是' }] },
      3_334,
    ],
    ['own clauses in another order', { ...content, ownClauses: [ownClauses[1]!, ownClauses[0]!] }, 0],
    ['all of them left out', { ...content, ownClauses: undefined }, 3_334],
    ['the penalty', { ...content, penaltyBp: 0 }, 1_667],
  ])('%s', (_what, changed, bp) => expect(templateDeviationBp(changed, template)).toBe(bp))

  it('a template of sixty clauses makes a change no smaller, and nothing departs further than from all', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ title: `条款 ${index}`, text: '照旧' }))
    const long = { ...template, ownClauses: many }
    const changed = { ...content, ownClauses: [{ title: '条款 0', text: '不再' }, ...many.slice(1)] }
    expect(templateDeviationBp(changed, long)).toBe(1_667)
    expect(templateDeviationBp({ ...content, ownClauses: [] }, long)).toBe(10_000)
  })

  it('free-form departs from everything', () => expect(templateDeviationBp(content, null)).toBe(10_000))
})

describe('variables', () => {
  const values = {
    甲方: '买方公司',
    乙方: '',
    合同编号: '',
    合同名称: '',
    金额: '¥1.00',
    金额大写: '壹元整',
    生效日期: '',
    到期日期: '',
    账期: '',
    违约金: '',
  }

  it('known ones are filled, what is not known leaves room to write, a strange brace stays and is named', () => {
    expect(fillIn('{甲方}付{金额}（{金额大写}）给{乙方}{谁}', values)).toBe(
      '买方公司付¥1.00（壹元整）给________{谁}',
    )
    expect(unknownBlanks({ ...template, clauses: { subject: '{甲方}{谁}{谁}{交期}' } })).toEqual([
      '谁',
      '交期',
    ])
  })

  it('a value that looks like a variable is not filled again', () => {
    expect(fillIn('{甲方}', { ...values, 甲方: '{金额}' })).toBe('{金额}')
  })
})
