import { resolve } from 'node:path'
import { readBackup } from '../platform/backup/manifest.ts'
import { restoreBackup } from '../platform/backup/restore-backup.ts'
import { readConfig } from '../platform/config.ts'
import { readArguments, UsageError } from './arguments.ts'
import { print } from './open.ts'

/** `bw restore BACKUP [--into DIR]`: into an empty data directory; `bw start` goes on from there. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['into'] })
  const [folder] = args.words
  if (!folder) throw new UsageError('name the folder of the backup')
  const config = readConfig()
  const dataDir = resolve(args.text('into') ?? config.dataDir)
  const backup = readBackup(resolve(folder))
  await restoreBackup(backup, { dataDir, passphrase: config.backup.passphrase })
  const rows = Object.values(backup.tables).reduce((sum, table) => sum + table.rows, 0)
  print(args.flag('json'), { dataDir, backup: backup.name, rows }, () =>
    [
      `已恢复到 ${dataDir}（${rows} 行）。启动：BELLWETHER_DATA=${dataDir} npm start`,
      `Restored into ${dataDir} (${rows} rows). Start: BELLWETHER_DATA=${dataDir} npm start`,
    ].join('\n'),
  )
  return 0
}
