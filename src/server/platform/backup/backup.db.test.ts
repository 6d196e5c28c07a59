import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startPostgres } from '../embedded-postgres.ts'
import { migrate } from '../migrate.ts'
import { type Backup, listBackups, readBackup } from './manifest.ts'
import { restoreBackup } from './restore-backup.ts'
import { takeBackup } from './take-backup.ts'
import { verifyBackup } from './verify-backup.ts'

const DATABASE = 'bellwether'
const root = mkdtempSync(join(tmpdir(), 'bellwether-backup-'))
const dataDir = join(root, 'data')
const directory = join(root, 'backups')
let server: EmbeddedPostgres
let pool: Pool
let clock = Date.parse('2026-06-01T02:30:00+08:00')

beforeAll(async () => {
  server = await startPostgres({ dataDir, fast: true })
  const connection = { host: server.socketDir, port: server.port, user: server.user }
  const first = new Client({ ...connection, database: 'postgres' })
  await first.connect()
  await first.query(`create database ${DATABASE}`)
  await first.end()
  pool = new Pool({ ...connection, database: DATABASE, max: 5 })
  pool.on('error', () => {})
  await migrate(pool, null)
  await pool.query(`create table note (n int primary key, body text)`)
  await pool.query(`insert into note select n, repeat('旧', 200) from generate_series(1, 5000) n`)
  writeFileSync(join(dataDir, 'upload.txt'), '客户名单')
})
afterAll(async () => {
  await pool.end()
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

const take = (passphrase: string | null = null) => {
  clock += 60_000
  const admin = { host: server.socketDir, port: server.port, user: server.user, database: DATABASE }
  const source = { admin, clusterDir: server.clusterDir, dataDir, version: '0.1.0' }
  return takeBackup(source, { directory, now: clock, reason: 'command', passphrase })
}
const verify = (backup: Backup, passphrase: string | null = null) =>
  verifyBackup(backup, { scratchIn: root, database: DATABASE, passphrase })

describe('a backup', { timeout: 180_000 }, () => {
  test('taken while three writers write is the state of one moment, and restores to it', async () => {
    let writing = true
    let written = 0
    const writers = [0, 1, 2].map(async (writer) => {
      for (let n = 0; writing; n += 1) {
        await pool.query(
          `with a as (insert into note values ($1, $2)) update note set body = $2 where n = $3`,
          [100_000 * (writer + 1) + n, `新 ${n}`, (n * 7) % 5000],
        )
        written += 1
      }
    })
    const backup = await take()
    const after = written
    await new Promise((done) => setTimeout(done, 100))
    writing = false
    await Promise.all(writers)
    expect(after).toBeGreaterThan(10)
    expect(backup.tables['note']!.rows).toBeGreaterThan(5000)
    const found = await verify(backup)
    expect(found).toMatchObject({ ok: true, problems: [] })
    expect(found.tables).toBeGreaterThan(40)
  })

  test('does not touch another that is running, and two of one second have names of their own', async () => {
    const first = take()
    clock -= 60_000
    // Whichever of the two has the lock first goes through.
    const both = await Promise.allSettled([first, take()])
    const [done] = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
    expect(refused).toEqual([expect.stringMatching(/another backup is running/)])
    clock -= 60_000
    const third = await take()
    expect(third.name).not.toBe(done!.name)
    expect(listBackups(directory).finished.map(({ name }) => name)).toEqual(
      expect.arrayContaining([done!.name, third.name]),
    )
    for (const { folder } of [done!, third]) rmSync(folder, { recursive: true })
  })

  test('carries uploads and secrets, and goes on as a database of its own', async () => {
    const backup = await take()
    const into = join(root, 'restored')
    await restoreBackup(backup, { dataDir: into, passphrase: null, fast: true })
    expect(readFileSync(join(into, 'upload.txt'), 'utf8')).toBe('客户名单')
    const again = await startPostgres({ dataDir: into, fast: true })
    const client = new Client({
      host: again.socketDir,
      port: again.port,
      user: again.user,
      database: DATABASE,
    })
    await client.connect()
    await client.query(`insert into note values (-1, 'life goes on')`)
    await client.end()
    await again.stop()
    await expect(restoreBackup(backup, { dataDir: into, passphrase: null, fast: true })).rejects.toThrow(
      /holds a database already/,
    )
  })

  test('encrypted: opens with its passphrase only, and shows nothing to those without', async () => {
    await pool.query(`insert into note values (-7, 'a-secret-nobody-may-read')`)
    const backup = await take('correct horse')
    expect(await verify(backup, 'correct horse')).toMatchObject({ ok: true })
    for (const wrong of [null, 'wrong horse']) {
      const { ok, problems } = await verify(backup, wrong)
      expect(ok).toBe(false)
      expect(problems[0]).toMatch(/passphrase/)
    }
    const upload = readFileSync(join(backup.folder, 'data', 'upload.txt.zst'))
    expect(upload.includes(Buffer.from('客户名单'))).toBe(false)
    expect(JSON.stringify(backup)).not.toContain('horse')
  })

  test('interrupted leaves nothing that looks like one', async () => {
    const backup = await take()
    rmSync(join(backup.folder, 'manifest.json'))
    expect(() => readBackup(backup.folder)).toThrow(/not a finished backup/)
    expect(listBackups(directory).unfinished).toEqual([backup.folder])
    await take()
    expect(existsSync(backup.folder)).toBe(false)
  })
})

describe('damage is found:', { timeout: 180_000 }, () => {
  const files = (backup: Backup, folder: string) => readdirSync(join(backup.folder, folder))
  const flip = (path: string) => {
    const bytes = readFileSync(path)
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff
    writeFileSync(path, bytes)
  }
  const DAMAGE: [string, (backup: Backup) => void][] = [
    ['a flipped byte', (b) => flip(join(b.folder, 'cluster', 'global', `${files(b, 'cluster/global')[3]}`))],
    ['a missing file', (b) => rmSync(join(b.folder, 'data', 'upload.txt.zst'))],
    ['a file cut short', (b) => writeFileSync(join(b.folder, 'cluster', 'PG_VERSION.zst'), '')],
    [
      'a missing piece of the log',
      (b) => rmSync(join(b.folder, 'cluster', 'pg_wal', files(b, 'cluster/pg_wal')[0]!)),
    ],
    ['rows that are not those of the source', (b) => edit(b, (m) => (m.tables['note']!.rows += 1))],
    ['a log that was never written down', (b) => edit(b, (m) => (m.files = m.files.filter(notLog)))],
  ]
  const notLog = ({ path }: { path: string }) => !path.startsWith('cluster/pg_wal/')
  function edit(backup: Backup, change: (manifest: Backup) => unknown): void {
    change(backup)
    writeFileSync(join(backup.folder, 'manifest.json'), JSON.stringify(backup))
  }

  let good: Backup
  beforeAll(async () => {
    good = await take()
  })

  test.each(DAMAGE)('%s', async (name, damage) => {
    const folder = join(root, name.replaceAll(' ', '-'))
    cpSync(good.folder, folder, { recursive: true })
    damage(readBackup(folder))
    const { ok, problems } = await verify(readBackup(folder))
    expect(ok).toBe(false)
    expect(problems.length).toBeGreaterThan(0)
    expect(readdirSync(root).filter((name) => name.startsWith('bellwether-verify-'))).toEqual([])
  })
})
