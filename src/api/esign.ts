import { z } from 'zod'
import { SIGNING_STATES } from '../core/contract/signing.ts'
import { can } from './paging.ts'
import { id, instant, route } from './route.ts'

/** Contracts signed through an e-signature service: 法大大 or 契约锁 (C080). */

const text = z.string().trim().min(1).max(200)
/** Goes into a header, which takes nothing else. */
const key = z
  .string()
  .trim()
  .regex(/^[!-~]{1,200}$/)
/** Left out: the stored one stays. */
const secret = z.string().trim().min(8).max(200).optional()
const baseUrl = z.url({ protocol: /^https?$/ }).max(200)
const us = z.object({
  company: text,
  name: z.string().trim().min(1).max(40),
  mobile: z
    .string()
    .trim()
    .regex(/^1\d{10}$/),
})

export const esignSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fadada'), baseUrl, appId: key, openCorpId: key, secret, us }),
  z.object({ kind: z.enum(['qiyuesuo', 'qiyuesuo-private']), baseUrl, token: key, secret, us }),
])
export type EsignSettings = z.output<typeof esignSettings>

const words = z.object({ code: z.string(), message: z.string() })

export const getEsign = route({
  id: 'esign.get',
  method: 'GET',
  path: '/api/esign',
  permission: 'channel.write',
  summary: 'The e-signature service in use, its secret masked, and what its last trial call answered [C080]',
  reply: z.object({
    account: z
      .object({
        version: z.int(),
        enabled: z.boolean(),
        settings: z.record(z.string(), z.union([z.string(), us])),
        tested: words.extend({ at: instant, isGood: z.boolean() }).nullable(),
        isTesting: z.boolean(),
      })
      .nullable(),
    callbackUrl: z.string(),
  }),
})

export const saveEsign = route({
  id: 'esign.save',
  method: 'PUT',
  path: '/api/esign',
  permission: 'channel.write',
  summary: 'Writes the account of the e-signature service; a secret left out stays [C080]',
  body: z.object({ version: z.int(), enabled: z.boolean(), settings: esignSettings }),
  reply: z.object({ version: z.int() }),
})

export const testEsign = route({
  id: 'esign.test',
  method: 'POST',
  path: '/api/esign/test',
  permission: 'channel.write',
  summary: 'Asks for one trial call that changes nothing; its answer is read with the account [C080]',
  body: z.object({}),
  reply: z.object({ ok: z.literal(true) }),
})

const envelope = z.object({
  id,
  version: z.int(),
  state: z.enum(SIGNING_STATES),
  provider: z.string(),
  signers: z.array(us),
  expiresAt: instant,
  /** what the service said last when something was wrong */
  trouble: words.nullable(),
  isCancelling: z.boolean(),
  nextAt: instant.nullable(),
  steps: z.array(
    z.object({ kind: z.string(), at: instant, actorName: z.string().nullable(), fileId: id.nullable() }),
  ),
  can: z.object({ cancel: can, retry: can }),
})

export const listEnvelopes = route({
  id: 'esign.envelopes',
  method: 'GET',
  path: '/api/contracts/:id/envelopes',
  permission: 'contract.read',
  summary: 'What was sent to be signed of a contract, and how far each came [C080]',
  params: z.object({ id }),
  reply: z.object({
    isOn: z.boolean(),
    buyer: z.string(),
    items: z.array(envelope),
    can: z.object({ send: can }),
  }),
})

export const sendEnvelope = route({
  id: 'esign.send',
  method: 'POST',
  path: '/api/contracts/:id/envelopes',
  permission: 'contract.write',
  summary: 'Sends the version in force to be signed by both sides; only approved content goes out [C080]',
  params: z.object({ id }),
  body: z.object({ name: us.shape.name, mobile: us.shape.mobile, days: z.int().min(1).max(90) }),
  reply: z.object({ id }),
})

export const cancelEnvelope = route({
  id: 'esign.cancel',
  method: 'POST',
  path: '/api/envelopes/:id/cancel',
  permission: 'contract.write',
  summary: 'Calls a sending off; the service is told, and until it agrees signatures may still come [C080]',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(2).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const retryEnvelope = route({
  id: 'esign.retry',
  method: 'POST',
  path: '/api/envelopes/:id/retry',
  permission: 'contract.write',
  summary: 'Asks the service again at once, with the same id [C080]',
  params: z.object({ id }),
  body: z.object({}),
  reply: z.object({ ok: z.literal(true) }),
})

export const esignCallback = route({
  id: 'esign.callback',
  method: 'POST',
  path: '/api/esign/callback/:org/:token',
  permission: 'public',
  summary: 'The service says that something happened; it is believed only after it was asked itself [C080]',
  params: z.object({ org: id, token: z.string().max(64) }),
  body: z.unknown(),
  reply: z.object({ msg: z.literal('success') }),
})
