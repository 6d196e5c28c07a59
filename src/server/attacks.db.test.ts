import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../test/support/api-client.ts'
import { testDatabase } from '../../test/support/database.ts'
import { readContents, readTables } from '../../test/support/permissions/contents.ts'
import { formOf } from '../../test/support/permissions/form.ts'
import { type OrgWorld, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import * as customersApi from '../api/customers.ts'
import * as dealsApi from '../api/deals.ts'
import * as importsApi from '../api/imports.ts'

/**
 * What somebody outside, or somebody inside with ill intent, would try through the real HTTP application.
 * Whatever is refused is judged by the tables and not by the status alone.
 */
const database = await testDatabase()
const committed = await testApp(database)

let org: OrgWorld
let boss: Client
let tables: string[]

beforeAll(async () => {
  org = (await twoOrgs(database.db)).a
  boss = await committed.signIn('boss')
  tables = await readTables(database.admin as never)
}, 120_000)

const everything = () => readContents(database.admin as never, tables, org.orgId)
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string } | null)?.code

async function leavesNothing(attack: () => Promise<unknown>): Promise<void> {
  const before = await everything()
  await attack()
  expect(await everything()).toEqual(before)
}

describe('text in a search', () => {
  test.each([`' or '1'='1`, `'; drop table customer; --`, '%', '\\', '_____'])(
    '%s finds only itself',
    async (q) => {
      await leavesNothing(async () => {
        expect((await boss.get(customersApi.listCustomers, { query: { q } })).items).toEqual([])
        expect((await boss.get(dealsApi.listDeals, { query: { q } })).items).toEqual([])
      })
    },
  )

  test('that no column can hold is refused', async () => {
    const answer = await boss.call(dealsApi.listDeals, { query: { q: 'a\u0000b' } })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  })
})

describe('a write', () => {
  const url = customersApi.createCustomer.path
  const send = (name: string, key: string) =>
    boss.send({ method: 'POST', url, body: { name }, headers: { 'idempotency-key': key } })

  test('sent five times at once under one key happens once, and all hear the same', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send('同时有限公司', 'same-key-1')))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]!.status).toBe(200)
    const { rows } = await database.admin.query(`select 1 from customer where name = '同时有限公司'`)
    expect(rows).toHaveLength(1)
    await leavesNothing(async () => {
      const other = await send('另一家有限公司', 'same-key-1')
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    })
  })

  test('against a version that has moved on is refused', async () => {
    await leavesNothing(async () => {
      const answer = await boss.call(customersApi.updateCustomer, {
        params: { id: org.records.own.customerId },
        body: { name: '改名有限公司' },
        headers: { 'if-match': '"99"' },
      })
      expect(answer).toMatchObject({ status: 412, body: { code: 'stale_version' } })
    })
  })
})

describe('uploads', () => {
  const ledger = '客户,发票号,开票日期,到期日,金额\n甲有限公司,U-1,2026-01-05,2026-02-05,1000.00\n'
  const imports = () => join(committed.app.config.dataDir, 'imports', org.orgId)

  test.each([
    '../../../../tmp/evil.csv',
    '..\\\\..\\\\evil.csv',
    '/etc/cron.d/evil.csv',
    'a/../../evil.csv',
    `${'长'.repeat(400)}.csv`,
    '.csv',
    '..',
    '<img src=x onerror=alert(1)>.csv',
  ])('a file called %s lands in its own folder', async (name) => {
    const answer = await boss.send({
      method: 'POST',
      url: importsApi.IMPORT_UPLOAD_PATH,
      ...formOf({ name, text: ledger }),
    })
    expect(answer.status, answer.text).toBe(200)
    const { id, fileName } = answer.body as { id: string; fileName: string }
    expect(fileName).not.toMatch(/[\\/]/)
    expect(fileName.length).toBeLessThanOrEqual(200)
    expect(readdirSync(join(imports(), id))).toEqual(['source'])
    expect(readdirSync(committed.app.config.dataDir)).toEqual(['imports'])
    expect(existsSync('/tmp/evil.csv')).toBe(false)
  })
})

