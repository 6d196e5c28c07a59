import { resolve } from 'node:path'
import { verify } from '../backups.ts'
import { listBackups, readBackup } from '../platform/backup/manifest.ts'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { readArguments, UsageError } from './arguments.ts'
import { print } from './open.ts'

/** `bw verify [BACKUP]`: restores a backup (the newest) into a scratch database and compares every table. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, {})
  const config = readConfig()
  const [folder] = args.words
  const backup = folder ? readBackup(resolve(folder)) : listBackups(config.backup.directory).finished[0]
  if (!backup) throw new UsageError(`there is no backup in ${config.backup.directory}; run bw backup first`)
  const found = await verify(backup, config, systemClock.now())
  print(args.flag('json'), found, () =>
    found.ok
      ? `${found.backup}: ${found.tables} tables, ${found.rows} rows restored, all equal to the source`
      : `${found.backup} is NOT good:\n${found.problems.join('\n')}`,
  )
  return found.ok ? 0 : 1
}
