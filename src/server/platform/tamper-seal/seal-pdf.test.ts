import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { startOfDay } from '../../../core/calendar.ts'
import { renderPdf } from '../pdf.ts'
import { issueCertificate, openKey, type SealKey } from './certificate.ts'
import { checkSeal, SEAL_LABEL, sealPdf } from './seal-pdf.ts'

const NOW = startOfDay('2026-03-16') + 10 * 3_600_000
const NAME = '杭州某某科技有限公司'

let key: SealKey
let other: SealKey
let pdf: Buffer
let sealed: Buffer

beforeAll(async () => {
  const keyOf = async (name: string) => {
    const { certificate, privatePem } = await issueCertificate(name, NOW)
    return openKey(certificate, privatePem)
  }
  key = await keyOf(NAME)
  other = await keyOf('另一家公司')
  pdf = await renderPdf({ title: '合同', content: [{ text: '买卖合同' }], footer: '{page}/{pages}' })
  sealed = sealPdf(pdf, key, NOW)
}, 60_000)

describe('the tamper seal (C080)', () => {
  test('a certificate with a Chinese name verifies by itself and is nobody’s CA', () => {
    const known = new X509Certificate(key.certificate)
    expect(known.verify(known.publicKey)).toBe(true)
    expect([known.ca, known.subject.includes(`O=${NAME}`)]).toEqual([false, true])
    expect(known.validFrom).toContain('Mar 15 02:00:00 2026 GMT')
  })

  test('what was there stays byte for byte, and the seal is found whole and by whom', () => {
    expect(sealed.subarray(0, pdf.length).equals(pdf)).toBe(true)
    expect(checkSeal(sealed)).toMatchObject({ verdict: 'intact', by: NAME })
    expect(checkSeal(pdf)).toMatchObject({ verdict: 'none', by: null })
    const label = Buffer.from(SEAL_LABEL, 'utf16le').swap16().toString('hex')
    expect(sealed.toString('latin1')).toContain(`/Reason <feff${label}>`)
  })

  test('one flipped bit anywhere outside the padding is told', () => {
    const contents = sealed.lastIndexOf('/Contents <')
    const positions = [9, pdf.length >> 1, pdf.length - 3, pdf.length + 40, sealed.length - 9, contents + 700]
    for (const position of positions) {
      const flipped = Buffer.from(sealed)
      flipped[position] = flipped[position]! ^ 1
      expect(checkSeal(flipped).verdict, `at ${position}`).not.toBe('intact')
    }
  })

  test('what is appended afterwards is told, and so is a seal moved onto another document', () => {
    expect(checkSeal(Buffer.concat([sealed, Buffer.from('\n% more\n')])).verdict).toBe('changed')
    const from = sealed.lastIndexOf('/Contents <') + 11
    const elsewhere = sealPdf(pdf, other, NOW + 60_000)
    sealed.copy(elsewhere, elsewhere.lastIndexOf('/Contents <') + 11, from, from + 8192)
    expect(checkSeal(elsewhere).verdict).toBe('changed')
  })

  test('a document that was sealed already, or not drawn here, is not taken', () => {
    expect(() => sealPdf(sealed, key, NOW)).toThrow('not a PDF that was drawn here')
    expect(() => sealPdf(Buffer.from('%PDF-1.4\n%%EOF\n'), key, NOW)).toThrow('not a PDF')
  })
})