describe('an upload that is none', () => {
  const folders = () => {
    const imports = join(committed.app.config.dataDir, 'imports', org.orgId)
    return existsSync(imports) ? readdirSync(imports).length : 0
  }
  const whole = formOf({ name: 'a.csv', text: '客户,金额\n甲,1\n' })
  const LIMIT_MB = 64

  test.each([
    {
      why: 'has no boundary',
      sent: { ...whole, headers: { 'content-type': 'multipart/form-data' } },
      status: 400,
      code: 'upload_broken',
    },
    {
      why: 'breaks off in the middle',
      sent: { ...whole, body: whole.body.subarray(0, whole.body.length - 30) },
      status: 400,
      code: 'upload_broken',
    },
    {
      why: 'is no form',
      sent: { body: {}, headers: { 'content-type': 'application/json' } },
      status: 400,
      code: 'upload_missing',
    },
    {
      why: 'is larger than the limit',
      sent: formOf({ name: 'big.csv', text: Buffer.alloc((LIMIT_MB + 1) * 1024 * 1024, 'a,b\n') }),
      status: 413,
      code: 'too_large',
    },
    {
      why: 'cannot be read as a table',
      sent: formOf({ name: 'x.xlsx', text: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]) }),
      status: 400,
      code: null,
    },
  ])('because it $why is refused, and nothing of it stays', async ({ sent, status, code }) => {
    const before = folders()
    await leavesNothing(async () => {
      const answer = await boss.send({ method: 'POST', url: importsApi.IMPORT_UPLOAD_PATH, ...sent })
      expect([answer.status, code ?? codeOf(answer)]).toEqual([status, codeOf(answer)])
    })
    expect(folders()).toBe(before)
  })
})

describe('a body', () => {
  const url = customersApi.createCustomer.path

  test('of more than a megabyte is refused before anything is read, and says so', async () => {
    await leavesNothing(async () => {
      const answer = await boss.send({
        method: 'POST',
        url,
        body: { name: '大', remark: 'x'.repeat(1_100_000) },
      })
      expect(answer).toMatchObject({ status: 413, body: { code: 'too_large', detail: { limitMb: 1 } } })
      expect((answer.body as { message: string }).message).toMatch(/1\s*MB/)
    })
  })

  test.each([
    ['half a document', '{"name":', 'application/json'],
    ['a polluted prototype', '{"name":"p","__proto__":{"isAdmin":true}}', 'application/json'],
    ['another kind of document', '<a/>', 'application/xml'],
    ['a form', 'name=form', 'application/x-www-form-urlencoded'],
    ['a list', '[]', 'application/json'],
  ])('of %s is refused', async (_, text, type) => {
    await leavesNothing(async () => {
      const answer = await boss.send({
        method: 'POST',
        url,
        body: Buffer.from(text),
        headers: { 'content-type': type },
      })
      expect([400, 415], answer.text).toContain(answer.status)
      expect(codeOf(answer)).toBe('invalid_input')
    })
  })
})

describe('headers', () => {
  const create = (headers: Record<string, string>) =>
    boss.send({
      method: 'POST',
      url: customersApi.createCustomer.path,
      body: { name: '跨站有限公司' },
      headers,
    })

  test.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:8420.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
  ])('a write from another site is refused: %o', async (headers) => {
    await leavesNothing(async () => {
      expect(await create(headers)).toMatchObject({ status: 403, body: { code: 'foreign_origin' } })
    })
  })

  test('a write from our own page is served', async () => {
    const answer = await create({ origin: 'http://localhost:8420', 'sec-fetch-site': 'same-origin' })
    expect(answer.status, answer.text).toBe(200)
  })

  test('nothing a client says makes a GET a write or another person', async () => {
    await leavesNothing(async () => {
      const games = {
        'x-http-method-override': 'DELETE',
        'x-original-url': '/api/people',
        'x-forwarded-user': 'boss',
        'x-org-id': org.orgId,
        authorization: 'Basic Ym9zczpib3Nz',
      }
      const url = customersApi.listCustomers.path
      const answer = await committed.anonymous.send({ method: 'GET', url, headers: games })
      expect(answer).toMatchObject({ status: 401, body: { code: 'signed_out' } })
    })
  })

  test('every answer forbids sniffing, framing and foreign scripts; data is not kept', async () => {
    const { headers } = await boss.call(customersApi.listCustomers)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-type': expect.stringContaining('application/json'),
    })
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })
})

test('the figures are in the format of Prometheus, every family once and with its type', async () => {
  await committed.anonymous.send({ method: 'GET', url: '/livez' })
  const { text, status } = await committed.anonymous.send({ method: 'GET', url: '/metrics' })
  expect(status).toBe(200)
  const types = [...text.matchAll(/^# TYPE (\w+) (counter|gauge|histogram)$/gm)].map(([, name]) => name!)
  expect(new Set(types).size).toBe(types.length)
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  expect(series.length).toBeGreaterThan(10)
  for (const line of series) {
    expect(line).toMatch(/^\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+$/)
    expect(types).toContain(line.split(/[ {]/)[0]!.replace(/^(bellwether_http_duration_ms)_\w+$/, '$1'))
  }
})

test('the API document names every route that is served', async () => {
  const { body } = await committed.anonymous.send({ method: 'GET', url: '/api/openapi.json' })
  const { openapi, paths } = body as { openapi: string; paths: Record<string, Record<string, object>> }
  expect(openapi).toMatch(/^3\.1\./)
  for (const { path, method, id } of committed.app.routes) {
    const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    expect(operation, id).toMatchObject({ operationId: id, responses: { 200: {} } })
  }
})
