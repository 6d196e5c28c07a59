import { withInstallation } from './open.ts'

/** `bw migrate`: opening an installation migrates it; this command does nothing else. */
export async function run(): Promise<number> {
  await withInstallation(async () => {})
  process.stdout.write('数据库结构已是最新。 The schema is up to date.\n')
  return 0
}
