import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { afterAll, inject } from 'vitest'
import { type Connection, type Db, openDb, openPool } from '../../src/server/platform/db.ts'
import { APP_ROLE } from '../../src/server/platform/migrate.ts'
import { TEMPLATE } from './postgres-server.ts'

export type TestDatabase = {
  name: string
  /** The role the application logs in as: row-level security binds it. */
  db: Db
  app: pg.Pool
  /**
   * The migration role, which sees every organisation: for arranging and for comparing, never for the code
   * under test.
   */
  admin: pg.Pool
  adminDb: Db
  connect: { app: Connection; admin: Connection }
}

/**
 * A fresh, migrated, empty database of its own for the calling test file, dropped when the file is done.
 * Call it at the top of the file: `const { db, admin } = await testDatabase()`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(`create database ${name} template ${TEMPLATE}`)
  const connect = {
    app: { ...server, user: APP_ROLE, database: name },
    admin: { ...server, database: name },
  }
  const app = openPool(connect.app)
  const admin = openPool(connect.admin, 4)
  afterAll(async () => {
    await Promise.all([app.end(), admin.end()])
    await onServer(`drop database if exists ${name} with (force)`)
  })
  return { name, db: openDb(app), app, admin, adminDb: openDb(admin), connect }
}

async function onServer(sql: string): Promise<void> {
  const pool = openPool({ ...inject('postgres'), database: 'postgres' }, 1)
  try {
    await pool.query(sql)
  } finally {
    await pool.end()
  }
}
