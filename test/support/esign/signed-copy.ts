/**
 * As a PDF signature does (PDF 1.7 §12.8): what was sent stands first, to the byte, and behind it one
 * incremental update with the signature, whose range is all but its own place.
 */
export function signedCopy(sent: Buffer): Buffer {
  const head = '\n90 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange ['
  const contents = `<${'30'.repeat(64)}>`
  const tail = (at: number) =>
    ` >>\nendobj\nxref\n90 1\n${pad(at + 1)} 00000 n \ntrailer\n<< /Size 91 /Root 1 0 R >>\nstartxref\n${pad(at)}\n%%EOF\n`
  const from = sent.length + head.length + RANGE.length + '] /Contents '.length
  const end = tail(sent.length)
  const range = ['0', pad(from), pad(from + contents.length), pad(end.length)].join(' ')
  return Buffer.concat([sent, Buffer.from(`${head}${range}] /Contents ${contents}${end}`)])
}

const RANGE = '0 0000000000 0000000000 0000000000'

function pad(value: number): string {
  return String(value).padStart(10, '0')
}
