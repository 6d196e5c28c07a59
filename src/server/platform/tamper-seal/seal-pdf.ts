import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { formatInstant, type Instant } from '../../../core/calendar.ts'
import type { SealKey } from './certificate.ts'
import { type CmsVerdict, signDetached, verifyDetached } from './cms.ts'

/** What such a seal is and is not; stands on every page and in the signature itself (C080). */
export const SEAL_LABEL = '防篡改签章，不替代CA电子签名'

/** Twice what the signature takes, in hexadecimal digits. */
const ROOM = 8192
const RANGE_ROOM = '0 0000000000 0000000000 0000000000'.length

/**
 * Appends a signature field to a PDF of ours (PDF 1.7 §12.8, one incremental update) and signs every byte
 * but the
 * signature's own place. Only documents with a plain table of references are taken: ours are, and what others
 * have written is not ours to seal.
 */
export function sealPdf(pdf: Buffer, key: SealKey, now: Instant): Buffer {
  const { rootRef, root, size, tableAt, pageRef } = readPdf(pdf)
  const [field, signature] = [size, size + 1]
  const objects = [
    [rootRef, `${root.trimEnd().slice(0, -2)}/AcroForm << /Fields [${field} 0 R] /SigFlags 3 >> >>`],
    [
      field,
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (TamperSeal) /F 132 /Rect [0 0 0 0] /P ${pageRef} 0 R /V ${signature} 0 R >>`,
    ],
    [
      signature,
      [
        '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached',
        `/M (D:${formatInstant(now).replace(/\D/g, '').padEnd(14, '0')}+08'00')`,
        `/Reason <${utf16(SEAL_LABEL)}>`,
        `/ByteRange [${' '.repeat(RANGE_ROOM)}] /Contents <${'0'.repeat(ROOM)}> >>`,
      ].join(' '),
    ],
  ] as const
  let text = pdf.at(-1) === 0x0a ? '' : '\n'
  const entries: string[] = []
  for (const [number, body] of objects) {
    entries.push(`${number} 1\n${String(pdf.length + text.length).padStart(10, '0')} 00000 n \n`)
    text += `${number} 0 obj\n${body}\nendobj\n`
  }
  const table = pdf.length + text.length
  text += `xref\n${entries.join('')}trailer\n<< /Size ${size + 2} /Root ${rootRef} 0 R /Prev ${tableAt} >>\nstartxref\n${table}\n%%EOF\n`
  const whole = Buffer.concat([pdf, Buffer.from(text, 'latin1')])
  const from = whole.lastIndexOf('/Contents <') + '/Contents '.length
  const to = from + ROOM + 2
  const range = `0 ${from} ${to} ${whole.length - to}`.padEnd(RANGE_ROOM)
  whole.write(range, whole.lastIndexOf('/ByteRange [') + '/ByteRange ['.length, 'latin1')
  const signed = Buffer.concat([whole.subarray(0, from), whole.subarray(to)])
  const cms = signDetached(signed, key).toString('hex')
  if (cms.length > ROOM) throw new RangeError('the signature is larger than its place')
  whole.write(cms, from + 1, 'latin1')
  return whole
}

export type SealVerdict = CmsVerdict | 'none'

/**
 * What a PDF says of itself: `none` without a seal; `intact` when every byte but the signature's place is
 * what was
 * sealed. Anything appended behind the seal counts as changed: the range must reach the end of the file.
 */
export function checkSeal(pdf: Buffer): {
  verdict: SealVerdict
  certificate: Buffer | null
  by: string | null
} {
  const at = pdf.lastIndexOf('/ByteRange [')
  const range =
    at < 0 ? null : /^\/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)\s*\]/.exec(pdf.toString('latin1', at, at + 80))
  if (!range) return { verdict: 'none', certificate: null, by: null }
  const [first, length, second, rest] = range.slice(1).map(Number) as [number, number, number, number]
  if (first !== 0 || second + rest !== pdf.length || second <= length) {
    return { verdict: 'changed', certificate: null, by: null }
  }
  const hex = pdf.toString('latin1', length + 1, second - 1)
  const cms = /^[0-9a-f]+$/i.test(hex) ? Buffer.from(hex, 'hex') : Buffer.alloc(0)
  const content = Buffer.concat([pdf.subarray(0, length), pdf.subarray(second)])
  const { verdict, certificate } = verifyDetached(content, cms)
  const by = certificate && /^O=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1]
  return { verdict, certificate, by: by ?? null }
}

function readPdf(pdf: Buffer) {
  const text = pdf.toString('latin1')
  const tableAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1] ?? Number.NaN)
  const trailer = text.slice(text.lastIndexOf('trailer'))
  const size = Number(/\/Size (\d+)/.exec(trailer)?.[1])
  const rootRef = Number(/\/Root (\d+) 0 R/.exec(trailer)?.[1])
  const root = bodyOf(text, rootRef)
  const pages = bodyOf(text, Number(/\/Pages (\d+) 0 R/.exec(root)?.[1]))
  const pageRef = Number(/\/Kids \[\s*(\d+) 0 R/.exec(pages)?.[1])
  if (text.slice(tableAt, tableAt + 4) !== 'xref' || root.includes('/AcroForm') || !pageRef || !size) {
    throw new Error('this is not a PDF that was drawn here')
  }
  return { rootRef, root, size, tableAt, pageRef }
}

/** Of an object without a stream, as it was last written. */
function bodyOf(text: string, number: number): string {
  const written = [...text.matchAll(new RegExp(`(?:^|\\n)${number} 0 obj\\b`, 'g'))].at(-1)
  if (!written) return ''
  const from = written.index + written[0].length
  return text.slice(from, text.indexOf('endobj', from)).trim()
}

function utf16(text: string): string {
  return `feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}`
}
