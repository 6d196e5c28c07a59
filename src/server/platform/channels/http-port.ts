import { lookup as dnsLookup } from 'node:dns/promises'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { type Address, type AllowList, type Lookup, resolveGuarded } from './address-guard.ts'
import { type HttpAnswer, PortError, type WirePort, type WireRequest } from './transport.ts'

const ANSWER_BYTES = 64 * 1024

/** The system resolver, as the guard wants it. */
export const systemLookup: Lookup = async (host) => {
  const found = await dnsLookup(host, { all: true, verbatim: true }).catch((error: Error) => {
    throw new PortError('dns', error.message)
  })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

/**
 * The real network: guarded address, no redirects, no shared connections (one slow channel cannot hold
 * another up), a total deadline that also ends a slow drip, and at most 64 KB of answer.
 */
export function createHttpPort(allow: AllowList, lookup: Lookup = systemLookup): WirePort {
  return async (request) => {
    const url = readUrl(request.url)
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    const deadline = AbortSignal.timeout(request.timeoutMs)
    const address = await Promise.race([
      resolveGuarded({ host: url.hostname, port }, allow, lookup),
      timedOut(deadline),
    ])
    return await exchange(request, { url, address, deadline })
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new PortError('bad_url', 'not an http address')
  }
  return url
}

/** Rejects with `PortError` `timeout` when the deadline passes. */
export function timedOut(deadline: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    deadline.addEventListener('abort', () => reject(new PortError('timeout', 'no answer in time')), {
      once: true,
    })
  })
}

/** A header that cannot be sent is thrown about at once, as a `TypeError`. */
async function exchange(request: WireRequest, way: Way): Promise<HttpAnswer> {
  try {
    return await transfer(request, way)
  } catch (error) {
    throw portError(error as Error, way.deadline)
  }
}

type Way = { url: URL; address: Address; deadline: AbortSignal }

function transfer(request: WireRequest, { url, address, deadline }: Way): Promise<HttpAnswer> {
  const pinned: LookupFunction = (_host, options, done) => {
    if (options.all) done(null, [address])
    else done(null, address.address, address.family)
  }
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const outgoing: ClientRequest = send(
      url,
      {
        method: request.method,
        headers: {
          ...request.headers,
          'content-length': Buffer.byteLength(request.body),
          connection: 'close',
        },
        agent: false,
        lookup: pinned,
        signal: deadline,
      },
      (incoming) =>
        collect(incoming, request.keepBytes).then(resolve, (error: Error) =>
          reject(portError(error, deadline)),
        ),
    )
    outgoing.on('error', (error) => reject(portError(error, deadline)))
    outgoing.end(request.body)
  })
}

async function collect(incoming: IncomingMessage, keepBytes?: number): Promise<HttpAnswer> {
  const most = keepBytes ?? ANSWER_BYTES
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    // Whatever stands after that is not an answer; the connection is dropped with it.
    if (bytes >= most) break
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  const all = Buffer.concat(chunks).subarray(0, most)
  const body = all.subarray(0, ANSWER_BYTES).toString('utf8')
  return { status: incoming.statusCode ?? 0, headers, body, ...(keepBytes ? { bytes: all } : {}) }
}

function portError(error: Error & { code?: string }, deadline: AbortSignal): PortError {
  if (deadline.aborted) return new PortError('timeout', 'no answer in time')
  if (error instanceof PortError) return error
  const code = error.code ?? ''
  if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code)) return new PortError('tls', `${code} ${error.message}`)
  return new PortError('network', `${code} ${error.message}`.trim())
}
