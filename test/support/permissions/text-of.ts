import { inflateRawSync } from 'node:zlib'
import type { Answer } from '../api-client.ts'

/** What an answer says, the sheets inside an .xlsx included. */
export function textOf(answer: Answer): string {
  if (!String(answer.headers['content-type']).includes('spreadsheetml')) return answer.text
  return `${answer.text}\n${unzipped(answer.bytes)}`
}

/** Every entry of a zip, by its local headers; sizes come from the central directory. */
function unzipped(zip: Buffer): string {
  const texts: string[] = []
  for (
    let at = zip.indexOf('PK\x01\x02', 0, 'latin1');
    at >= 0;
    at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')
  ) {
    const method = zip.readUInt16LE(at + 10)
    const size = zip.readUInt32LE(at + 20)
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const body = zip.subarray(from, from + size)
    texts.push((method === 8 ? inflateRawSync(body) : body).toString('utf8'))
  }
  return texts.join('\n')
}
