import { describe, expect, it } from 'vitest'
import { type ContractTemplate, fillVariables, templateDeviationBp, unknownVariables } from './template.ts'

const template: ContractTemplate = {
  name: '标准买卖合同',
  clauses: { subject: '{甲方}向{乙方}采购', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告' },
  penaltyBp: 5,
}
const content = { clauses: { ...template.clauses }, penaltyBp: 5 }

describe('C070: how far a contract departs from its template', () => {
  it.each([
    ['nothing but blanks', { ...content, clauses: { ...content.clauses, delivery: ' 按图纸\n' } }, 0],
    ['one clause', { ...content, clauses: { ...content.clauses, breach: '不赔' } }, 1_667],
    ['a clause left out', { ...content, clauses: { subject: template.clauses.subject } }, 5_000],
    ['a clause added', { ...content, clauses: { ...content.clauses, other: '独家' } }, 1_667],
    ['the penalty', { ...content, penaltyBp: 0 }, 1_667],
  ])('%s', (_what, changed, bp) => expect(templateDeviationBp(changed, template)).toBe(bp))

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
    expect(fillVariables('{甲方}付{金额}（{金额大写}）给{乙方}{谁}', values)).toBe(
      '买方公司付¥1.00（壹元整）给________{谁}',
    )
    expect(unknownVariables('{甲方}{谁}{谁}{交期}')).toEqual(['谁', '交期'])
  })

  it('a value that looks like a variable is not filled again', () => {
    expect(fillVariables('{甲方}', { ...values, 甲方: '{金额}' })).toBe('{金额}')
  })
})
