import { createServer, type RequestListener, type Server } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Address,
  ALLOW_NOTHING,
  isReachable,
  type Lookup,
  parseAllowList,
  resolveGuarded,
} from './address-guard.ts'
import { createHttpPort, systemLookup } from './http-port.ts'
import type { HttpRequest } from './transport.ts'
import { PortError } from './transport.ts'

const LOOPBACK: Address = { address: '127.0.0.1', family: 4 }
const servers: { close: () => void }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push({
    close: () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
    },
  })
  return (server.address() as { port: number }).port
}

const serveHttp = (listener: RequestListener) => listen(createServer(listener))
const post = (url: string, timeoutMs = 3_000): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{"你":"好"}',
  timeoutMs,
})

describe('addresses that must not be reached', () => {
  const refused = [
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '192.168.255.255',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:7f00:1',
    '0:0:0:0:0:ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2001:10::1',
    '2002:7f00:1::1',
    '2002:a00:1::',
    '3fff::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'febf::1',
    'fec0::1',
    'ff02::1',
    'ff0e::1',
    '5f00::1',
    '8000::1',
  ]
  it.each(refused)('%s', (address) => {
    expect(isReachable({ address, family: address.includes(':') ? 6 : 4 }, ALLOW_NOTHING)).toBe(false)
  })
  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '11.0.0.1',
    '2400:3200::1',
    '2606:4700::1',
    '::ffff:8.8.8.8',
  ])('%s is public', (address) => {
    expect(isReachable({ address, family: address.includes(':') ? 6 : 4 }, ALLOW_NOTHING)).toBe(true)
  })

  const spellings = [
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://①②⑦.0.0.1/',
    'http://127。0。0。1/',
    'http://localhost/',
    'http://localhost./',
    'http://LOCALHOST/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://0/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://user:pw@127.0.0.1/',
    'http://127.0.0.1:22/',
    'https://127.0.0.1/',
  ]
  it.each(spellings)('%s in every spelling is this machine', async (url) => {
    const lookup: Lookup = async (host) => (/^localhost\.?$/.test(host) ? [LOOPBACK] : [])
    await expect(createHttpPort(ALLOW_NOTHING, lookup)(post(url))).rejects.toMatchObject({
      code: 'address_refused',
    })
  })
  it.each(['file:///etc/passwd', 'ftp://example.com/', 'gopher://x/', 'nonsense', ''])(
    '%s is no web address',
    async (url) => {
      await expect(createHttpPort(ALLOW_NOTHING)(post(url))).rejects.toMatchObject({ code: 'bad_url' })
    },
  )

  it('one private address among public ones refuses the name', async () => {
    const lookup: Lookup = async () => [{ address: '8.8.8.8', family: 4 }, LOOPBACK]
    await expect(resolveGuarded({ host: 'a.test', port: 80 }, ALLOW_NOTHING, lookup)).rejects.toMatchObject({
      code: 'address_refused',
    })
  })
  it('what the operator lists is allowed, and only that', async () => {
    const allow = parseAllowList([
      'ERP.local',
      '127.0.0.1:8420',
      '192.168.1.0/24',
      '10.0.0.7',
      'fd00::/8',
      ' ',
    ])
    const reach = (host: string, port: number, address: Address = LOOPBACK) =>
      resolveGuarded({ host, port }, allow, async () => [address]).then(
        () => true,
        () => false,
      )
    expect(await reach('erp.local', 443)).toBe(true)
    expect(await reach('ERP.local.', 443)).toBe(true)
    expect(await reach('other.local', 443)).toBe(false)
    expect(await reach('127.0.0.1', 8420)).toBe(true)
    expect(await reach('127.0.0.1', 22)).toBe(false)
    expect(await reach('a.test', 80, { address: '192.168.1.9', family: 4 })).toBe(true)
    expect(await reach('a.test', 80, { address: '192.168.2.9', family: 4 })).toBe(false)
    expect(await reach('10.0.0.7', 80)).toBe(true)
    expect(await reach('[fd00::5]', 80)).toBe(true)
  })
  it('a name without an address is a fault worth another try', async () => {
    await expect(
      resolveGuarded({ host: 'a.test', port: 80 }, ALLOW_NOTHING, async () => []),
    ).rejects.toMatchObject({ code: 'dns' })
    await expect(systemLookup('no-such-host.invalid')).rejects.toMatchObject({ code: 'dns' })
  })
})

