import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { TabularLimits } from './limits.ts'
import { TabularError } from './tabular-error.ts'

/** The parts of a zipped workbook or bundle. Sizes are checked before a byte is unzipped. */
export class XlsxZip {
  private readonly zip: ZipFile
  private readonly entries: ReadonlyMap<string, Entry>

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.zip = zip
    this.entries = entries
  }

  /** `source`: the path of a file, or a file inside another. */
  static async open(source: string | Buffer, fileBytes: number, limits: TabularLimits): Promise<XlsxZip> {
    const zip = await openZip(source)
    try {
      return new XlsxZip(zip, await readDirectory(zip, fileBytes, limits))
    } catch (error) {
      zip.close()
      throw error
    }
  }

  /** All parts as they are compared: in small letters. */
  names(): string[] {
    return [...this.entries.keys()]
  }

  /** The whole of one part; refused when it says to be larger than `most` bytes. */
  async bytes(name: string, most: number): Promise<Buffer> {
    const entry = this.entries.get(normal(name))
    if (!entry) return Buffer.alloc(0)
    if (entry.uncompressedSize > most)
      throw new TabularError('file_too_large', { megabytes: Math.floor(most / 1_048_576) })
    const parts: Buffer[] = []
    try {
      for await (const part of (await openEntry(this.zip, entry)) as AsyncIterable<Buffer>) parts.push(part)
    } catch (error) {
      throw error instanceof TabularError ? error : new TabularError('damaged', { part: name })
    }
    return Buffer.concat(parts)
  }

  has(name: string): boolean {
    return this.entries.has(normal(name))
  }

  /** The text of one part in pieces; nothing for a part that is not there. */
  async *text(name: string): AsyncGenerator<string> {
    const entry = this.entries.get(normal(name))
    if (!entry) return
    const stream = await openEntry(this.zip, entry)
    let decoder: TextDecoder | null = null
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8')
        yield decoder.decode(chunk, { stream: true })
      }
    } catch (error) {
      throw error instanceof TabularError ? error : new TabularError('damaged', { part: name })
    } finally {
      stream.destroy()
    }
  }

  close(): void {
    this.zip.close()
  }
}

function openZip(source: string | Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const opened = (error: Error | null, zip: ZipFile) => {
      if (error) reject(new TabularError('damaged', { reason: error.message.slice(0, 100) }))
      else resolve(zip)
    }
    const options = { lazyEntries: true, autoClose: false }
    if (typeof source === 'string') yauzl.open(source, options, opened)
    else yauzl.fromBuffer(source, options, opened)
  })
}

function readDirectory(zip: ZipFile, fileBytes: number, limits: TabularLimits): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>()
    let unzipped = 0
    zip.on('error', (error: Error) =>
      reject(new TabularError('damaged', { reason: error.message.slice(0, 100) })),
    )
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      unzipped += entry.uncompressedSize
      const ratio = unzipped / Math.max(1, fileBytes)
      if (
        entries.size >= limits.zipEntries ||
        unzipped > limits.unzippedBytes ||
        (unzipped > 64 * 1024 * 1024 && ratio > limits.unzipRatio)
      ) {
        reject(new TabularError('zip_bomb', { megabytes: Math.round(limits.unzippedBytes / 1_048_576) }))
        return
      }
      if (entry.isEncrypted()) {
        reject(new TabularError('encrypted'))
        return
      }
      const name = normal(entry.fileName)
      if (!entries.has(name)) entries.set(name, entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(new TabularError('damaged', { part: entry.fileName }))
      else resolve(stream)
    })
  })
}

/** Part names are compared without case and without a leading slash: writers differ. */
function normal(name: string): string {
  return name.replace(/^\/+/, '').replaceAll('\\', '/').toLowerCase()
}
