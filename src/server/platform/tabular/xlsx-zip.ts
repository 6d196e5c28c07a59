import type { Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { TabularLimits } from './limits.ts'
import { TabularError } from './tabular-error.ts'

/** The parts of a zipped workbook. Sizes are checked before a byte is unzipped. */
export class XlsxZip {
  private readonly zip: ZipFile
  private readonly entries: ReadonlyMap<string, Entry>

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.zip = zip
    this.entries = entries
  }

  static async open(path: string, fileBytes: number, limits: TabularLimits): Promise<XlsxZip> {
    const zip = await openZip(path)
    try {
      return new XlsxZip(zip, await readDirectory(zip, fileBytes, limits))
    } catch (error) {
      zip.close()
      throw error
    }
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

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(new TabularError('damaged', { reason: error.message.slice(0, 100) }))
      else resolve(zip)
    })
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
