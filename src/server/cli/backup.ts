import { backUp, verify } from '../backups.ts'
import { listBackups } from '../platform/backup/manifest.ts'
import { systemClock } from '../platform/clock.ts'
import { readArguments } from './arguments.ts'
import { megabytes, print, withInstallation } from './open.ts'

/** `bw backup [--list] [--no-verify]`: a backup while everything runs, proven by restoring it. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { flags: ['list', 'no-verify'] })
  const json = args.flag('json')
  return withInstallation(async ({ installation, config }) => {
    if (args.flag('list')) {
      const rows = listBackups(config.backup.directory).finished.map((one) => ({
        name: one.name,
        takenAt: new Date(one.takenAt).toISOString(),
        reason: one.reason,
        encrypted: one.salt !== null,
        bytes: one.files.reduce((sum, file) => sum + file.bytes, 0),
        folder: one.folder,
      }))
      print(json, rows, () =>
        rows.map((row) => `${row.name}  ${row.reason}  ${megabytes(row.bytes)}`).join('\n'),
      )
      return 0
    }
    const backup = await backUp(installation, config, { now: systemClock.now(), reason: 'command' })
    const found = args.flag('no-verify') ? null : await verify(backup, config, systemClock.now())
    const bytes = backup.files.reduce((sum, file) => sum + file.bytes, 0)
    const reply = {
      folder: backup.folder,
      bytes,
      encrypted: backup.salt !== null,
      verified: found?.ok ?? null,
    }
    print(json, { ...reply, problems: found?.problems ?? [] }, () =>
      [
        `${backup.folder}  ${megabytes(bytes)}`,
        found === null
          ? '未验证 not verified'
          : found.ok
            ? `已恢复验证：${found.tables} 张表 ${found.rows} 行全部一致 · restored and compared: ${found.tables} tables, ${found.rows} rows, all equal`
            : found.problems.join('\n'),
      ].join('\n'),
    )
    return found === null || found.ok ? 0 : 1
  })
}
