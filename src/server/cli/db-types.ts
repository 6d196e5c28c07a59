import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPool } from '../platform/db.ts'
import { generateDbTypes } from '../platform/generate-db-types.ts'
import { withInstallation } from './open.ts'

/** `bw db-types`: rewrites platform/db-types.ts from the migrated database. */
export async function run(): Promise<number> {
  await withInstallation(async ({ installation }) => {
    const pool = openPool(installation.admin, 1)
    try {
      writeFileSync(join(import.meta.dirname, '../platform/db-types.ts'), await generateDbTypes(pool))
    } finally {
      await pool.end()
    }
  })
  return 0
}
