import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  scryptSync,
} from 'node:crypto'
import { closeSync, createReadStream, createWriteStream, openSync, readSync, statSync } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const CHUNK = 256 * 1024

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

/** Restores a sealed file; refuses one whose content is not what the manifest says. */
export async function unseal(
  from: string,
  to: string,
  expected: { sha256: string; key: Buffer | null },
): Promise<void> {
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
  if (hash.digest('hex') !== expected.sha256) throw new Error(`${from} is damaged: its checksum differs`)
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
