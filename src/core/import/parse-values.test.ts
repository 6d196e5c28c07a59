import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatFen } from '../money.ts'
import { parseAmount, parseWhole } from './parse-amount.ts'
import { blankSet, isBlankText, parseCode, parsePerson, parseYesNo } from './parse-text.ts'
import { formatPhone, parsePhone } from './phone.ts'

const text = (value: string) => ({ text: value })

describe('an amount cell', () => {
  it.each([
    ['1,280.00', 128_000n],
    ['￥1280', 128_000n],
    ['¥ 1,280.5', 128_050n],
    ['12.8万', 12_800_000n],
    ['12.8 万元', 12_800_000n],
    ['1.2亿', 12_000_000_000n],
    ['3.2w', 3_200_000n],
    ['(100)', -10_000n],
    ['（100）', -10_000n],
    ['-100', -10_000n],
    ['100-', -10_000n],
    ['负100', -10_000n],
    ['１２８０．５０', 128_050n],
    ['RMB 1280', 128_000n],
    ['1280元整', 128_000n],
    ['125.43999999999998', 12_544n],
    ['0.005', 1n],
    ['.5', 50n],
  ])('reads %s', (written, fen) => {
    expect(parseAmount(text(written), '元')).toEqual({ ok: true, value: fen })
  })

  it('applies the unit of the column unless the cell states its own', () => {
    expect(parseAmount(text('12.8'), '万元')).toEqual({ ok: true, value: 12_800_000n })
    expect(parseAmount(text('5000元'), '万元')).toEqual({ ok: true, value: 500_000n })
    expect(parseAmount({ text: '12.8', number: 12.8 }, '万元')).toEqual({ ok: true, value: 12_800_000n })
    expect(parseAmount(text('1280'), '分')).toEqual({ ok: true, value: 1280n })
  })

  it.each([
    ['12%', 'amount_is_percent'],
    ['１２％', 'amount_is_percent'],
    ['1,28', 'amount_unreadable'],
    ['12.3.4', 'amount_unreadable'],
    ['待定', 'amount_unreadable'],
    ['99999999999999999', 'amount_too_large'],
  ])('refuses %s as %s', (written, code) => {
    expect(parseAmount(text(written), '元')).toMatchObject({ ok: false, code })
  })

  it('refuses a formula that was never calculated instead of reading nothing', () => {
    expect(parseAmount({ text: '', error: true }, '元')).toMatchObject({ code: 'formula_without_value' })
  })

  it('reads back every amount it can print', () => {
    fc.assert(
      fc.property(fc.bigInt(-9_007_199_254_740_991n, 9_007_199_254_740_991n), (fen) => {
        expect(parseAmount(text(formatFen(fen)), '元')).toEqual({ ok: true, value: fen })
      }),
    )
  })

  it('reads whole numbers with their unit', () => {
    expect(parseWhole(text('30天'))).toEqual({ ok: true, value: 30 })
    expect(parseWhole({ text: '30', number: 30 })).toEqual({ ok: true, value: 30 })
    expect(parseWhole(text('一个月'))).toMatchObject({ code: 'number_unreadable' })
  })
})

describe('a code', () => {
  it('keeps its leading zeros', () => {
    expect(parseCode(text('0000611365'))).toEqual({ ok: true, value: '0000611365' })
    expect(parseCode(text('00.11'))).toEqual({ ok: true, value: '00.11' })
    expect(parseCode({ text: '000123', number: 123 })).toEqual({ ok: true, value: '000123' })
  })

  it('is refused as a number of more than 15 digits, because its end is lost', () => {
    expect(parseCode({ text: '123456789012345680', number: 123_456_789_012_345_680 })).toMatchObject({
      code: 'code_lost_digits',
    })
    expect(parseCode(text('1.23457E+17'))).toMatchObject({ code: 'code_lost_digits' })
    expect(parseCode({ text: '123456789012345', number: 123_456_789_012_345 })).toMatchObject({ ok: true })
    expect(parseCode(text('123456789012345678'))).toEqual({ ok: true, value: '123456789012345678' })
  })
})

describe('blank markers', () => {
  it('are a list the mapping may replace', () => {
    expect(isBlankText(' n/a ', blankSet(undefined))).toBe(true)
    expect(isBlankText('—', blankSet(undefined))).toBe(true)
    expect(isBlankText('NA', blankSet(['?']))).toBe(false)
    expect(isBlankText('?', blankSet(['?']))).toBe(true)
  })
})

describe('people', () => {
  it.each([
    ['张三', { name: '张三' }],
    ['张　三', { name: '张三' }],
    ['张三(1001)', { name: '张三', code: '1001' }],
    ['张三（A1001）', { name: '张三', code: 'A1001' }],
    ['1001 张三', { name: '张三', code: '1001' }],
    ['Moses  Frase', { name: 'Moses Frase' }],
  ])('%s', (written, person) => {
    expect(parsePerson(written)).toEqual(person)
  })
})

it('yes and no in the spellings people use', () => {
  for (const yes of ['是', 'Yes', 'Y', '√', 'TRUE'])
    expect(parseYesNo(text(yes))).toMatchObject({ value: true })
  for (const no of ['否', 'No', 'N', 'N/a', '', 'FALSE']) {
    expect(parseYesNo(text(no))).toMatchObject({ value: false })
  }
  expect(parseYesNo(text('也许'))).toMatchObject({ ok: false })
})

describe('phones', () => {
  it.each([
    ['13800138000', '13800138000', 'mobile'],
    ['+86 138 0013 8000', '13800138000', 'mobile'],
    ['(86)13800138000', '13800138000', 'mobile'],
    ['１３８００１３８０００', '13800138000', 'mobile'],
    ['010-62345678', '010-62345678', 'landline'],
    ['0755-86013388', '0755-86013388', 'landline'],
    ['+86 21 12345678', '021-12345678', 'landline'],
    ['021 12345678 转801', '021-12345678-801', 'landline'],
    ['400-820-8820', '4008208820', 'service'],
    ['95588', '95588', 'service'],
    ['021-12345678-801', '021-12345678-801', 'landline'],
    ['0571-87654321-8001', '0571-87654321-8001', 'landline'],
    ['021-1234567转8', '021-1234567-8', 'landline'],
    ['400-820-8820 分机 12', '4008208820-12', 'service'],
    ['138-0013-8000', '13800138000', 'mobile'],
    ['138/0013/8000', '13800138000', 'mobile'],
    ['123/643/9775', '123-643-9775', 'other'],
    ['876|678|3469', '876-678-3469', 'other'],
    ['1234567 x 801', '1234567转801', 'other'],
    ['62345678-79', '62345678-79', 'other'],
    ['876 5432', '876 5432', 'other'],
    ['+65 62345678-79', '+65 62345678-79', 'other'],
  ])('%s', (written, shown, kind) => {
    const phone = parsePhone(written)
    expect(phone?.kind).toBe(kind)
    expect(phone && formatPhone(phone)).toBe(shown)
  })

  it.each([
    '1234',
    '62345678/79',
    '2024/01/05',
    '6234/5678/6234/5679',
    '8765432 8765433',
    '8765432-8765433',
    '13812345678 王经理',
    '13812345678王经理',
    '021-12345678转801转2',
    'Tel 13812345678',
    '13800138000.0',
    '13812345678, 13987654321',
  ])('%s says too little or more than one number', (written) => {
    expect(parsePhone(written)).toBeNull()
  })
})