describe('the network', () => {
  const open = (lookup?: Lookup) => createHttpPort(parseAllowList(['127.0.0.1', 'hook.test']), lookup)

  it('posts the exact bytes and returns status, headers and body', async () => {
    const port = await serveHttp((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () =>
        response.writeHead(201, { 'X-Test': 'a' }).end(`${request.method} ${request.url} ${body}`),
      )
    })
    expect(await open()(post(`http://127.0.0.1:${port}/a?b=1`))).toMatchObject({
      status: 201,
      headers: { 'x-test': 'a' },
      body: 'POST /a?b=1 {"你":"好"}',
    })
  })

  it('says what cannot be sent in a header as a port error', async () => {
    const request = { ...post('http://127.0.0.1:9/'), headers: { token: '全角' } }
    await expect(open()(request)).rejects.toBeInstanceOf(PortError)
  })

  it('connects to the address that was checked, however the name answers later', async () => {
    let asked = 0
    const port = await serveHttp((_request, response) => response.end('checked'))
    const rebinding: Lookup = async () => {
      asked += 1
      return asked === 1 ? [LOOPBACK] : [{ address: '192.0.2.1', family: 4 }]
    }
    expect(await open(rebinding)(post(`http://hook.test:${port}/`))).toMatchObject({ body: 'checked' })
    expect(asked).toBe(1)
  })

  it('does not follow a redirect', async () => {
    let inside = 0
    const target = await serveHttp((_request, response) => {
      inside += 1
      response.end('secret')
    })
    const port = await serveHttp((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${target}/` }).end(),
    )
    expect(await open()(post(`http://127.0.0.1:${port}/`))).toMatchObject({ status: 302 })
    expect(inside).toBe(0)
  })

  it('gives up on silence and on a slow drip at the deadline', async () => {
    const silent = await listen(createTcpServer(() => {}))
    await expect(open()(post(`http://127.0.0.1:${silent}/`, 150))).rejects.toMatchObject({ code: 'timeout' })
    const drip = await serveHttp((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    await expect(open()(post(`http://127.0.0.1:${drip}/`, 150))).rejects.toMatchObject({ code: 'timeout' })
    const neverResolves: Lookup = () => new Promise(() => {})
    await expect(
      createHttpPort(ALLOW_NOTHING, neverResolves)(post('http://a.test/', 50)),
    ).rejects.toMatchObject({
      code: 'timeout',
    })
  })

  it('takes no more than 64 KB of answer', async () => {
    const port = await serveHttp((_request, response) => response.end('x'.repeat(3_000_000)))
    expect((await open()(post(`http://127.0.0.1:${port}/`))).body).toHaveLength(65_536)
    const endless = await serveHttp((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    expect((await open()(post(`http://127.0.0.1:${endless}/`))).body).toHaveLength(65_536)
  })

  it('a closed door, a cut connection and a wrong protocol are faults of the network', async () => {
    const cut = await listen(createTcpServer((socket) => socket.destroy()))
    await expect(open()(post(`http://127.0.0.1:${cut}/`))).rejects.toMatchObject({ code: 'network' })
    const plain = await serveHttp((_request, response) => response.end())
    await expect(open()(post(`https://127.0.0.1:${plain}/`))).rejects.toMatchObject({
      code: expect.stringMatching(/network|tls/),
    })
    const closed = await serveHttp(() => {})
    for (const server of servers.splice(0)) server.close()
    await new Promise((resolve) => connect(closed, '127.0.0.1').on('error', resolve))
    await expect(open()(post(`http://127.0.0.1:${closed}/`))).rejects.toMatchObject({ code: 'network' })
  })
})
