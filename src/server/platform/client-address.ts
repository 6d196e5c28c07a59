import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from. A reverse proxy on this machine appends the address it saw to
 * X-Forwarded-For; only its last entry is believed, and only when the connection itself comes from this
 * machine.
 */
export function addressOf(request: FastifyRequest): string {
  if (!isLoopback(request.ip)) return request.ip
  const forwarded = request.headers['x-forwarded-for']
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded)?.split(',').at(-1)?.trim()
  return last ? last.slice(0, 60) : request.ip
}

/** For counting: whoever has an IPv6 address has 2^64 of them. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  const full = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail?.split(':') ?? [])]
  return `${full
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')}::/64`
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

/** What proxies leave behind; a browser sends none of them, and speaks at least HTTP/1.1. */
const PROXY_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
]

/**
 * The browser itself runs on this machine and talks to us directly: for the demo's doors without a password.
 * Anything that smells of a proxy, or of a page of another address, does not count.
 */
export function isLocalBrowser(request: FastifyRequest): boolean {
  if (!isLoopback(request.ip) || request.raw.httpVersion === '1.0') return false
  if (PROXY_HEADERS.some((name) => request.headers[name] !== undefined)) return false
  const { host, origin, referer } = request.headers
  return [`http://${host ?? ''}`, origin, referer].every((url) => url === undefined || isLocalUrl(url))
}

function isLocalUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}
