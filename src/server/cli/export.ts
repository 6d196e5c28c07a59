import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exportOrg } from '../platform/export-org.ts'
import { readArguments, UsageError } from './arguments.ts'
import { chooseOrg, print, readAs, withInstallation } from './open.ts'

/** `bw export DIR [--org NAME]`: everything the company has put in, as CSV files and its own uploads. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['org'] })
  const [word] = args.words
  if (!word) throw new UsageError('name an empty directory to write into')
  const directory = resolve(word)
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new UsageError(`${directory} is not empty; choose another directory`)
  return withInstallation(async (opened) => {
    const org = await chooseOrg(opened, args.text('org'))
    const tables = await readAs(opened, org.slug, (ctx) => exportOrg(ctx, directory))
    for (const folder of ['imports', 'files']) {
      const uploads = join(opened.config.dataDir, folder, org.id)
      if (existsSync(uploads)) cpSync(uploads, join(directory, folder), { recursive: true })
    }
    writeFileSync(join(directory, 'README.txt'), readme(org.name))
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    print(args.flag('json'), { directory, org: org.slug, rows, tables }, () =>
      [
        ...tables.map(({ table, rows: n }) => `${String(n).padStart(9)}  ${table}.csv`),
        `${rows} rows in ${directory}`,
      ].join('\n'),
    )
    return 0
  })
}

function readme(name: string): string {
  return `${name}

每个表一个 CSV 文件（UTF-8），外加上传过的原始文件。金额单位是分；时间是北京时间；空单元格表示没有值。
密码、会话和通道密钥不在其中。

One CSV file (UTF-8) per table, and the files that were uploaded. Amounts are in
fen, times are China time, an empty cell holds no value. Passwords, sessions and channel secrets are left out.
`
}
