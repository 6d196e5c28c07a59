import { BlockList, isIP, isIPv4 } from 'node:net'
import { PortError } from './transport.ts'

/**
 * Keeps outgoing requests away from the machine's own network (trust R18). A name is resolved once, every
 * address is checked, and the connection goes to the very address that was checked: a name that answers
 * differently the second time gains nothing. What the operator lists (an ERP in the office network) is
 * allowed.
 */
export type AllowList = { hosts: ReadonlySet<string>; ranges: BlockList }

export type Address = { address: string; family: 4 | 6 }

/** All addresses of a host name; the one thing the guard needs from outside. */
export type Lookup = (host: string) => Promise<readonly Address[]>

/** Entries: `erp.local`, `127.0.0.1:8420`, `192.168.1.20`, `10.0.0.0/8`, `fd00::/8`. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const hosts = new Set<string>()
  const ranges = new BlockList()
  for (const entry of entries.map((text) => text.trim().toLowerCase()).filter(Boolean)) {
    const [net = '', prefix] = entry.split('/')
    if (prefix !== undefined && isIP(net) && /^\d{1,3}$/.test(prefix)) {
      ranges.addSubnet(net, Number(prefix), isIPv4(net) ? 'ipv4' : 'ipv6')
    } else if (isIP(entry)) {
      ranges.addAddress(entry, isIPv4(entry) ? 'ipv4' : 'ipv6')
    } else {
      hosts.add(entry)
    }
  }
  return { hosts, ranges }
}

export const ALLOW_NOTHING: AllowList = { hosts: new Set(), ranges: new BlockList() }

/** The address to connect to. Rejects with `PortError` `address_refused` or `dns`. */
export async function resolveGuarded(
  target: { host: string; port: number },
  allow: AllowList,
  lookup: Lookup,
): Promise<Address> {
  const host = target.host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
  const addresses = isIP(host) ? [literal(host)] : await lookup(host)
  const first = addresses[0]
  if (first === undefined) throw new PortError('dns', `no address for ${host}`)
  if (allow.hosts.has(host) || allow.hosts.has(`${host}:${target.port}`)) return first
  // One private address among public ones is enough to refuse: which of them is used is not ours to choose.
  const refused = addresses.find((entry) => !isReachable(entry, allow))
  if (refused) throw new PortError('address_refused', `${host} is ${refused.address}`)
  return first
}

export function isReachable({ address, family }: Address, allow: AllowList): boolean {
  const mapped = mappedIPv4(address)
  if (mapped !== null) return isReachable({ address: mapped, family: 4 }, allow)
  const type = family === 4 ? 'ipv4' : 'ipv6'
  return (
    allow.ranges.check(address, type) || !(family === 4 ? NOT_PUBLIC_4 : NOT_PUBLIC_6).check(address, type)
  )
}

function literal(host: string): Address {
  return { address: host, family: isIPv4(host) ? 4 : 6 }
}

/** ::ffff:10.0.0.1 and ::ffff:a00:1 are 10.0.0.1. */
function mappedIPv4(address: string): string | null {
  const dotted = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (dotted?.[1]) return dotted[1]
  const hex = /^(?:0*:)*:?ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address)
  if (!hex?.[1] || !hex[2]) return null
  const high = Number.parseInt(hex[1], 16)
  const low = Number.parseInt(hex[2], 16)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/**
 * Everything the registries set aside: this host, private, shared (metadata services live there),
 * link-local, …
 */
const NOT_PUBLIC_4 = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  NOT_PUBLIC_4.addSubnet(net, prefix, 'ipv4')
}
// Only 2000::/3 is handed out; within it, tunnels that hide an IPv4 address and documentation are refused
// too. A list of its own: Node asks IPv6 rules about IPv4 addresses as well, as ::ffff:0:0/96.
const NOT_PUBLIC_6 = new BlockList()
for (const [net, prefix] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  NOT_PUBLIC_6.addSubnet(net, prefix, 'ipv6')
}
