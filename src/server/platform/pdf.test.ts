import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { renderPdf } from './pdf.ts'

test('a document with rare Chinese characters comes out with its fonts inside and no address followed', async () => {
  const pdf = await renderPdf({
    title: '对账单',
    content: ['杭州㙓银杏树科技有限公司 䶮 128,000.00'],
    footer: '{page} / {pages}',
  })
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.includes(Buffer.from('/FontFile2'))).toBe(true)
  await expect(renderPdf({ title: 'x', content: [{ image: '/etc/hostname' }], footer: '' })).rejects.toThrow()
})
