import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  scryptSync,
} from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import {
  constants,
  createZstdCompress,
  createZstdDecompress,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const CHUNK = 256 * 1024
/**
 * Most files of a cluster are a few pages: each is done in one go, since streams would wait for a dozen
 * answers of the disk in turn. So small that nobody who waits for a page beside it notices.
 */
const AT_ONCE = 64 * 1024

/** Level 3 of zstd: about a quarter of the size of a database at the speed of a disk. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

/** The key of a backup from a passphrase and the salt its manifest states. */
export function backupKey(passphrase: string, salt: Buffer): Buffer {
  return scryptSync(passphrase, salt, 32, { N: 1 << 15, maxmem: 64 * 1024 * 1024 })
}

/**
 * Writes a file compressed and, with a key, encrypted (AES-256-GCM; nonce first, tag last). Returns size and
 * SHA-256 of what was read: a file of a running database may change while it is copied, and what counts is
 * what lies in the backup.
 */
export async function seal(
  from: string,
  to: string,
  key: Buffer | null,
): Promise<{ bytes: number; sha256: string }> {
  if (statSync(from).size <= AT_ONCE) {
    await breathe()
    return sealAtOnce(from, to, key)
  }
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const source = createReadStream(from, { highWaterMark: CHUNK })
  const target = createWriteStream(to, { mode: 0o600 })
  if (key) {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    await pipeline(source, measure, createZstdCompress(COMPRESSION), framed(cipher, nonce), target)
  } else await pipeline(source, measure, createZstdCompress(COMPRESSION), target)
  return { bytes, sha256: hash.digest('hex') }
}

function sealAtOnce(from: string, to: string, key: Buffer | null): { bytes: number; sha256: string } {
  const content = readFileSync(from)
  const packed = zstdCompressSync(content, COMPRESSION)
  writeFileSync(to, key ? encrypted(packed, key) : packed, { mode: 0o600 })
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
}

function encrypted(content: Buffer, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

type Expected = { sha256: string; bytes: number; key: Buffer | null }

/** Restores a sealed file; refuses one whose content is not what the manifest says. */
export async function unseal(from: string, to: string, expected: Expected): Promise<void> {
  if (expected.bytes <= AT_ONCE && statSync(from).size <= AT_ONCE + CHUNK) {
    await breathe()
    const content = contentAtOnce(from, expected)
    refuseUnless(createHash('sha256').update(content).digest('hex'), from, expected)
    writeFileSync(to, content, { mode: 0o600 })
    return
  }
  const hash = createHash('sha256')
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const target = createWriteStream(to, { mode: 0o600 })
  if (expected.key) {
    const { source, decipher } = openEncrypted(from, expected.key)
    await pipeline(source, decipher, createZstdDecompress(), measure, target)
  } else
    await pipeline(createReadStream(from, { highWaterMark: CHUNK }), createZstdDecompress(), measure, target)
  refuseUnless(hash.digest('hex'), from, expected)
}

function refuseUnless(sha256: string, from: string, expected: Expected): void {
  if (sha256 !== expected.sha256) throw new Error(`${from} is damaged: its checksum differs`)
}

function contentAtOnce(from: string, { bytes, key }: Expected): Buffer {
  const sealed = readFileSync(from)
  if (!key) return zstdDecompressSync(sealed, { maxOutputLength: bytes + 1 })
  if (sealed.length <= NONCE_BYTES + TAG_BYTES) throw new Error(`${from} is damaged: it is too short`)
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const packed = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES))
  return zstdDecompressSync(Buffer.concat([packed, decipher.final()]), { maxOutputLength: bytes + 1 })
}

function framed(cipher: CipherGCM, nonce: Buffer): Transform {
  let begun = false
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!begun) this.push(nonce)
      begun = true
      done(null, cipher.update(chunk))
    },
    flush(done) {
      if (!begun) this.push(nonce)
      this.push(cipher.final())
      done(null, cipher.getAuthTag())
    },
  })
}

function openEncrypted(path: string, key: Buffer) {
  const { size } = statSync(path)
  if (size <= NONCE_BYTES + TAG_BYTES) throw new Error(`${path} is damaged: it is too short`)
  const ends = Buffer.alloc(NONCE_BYTES + TAG_BYTES)
  const file = openSync(path, 'r')
  try {
    readSync(file, ends, 0, NONCE_BYTES, 0)
    readSync(file, ends, NONCE_BYTES, TAG_BYTES, size - TAG_BYTES)
  } finally {
    closeSync(file)
  }
  const decipher = createDecipheriv('aes-256-gcm', key, ends.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(ends.subarray(NONCE_BYTES))
  const source = createReadStream(path, { start: NONCE_BYTES, end: size - TAG_BYTES - 1 })
  return { source, decipher }
}
