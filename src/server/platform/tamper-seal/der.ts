import { Buffer } from 'node:buffer'

/**
 * The little of DER (X.690) that a certificate and a detached signature need; nothing here knows what they
 * mean.
 */

function tlv(tag: number, body: Buffer): Buffer {
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const bytes: number[] = []
  for (let rest = body.length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff)
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length, ...bytes]), body])
}

export const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, Buffer.concat([...parts]))
/** A set is written in the order of its encodings, or two programs would hash it differently. */
export const setOf = (...parts: readonly Buffer[]): Buffer =>
  tlv(0x31, Buffer.concat([...parts].sort(Buffer.compare)))
export const octets = (bytes: Buffer): Buffer => tlv(0x04, bytes)
export const bits = (bytes: Buffer, unused = 0): Buffer =>
  tlv(0x03, Buffer.concat([Buffer.from([unused]), bytes]))
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text, 'utf8'))
export const nothing = (): Buffer => tlv(0x05, Buffer.alloc(0))
export const yes = (): Buffer => tlv(0x01, Buffer.from([0xff]))
/** Context tag `[n]` around whole values. */
export const tagged = (n: number, ...parts: readonly Buffer[]): Buffer =>
  tlv(0xa0 | n, Buffer.concat([...parts]))

export function integer(bytes: Buffer): Buffer {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1
  const plain = bytes.subarray(start)
  return tlv(0x02, plain[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), plain]) : plain)
}

export function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number)
  const bytes = [first! * 40 + second!]
  for (const part of rest) {
    const chunk = [part & 0x7f]
    for (let left = part >>> 7; left > 0; left >>>= 7) chunk.unshift((left & 0x7f) | 0x80)
    bytes.push(...chunk)
  }
  return tlv(0x06, Buffer.from(bytes))
}

/** `YYYYMMDDHHMMSSZ`: valid for years beyond 2049 too. */
export const generalTime = (text: string): Buffer => tlv(0x18, Buffer.from(text, 'latin1'))

export type Node = { tag: number; start: number; body: number; end: number }

/** One value at `at`: where it starts, where its body does, and where it ends. */
export function readNode(der: Buffer, at: number): Node {
  const tag = der[at]!
  const first = der[at + 1]!
  if (first < 0x80) return { tag, start: at, body: at + 2, end: at + 2 + first }
  const count = first & 0x7f
  let length = 0
  for (let index = 0; index < count; index += 1) length = length * 256 + der[at + 2 + index]!
  const body = at + 2 + count
  if (count === 0 || count > 4 || body + length > der.length) throw new RangeError('not DER')
  return { tag, start: at, body, end: body + length }
}

/** The values inside one. */
export function children(der: Buffer, node: Node): Node[] {
  const found: Node[] = []
  for (let at = node.body; at < node.end; at = found.at(-1)!.end) found.push(readNode(der, at))
  return found
}

export const whole = (der: Buffer, node: Node): Buffer => der.subarray(node.start, node.end)
export const inner = (der: Buffer, node: Node): Buffer => der.subarray(node.body, node.end)
