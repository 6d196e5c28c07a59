import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { memorySettings } from './embedded-postgres/cluster.ts'
import { type EmbeddedPostgres, startPostgres } from './embedded-postgres.ts'
import { checkPostgres } from './postgres-check.ts'

const shared = await testDatabase()
const scratch = mkdtempSync(join(tmpdir(), 'bellwether-pg-'))
// Open for passing through, or the account that runs the server would have to live elsewhere.
chmodSync(scratch, 0o711)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

async function start(name: string, fast = true, incidents: string[] = []): Promise<EmbeddedPostgres> {
  const server = await startPostgres({
    dataDir: join(scratch, name),
    fast,
    onIncident: (message) => incidents.push(message),
  })
  // A test that fails half-way leaves no server behind; a second stop does nothing.
  onTestFinished(() => server.stop())
  return server
}

async function ask(server: EmbeddedPostgres, sql: string): Promise<unknown> {
  const client = new Client({
    host: server.socketDir,
    port: server.port,
    user: server.user,
    database: 'postgres',
  })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return Object.values(rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

const postmaster = (name: string) =>
  Number(readFileSync(join(scratch, name, 'pg18/postmaster.pid'), 'utf8').split('\n')[0])
const isRunning = (name: string) => existsSync(join(scratch, name, 'pg18/postmaster.pid'))

test('the first start creates the cluster, the second start keeps its data', async () => {
  const first = await start('keep')
  expect(first.joined).toBe(false)
  await ask(first, 'create table kept as select 42 as answer')
  await first.stop()
  expect(isRunning('keep')).toBe(false)
  const second = await start('keep')
  expect(await ask(second, 'select answer from kept')).toBe(42)
  await second.stop()
})

test('a second start joins, and only the last to leave stops the server', async () => {
  const [one, two] = await Promise.all([start('join'), start('join')])
  expect([one.joined, two.joined].sort()).toEqual([false, true])
  await one.stop()
  expect(await ask(two, 'select 1')).toBe(1)
  await two.stop()
  expect(isRunning('join')).toBe(false)
})

test('a foreign connection (somebody looking in) keeps the server up', async () => {
  const server = await start('foreign')
  const visitor = new Client({ host: server.socketDir, port: 5432, user: server.user, database: 'postgres' })
  await visitor.connect()
  await server.stop()
  expect((await visitor.query<{ one: number }>('select 1 as one')).rows[0]?.one).toBe(1)
  const again = await start('foreign')
  expect(again.joined).toBe(true)
  await visitor.end()
  await again.stop()
  expect(isRunning('foreign')).toBe(false)
})

test('a server killed with -9 comes back by itself with everything that was committed', async () => {
  const incidents: string[] = []
  // Not fast: without fsync and synchronous commits a kill may well lose what was acknowledged.
  const server = await start('killed', false, incidents)
  const own = memorySettings(totalmem(), process.constrainedMemory())['shared_buffers']
  const inMegabytes = `select pg_size_bytes(current_setting('shared_buffers')) / 1048576 || 'MB'`
  expect(await ask(server, inMegabytes)).toBe(own)
  await ask(server, 'create table kept as select 7 as answer')
  process.kill(postmaster('killed'), 'SIGKILL')
  for (let waitedMs = 0; incidents.length === 0 && waitedMs < 10_000; waitedMs += 50) await sleep(50)
  let answer: unknown
  for (let waitedMs = 0; answer === undefined && waitedMs < 20_000; waitedMs += 50) {
    answer = await ask(server, 'select answer from kept').catch(() => undefined)
    await sleep(50)
  }
  expect(answer).toBe(7)
  expect(incidents[0]).toContain('lost')
  await server.stop()
  expect(isRunning('killed')).toBe(false)
})

test('a half-made cluster is not mistaken for a finished one', async () => {
  mkdirSync(join(scratch, 'half/pg.init/base'), { recursive: true })
  writeFileSync(join(scratch, 'half/pg.init/PG_VERSION'), '18')
  const server = await start('half')
  expect(await ask(server, 'select 1')).toBe(1)
  expect(existsSync(join(scratch, 'half/pg.init'))).toBe(false)
  await server.stop()
})

test.runIf(process.getuid?.() === 0)(
  'root in a closed home: the cluster lives elsewhere, a link leads to it',
  async () => {
    const home = join(scratch, 'closed')
    mkdirSync(home, { mode: 0o700 })
    const server = await start('closed/data')
    const cluster = realpathSync(join(home, 'data/pg18'))
    expect(cluster.startsWith(join(tmpdir(), 'bellwether/'))).toBe(true)
    await ask(server, 'create table kept as select 1')
    await server.stop()

    // Whoever deletes the data directory wants to begin anew, and yet nothing of theirs may be thrown away.
    rmSync(join(home, 'data'), { recursive: true })
    const again = await start('closed/data')
    expect(await ask(again, `select to_regclass('kept')`)).toBe(null)
    expect(existsSync(`${cluster}.removed-1`)).toBe(true)
    await again.stop()
    rmSync(dirname(cluster), { recursive: true })
  },
)

test.each([
  [512, 0, '128MB', '512MB'],
  [4096, 0, '512MB', '2048MB'],
  [65_536, 0, '1024MB', '32768MB'],
  // A container may have less than its host, and one without a limit names an absurd one.
  [65_536, 2048, '256MB', '1024MB'],
  [4096, 2 ** 44, '512MB', '2048MB'],
])('of %i MB of memory, at most %i, an eighth is PostgreSQL’s own', (total, limit, buffers, cached) => {
  expect(memorySettings(total * 2 ** 20, limit * 2 ** 20)).toMatchObject({
    shared_buffers: buffers,
    effective_cache_size: cached,
  })
})

test('a data directory with a path too long for a socket still works', async () => {
  const name = '数据目录'.repeat(10)
  const server = await start(name)
  expect(Buffer.byteLength(join(scratch, name, 'sock/.s.PGSQL.5432'))).toBeGreaterThan(107)
  expect(server.socketDir.startsWith(join(scratch, name))).toBe(false)
  expect(await ask(server, 'select 1')).toBe(1)
  await server.stop()
  rmSync(server.socketDir, { recursive: true, force: true })
})

test('nobody but the server account can enter the socket directory', async () => {
  const server = await start('private')
  expect(statSync(server.socketDir).mode & 0o777).toBe(0o700)
  expect(await ask(server, `select current_setting('listen_addresses')`)).toBe('')
  await server.stop()
})

test('the self-check accepts the application role and names what is wrong', async () => {
  const run = (pool: typeof shared.app) => async (sql: string) =>
    (await pool.query<Record<string, unknown>>(sql)).rows
  const asApp = await checkPostgres(run(shared.app))
  expect(asApp.map((problem) => problem.check)).toEqual(['durability'])
  const asAdmin = await checkPostgres(run(shared.admin))
  expect(asAdmin.map((problem) => problem.check)).toEqual(['durability', 'application role'])
})
