import { expect, test } from 'vitest'
import { letterheadOf, sellerLines } from './letterhead.ts'

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
