import {
  argon2 as argon2Callback,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { promisify } from 'node:util'

const argon2 = promisify(argon2Callback)

/** argon2id, 19 MiB, two passes (NIST 800-63B-4, OWASP); parameters travel inside the hash. */
const MEMORY_KIB = 19_456
const PASSES = 2

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive(password, nonce, MEMORY_KIB, PASSES)
  return `argon2id$${MEMORY_KIB}$${PASSES}$${nonce.toString('base64url')}$${tag.toString('base64url')}`
}

export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const [kind, memory, passes, nonce, tag] = stored.split('$')
  if (kind !== 'argon2id' || !nonce || !tag) return false
  const expected = Buffer.from(tag, 'base64url')
  const actual = await derive(password, Buffer.from(nonce, 'base64url'), Number(memory), Number(passes))
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

async function derive(password: string, nonce: Buffer, memory: number, passes: number): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'), 'utf8')
  return Buffer.from(
    await argon2('argon2id', { message, nonce, memory, passes, parallelism: 1, tagLength: 32 }),
  )
}

export function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}

/** For what must be compared later and must not be guessed from its hash. */
export function keyedHash(key: Buffer, data: string): Buffer {
  return createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', 'bellwether keyed hash', 32)))
    .update(data)
    .digest()
}

export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

/** Pronounceable enough to be typed from a terminal, 15+ characters without look-alikes (800-63B-4). */
export function randomPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  const pick = () => [...randomBytes(5)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return `${pick()}-${pick()}-${pick()}`
}

/**
 * Seals a small secret with AES-256-GCM. Layout: version byte 1 | 12 bytes IV | 16 bytes tag | ciphertext.
 * `place` (org|table|column|row) is authenticated, so a moved ciphertext does not open.
 */
export function seal(key: Buffer, place: string, plain: string): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', fieldKey(key), iv).setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from([1]), iv, cipher.getAuthTag(), body])
}

export function unseal(key: Buffer, place: string, sealed: Buffer): string {
  if (sealed[0] !== 1) throw new Error('unknown envelope version')
  const decipher = createDecipheriv('aes-256-gcm', fieldKey(key), sealed.subarray(1, 13))
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(13, 29))
  return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8')
}

function fieldKey(key: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'bellwether field encryption', 32))
}
