import { Buffer } from 'node:buffer'
import { createHash, sign, verify, X509Certificate } from 'node:crypto'
import type { SealKey } from './certificate.ts'
import * as der from './der.ts'

const DATA = '1.2.840.113549.1.7.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'
const SHA256 = '2.16.840.1.101.3.4.2.1'
const RSA = '1.2.840.113549.1.1.1'

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
const sha256Algorithm = () => der.sequence(der.oid(SHA256))

/**
 * A detached CMS signature as PAdES-B-B wants it (ETSI EN 319 142-1): content type, digest and the
 * signing certificate
 * by its hash among what is signed, no signing time (the PDF has it). Issuer and serial are copied as
 * they stand
 * in the certificate: written anew, a Chinese name comes out as other bytes and no program finds the signer.
 */
export function signDetached(content: Buffer, { certificate, privateKey }: SealKey): Buffer {
  const { issuer, serial } = partsOf(certificate)
  const attribute = (type: string, value: Buffer) => der.sequence(der.oid(type), der.setOf(value))
  const attributes = [
    attribute(CONTENT_TYPE, der.oid(DATA)),
    attribute(MESSAGE_DIGEST, der.octets(sha256(content))),
    attribute(
      SIGNING_CERTIFICATE_V2,
      der.sequence(der.sequence(der.sequence(der.octets(sha256(certificate))))),
    ),
  ]
  const signedAttributes = der.setOf(...attributes)
  const signer = der.sequence(
    der.integer(Buffer.from([1])),
    der.sequence(issuer, serial),
    sha256Algorithm(),
    // The same bytes under the implicit tag [0]; what is signed carries the tag of a set.
    Buffer.concat([Buffer.from([0xa0]), signedAttributes.subarray(1)]),
    der.sequence(der.oid(RSA), der.nothing()),
    der.octets(sign('sha256', signedAttributes, privateKey)),
  )
  const signedData = der.sequence(
    der.integer(Buffer.from([1])),
    der.setOf(sha256Algorithm()),
    der.sequence(der.oid(DATA)),
    der.tagged(0, certificate),
    der.setOf(signer),
  )
  return der.sequence(der.oid(SIGNED_DATA), der.tagged(0, signedData))
}

export type CmsVerdict = 'intact' | 'changed' | 'forged'

/**
 * Whether the signature is over exactly this content, by exactly the certificate it carries. `changed`:
 * the content is
 * another; `forged`: the signature itself, or its tie to the certificate, does not hold.
 */
export function verifyDetached(
  content: Buffer,
  cms: Buffer,
): { verdict: CmsVerdict; certificate: Buffer | null } {
  try {
    const [, wrapped] = der.children(cms, der.readNode(cms, 0))
    const signedData = der.children(cms, der.children(cms, wrapped!)[0]!)
    const certificate = der.inner(cms, signedData[3]!)
    const signer = der.children(cms, der.children(cms, signedData[4]!)[0]!)
    const attributes = Buffer.concat([Buffer.from([0x31]), der.whole(cms, signer[3]!).subarray(1)])
    const signature = der.inner(cms, signer[5]!)
    const known = new X509Certificate(certificate)
    const isSigned = verify('sha256', attributes, known.publicKey, signature)
    const digest = attributeOf(attributes, MESSAGE_DIGEST)
    const named = attributeOf(attributes, SIGNING_CERTIFICATE_V2)
    const isTied = named?.includes(sha256(certificate)) ?? false
    if (!isSigned || !isTied || digest === null) return { verdict: 'forged', certificate }
    const same = der.inner(digest, der.readNode(digest, 0)).equals(sha256(content))
    return { verdict: same ? 'intact' : 'changed', certificate }
  } catch {
    return { verdict: 'forged', certificate: null }
  }
}

function attributeOf(set: Buffer, type: string): Buffer | null {
  const wanted = der.oid(type)
  for (const node of der.children(set, der.readNode(set, 0))) {
    const [name, values] = der.children(set, node)
    if (der.whole(set, name!).equals(wanted)) return der.inner(set, values!)
  }
  return null
}

function partsOf(certificate: Buffer): { issuer: Buffer; serial: Buffer } {
  const [signed] = der.children(certificate, der.readNode(certificate, 0))
  const [, serial, , issuer] = der.children(certificate, signed!)
  return { serial: der.whole(certificate, serial!), issuer: der.whole(certificate, issuer!) }
}
