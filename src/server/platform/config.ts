import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSmtpUrl } from './channels/smtp-url.ts'

export type Config = {
  dataDir: string
  host: string
  port: number
  demo: boolean
  databaseUrl: string | null
  smtpUrl: string | null
  publicUrl: string | null
  /** outside dead-man's switch: fetched while all is well, `/fail` posted to when it is not */
  watchdogUrl: string | null
  backup: BackupConfig
  /** private addresses that webhooks and mail may reach although they are not public */
  allowPrivate: string[]
}

/** Backups are taken each night unless `schedule` is off; with a passphrase they are encrypted. */
export type BackupConfig = { directory: string; schedule: boolean; passphrase: string | null }

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const port = Number(env['BELLWETHER_PORT'] ?? 8420)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`BELLWETHER_PORT must be a port number, got "${env['BELLWETHER_PORT']}"`)
  }
  // A mail account that cannot work is said at the start and not when the first warning is due.
  if (env['SMTP_URL']) parseSmtpUrl(env['SMTP_URL'])
  const dataDir = resolve(env['BELLWETHER_DATA'] ?? join(import.meta.dirname, '../../../data'))
  return {
    dataDir,
    host: env['BELLWETHER_HOST'] ?? '127.0.0.1',
    port,
    demo: (env['BELLWETHER_DEMO'] ?? 'on') !== 'off',
    databaseUrl: env['DATABASE_URL'] || null,
    smtpUrl: env['SMTP_URL'] || null,
    publicUrl: env['BELLWETHER_URL'] || null,
    watchdogUrl: env['BELLWETHER_WATCHDOG_URL'] || null,
    backup: {
      directory: resolve(env['BELLWETHER_BACKUP_DIR'] ?? join(dataDir, 'backups')),
      schedule: (env['BELLWETHER_BACKUP'] ?? 'on') !== 'off',
      passphrase: env['BELLWETHER_BACKUP_PASSPHRASE'] || null,
    },
    allowPrivate: (env['BELLWETHER_ALLOW_PRIVATE'] ?? '').split(',').filter(Boolean),
  }
}

/** Secrets live beside the data and outside the database, readable by the service's user only. */
export function readSecret(dataDir: string, name: string): Buffer {
  const dir = join(dataDir, 'secrets')
  const file = join(dir, name)
  if (!existsSync(file)) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
}
