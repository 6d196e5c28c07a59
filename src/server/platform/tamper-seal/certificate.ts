import { Buffer } from 'node:buffer'
import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { formatInstant, type Instant } from '../../../core/calendar.ts'
import * as der from './der.ts'

export type SealKey = { certificate: Buffer; privateKey: KeyObject }

const SHA256_RSA = '1.2.840.113549.1.1.11'
const YEARS = 10
const DAY = 86_400_000

/**
 * A certificate that a company issues to itself, for its tamper seal (C080): it proves that nothing was
 * changed since
 * and says nothing about who somebody is, which only a licensed CA may (电子签名法 §13).
 */
export async function issueCertificate(
  name: string,
  now: Instant,
): Promise<{ certificate: Buffer; privatePem: string }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const subject = nameOf(name)
  const algorithm = der.sequence(der.oid(SHA256_RSA), der.nothing())
  const signed = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    subject,
    der.sequence(der.generalTime(timeOf(now - DAY)), der.generalTime(timeOf(now + YEARS * 365 * DAY))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.tagged(3, der.sequence(...extensions())),
  )
  const signature = sign('sha256', signed, privateKey)
  return {
    certificate: der.sequence(signed, algorithm, der.bits(signature)),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

export function openKey(certificate: Buffer, privatePem: string): SealKey {
  return { certificate, privateKey: createPrivateKey(privatePem) }
}

function nameOf(name: string): Buffer {
  const part = (type: string, value: string) =>
    der.setOf(der.sequence(der.oid(type), der.utf8([...value].slice(0, 64).join(''))))
  return der.sequence(part('2.5.4.10', name), part('2.5.4.3', `${name} 防篡改签章`))
}

function extensions(): Buffer[] {
  const critical = (type: string, value: Buffer) => der.sequence(der.oid(type), der.yes(), der.octets(value))
  // Not a CA; for digital signatures and for not being denied.
  return [critical('2.5.29.19', der.sequence()), critical('2.5.29.15', der.bits(Buffer.from([0xc0]), 6))]
}

/** Written as of the company's clock and marked UTC+0 by eight hours earlier, which the format asks for. */
function timeOf(instant: Instant): string {
  const utc = formatInstant(instant - 8 * 3_600_000)
  return `${utc.replace(/\D/g, '').padEnd(14, '0').slice(0, 14)}Z`
}
