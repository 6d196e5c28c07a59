import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openPool } from '../../src/server/platform/db.ts'
import { startPostgres } from '../../src/server/platform/embedded-postgres.ts'
import { migrate } from '../../src/server/platform/migrate.ts'

export const TEMPLATE = 'bellwether_template'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { host: string; port: number; user: string }
  }
}

/** One throw-away server for the whole run; its migrated template is what every test file gets a copy of. */
export default async function setup(project: TestProject) {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-test-'))
  const server = await startPostgres({ dataDir, fast: true })
  const connection = { host: server.socketDir, port: server.port, user: server.user }
  const admin = openPool({ ...connection, database: 'postgres' }, 1)
  await admin.query(`create database ${TEMPLATE}`)
  await admin.end()
  const template = openPool({ ...connection, database: TEMPLATE })
  await migrate(template, null)
  await template.end()
  project.provide('postgres', connection)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
