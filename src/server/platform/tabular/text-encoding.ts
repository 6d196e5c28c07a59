import { createReadStream } from 'node:fs'
import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import type { FileEncoding } from '../../../core/import/mapping.ts'
import { TabularError } from './tabular-error.ts'

/** `sure` is false when only a person can tell (then the import asks and shows a sample). */
export type EncodingGuess = { encoding: FileEncoding; bom: number; sure: boolean }

/**
 * BOM, else strict UTF-8 over the whole file, else GB18030 if it decodes without a hole and mostly to common
 * characters, else Latin-1 as a stated fallback. Reads the file once, in constant memory.
 */
export async function detectEncoding(path: string): Promise<EncodingGuess> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  const gb = iconv.getDecoder('gb18030')
  const census = new GbCensus()
  let utf8Valid = true
  let gbValid = true
  let first = true
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (first) {
      first = false
      const bom = byteOrderMark(chunk)
      if (bom) return bom
    }
    refuseNul(chunk)
    if (utf8Valid) utf8Valid = accepts(() => utf8.decode(chunk, { stream: true }))
    if (gbValid) gbValid = !gb.write(chunk).includes('\ufffd')
    census.add(chunk)
  }
  if (utf8Valid && accepts(() => utf8.decode())) return { encoding: 'utf-8', bom: 0, sure: true }
  if (gbValid && !(gb.end() ?? '').includes('\ufffd') && !census.danglingLead()) {
    return { encoding: 'gb18030', bom: 0, sure: census.commonShare() >= 0.7 }
  }
  return { encoding: 'latin1', bom: 0, sure: false }
}

export function byteOrderMark(head: Buffer): EncodingGuess | null {
  if (head.length >= 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { encoding: 'utf-8', bom: 3, sure: true }
  }
  if (head.length >= 2 && head[0] === 0xff && head[1] === 0xfe)
    return { encoding: 'utf-16le', bom: 2, sure: true }
  if (head.length >= 2 && head[0] === 0xfe && head[1] === 0xff)
    return { encoding: 'utf-16be', bom: 2, sure: true }
  return null
}

/**
 * The file's text in pieces; `stated` wins over what was detected. Refuses bytes that the encoding does not
 * have.
 */
export async function* decodedText(path: string, encoding: FileEncoding): AsyncGenerator<string> {
  const strict = encoding === 'utf-8' ? new TextDecoder('utf-8', { fatal: true }) : null
  const decoder = strict ? null : iconv.getDecoder(encoding === 'latin1' ? 'win1252' : encoding)
  let first = true
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (encoding !== 'utf-16le' && encoding !== 'utf-16be') refuseNul(chunk)
    let text = strict ? strictly(strict, chunk) : decoder!.write(chunk)
    if (first && text.charCodeAt(0) === 0xfeff) text = text.slice(1)
    first = false
    if (text !== '') yield text
  }
  const rest = strict ? strictly(strict, undefined) : decoder!.end()
  if (rest) yield rest
}

function strictly(decoder: TextDecoder, chunk: Buffer | undefined): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    throw new TabularError('bad_encoding', { encoding: 'utf-8' })
  }
}

function refuseNul(chunk: Buffer): void {
  const at = chunk.indexOf(0)
  if (at >= 0) throw new TabularError('nul_byte')
}

function accepts(decode: () => string): boolean {
  try {
    decode()
    return true
  } catch {
    return false
  }
}

/**
 * GB18030 accepts nearly any bytes, so validity alone proves little: in real Chinese text the second byte of
 * a
 * pair is almost always in GB2312's range, while in accented Latin text it is an ASCII letter.
 */
class GbCensus {
  private lead = false
  private pairs = 0
  private common = 0

  add(chunk: Buffer): void {
    for (const byte of chunk) {
      if (this.lead) {
        this.pairs += 1
        if (byte >= 0xa1) this.common += 1
        this.lead = false
      } else if (byte >= 0x81 && byte !== 0xff) this.lead = true
    }
  }

  danglingLead(): boolean {
    return this.lead
  }

  commonShare(): number {
    return this.pairs === 0 ? 0 : this.common / this.pairs
  }
}
