import { expect, test } from 'vitest'
import { type LetterWords, letterBlocks } from '../dunning/letter.ts'
import { noteDocument } from '../order/note-paper.ts'
import { accountLine, letterheadOf, sellerLines } from './letterhead.ts'

const FULL = {
  ...{ nameEn: 'Mingchuan Precision Co., Ltd.', taxNumber: '91320583MA1X', phone: '0512-5000 0000' },
  ...{ address: '昆山市前进路 1 号', addressEn: '1 Qianjin Road, Kunshan', bank: '工行昆山支行' },
  account: '1102 0203',
}

test('a letterhead in the language of the paper; what is not known is left out', () => {
  expect(letterheadOf('铭川精密', FULL, 'zh')).toEqual({
    text: '铭川精密',
    lines: ['地址：昆山市前进路 1 号    电话：0512-5000 0000'],
  })
  expect(letterheadOf('铭川精密', FULL, 'en')).toEqual({
    text: 'Mingchuan Precision Co., Ltd.',
    lines: ['1 Qianjin Road, Kunshan    Tel. 0512-5000 0000'],
  })
  expect(letterheadOf('铭川精密', {}, 'en')).toEqual({ text: '铭川精密', lines: [] })
})

test('a contract names the account that money is paid to', () => {
  expect(sellerLines(FULL)).toEqual([
    '地址：昆山市前进路 1 号    电话：0512-5000 0000',
    '开户行：工行昆山支行    账号：1102 0203',
  ])
  expect(sellerLines({ account: '1102' })).toEqual(['账号：1102'])
})

test('notes and letters are headed like quotes, in the language of the paper', () => {
  const note = {
    ...{ company: '铭川精密', letterhead: FULL, customer: 'Pacific Motion', number: 'SH-1', order: 'SH-1' },
    ...{ contract: null, status: 'shipped' as const, on: '2026-03-09', address: '', carrier: '', remark: '' },
    ...{ currency: 'USD', lines: [] },
  }
  const letter = {
    ...{ company: '铭川精密', letterhead: FULL, customer: 'Pacific Motion', responsible: '' },
    ...{ today: '2026-03-09', body: '', items: [], penaltyFen: 0n, isDraft: false },
  }
  const words = new Proxy({} as LetterWords, { get: (_, key) => String(key) })
  for (const language of ['zh', 'en'] as const) {
    const head = { kind: 'letterhead', ...letterheadOf('铭川精密', FULL, language) }
    expect(noteDocument(note, { language, withPrices: false })[0]).toEqual(head)
    const blocks = letterBlocks({ ...letter, language }, words)
    expect(blocks[0]).toEqual(head)
    expect(blocks).toContainEqual({ kind: 'text', text: accountLine(FULL, language) })
  }
})
