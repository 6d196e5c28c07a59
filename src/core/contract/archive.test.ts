import { describe, expect, test } from 'vitest'
import { archiveTerms, excerptOf, foldText } from './archive.ts'

const amount = (text: string) => archiveTerms(text)[0]?.amountFen ?? null

describe('what is looked for (C078)', () => {
  test.each([
    ['128000', 12_800_000n],
    ['128,000.00', 12_800_000n],
    ['¥128,000.5', 12_800_050n],
    ['12.8万', 12_800_000n],
    ['12.8万元', 12_800_000n],
    ['1.2亿', 12_000_000_000n],
    ['0.00001亿', 100_000n],
    ['0', null],
    ['30天', null],
    ['HT-2025-001', null],
    ['万元', null],
  ])('%s as money', (text, fen) => expect(amount(text)).toBe(fen))

  test('each word must be found; width, case and doubled words do not matter', () => {
    expect(archiveTerms(' ＨＴ－２０２５　质保期 ht-2025 ')).toEqual([
      { text: 'ht-2025', keys: ['25', '20', 't-'], prefix: null, isWhole: false, amountFen: null },
      { text: '质保期', keys: ['质保', '保期'], prefix: null, isWhole: false, amountFen: null },
    ])
  })

  test('two characters are their own key, one is the beginning of keys, nothing is no word', () => {
    expect(archiveTerms('质保')).toMatchObject([{ keys: ['质保'], isWhole: true }])
    expect(archiveTerms('保')).toMatchObject([{ keys: [], prefix: '保', isWhole: true }])
    expect(archiveTerms(' 　 ')).toEqual([])
  })
})

describe('the words shown around a hit', () => {
  const around = (said: string, search: string) => excerptOf(said, archiveTerms(search))

  test('the text as it was written, though it was found folded', () => {
    expect(around('质保期为 ２４ 个月', '24个月')).toEqual({
      before: '质保期为 ',
      hit: '２４ 个月',
      after: '',
    })
    expect(around('Net 30 DAYS', 'net')).toEqual({ before: '', hit: 'Net', after: ' 30 DAYS' })
    expect(around('单位㎏计', 'kg')).toEqual({ before: '单位', hit: '㎏', after: '计' })
  })

  test('what is far from it is left out, and that is said', () => {
    const found = around(`${'前'.repeat(40)}违约${'后'.repeat(40)}`, '违约')
    expect(found).toEqual({ before: `…${'前'.repeat(24)}`, hit: '违约', after: `${'后'.repeat(24)}…` })
  })

  test('not in it', () => expect(around('质保期', '违约')).toBeNull())
})

test('letters beyond A to Z keep their case on both sides', () => expect(foldText('É x Ab')).toBe('Éxab'))
