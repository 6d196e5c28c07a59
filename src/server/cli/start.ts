import type { AddressInfo } from 'node:net'
import { roleText } from '../../text/web/roles.ts'
import { openInstallation } from '../installation.ts'
import { createApp } from '../main.ts'
import { setupToken } from '../modules/setup/index.ts'
import { startWatching } from '../modules/watchdog/index.ts'
import { systemClock } from '../platform/clock.ts'
import { type Config, readConfig } from '../platform/config.ts'
import type { Db } from '../platform/db.ts'
import { createLog, type Logger } from '../platform/log.ts'
import { startWork } from '../worker.ts'
import { ensureDemo } from './demo/ensure-demo.ts'
import { listen } from './listen.ts'
import { outsideCaller } from './outside-caller.ts'
import { untilStopped } from './until-stopped.ts'

/** `bw start`: database, pages and worker in one process; says where to sign in, and as whom. */
export async function run(): Promise<number> {
  const config = readConfig()
  const log = createLog()
  const installation = await openInstallation(config, log)
  try {
    const demo = config.demo
      ? await ensureDemo(installation, (line) => process.stdout.write(`${line}\n`))
      : null
    const watching = startWatching({
      db: installation.db,
      clock: systemClock,
      log,
      call: outsideCaller(config.watchdogUrl),
    })
    try {
      await serveUntilStopped({ installation, config, log, watch: watching.state }, demo)
    } finally {
      // Whatever ends the start ends this too, or the process would hang around and look at nothing.
      await watching.stop()
    }
  } finally {
    await installation.close()
  }
  return 0
}

type Demo = Awaited<ReturnType<typeof ensureDemo>>

type House = {
  installation: Awaited<ReturnType<typeof openInstallation>>
  config: Config
  log: Logger
  watch: ReturnType<typeof startWatching>['state']
}

async function serveUntilStopped(
  { installation, config, log, watch }: House,
  demo: Demo | null,
): Promise<void> {
  const app = await createApp(installation, config, log, { watch })
  await listen(app, config)
  const stopWork = await startWork(installation, config, log, systemClock)
  const { port } = app.http.server.address() as AddressInfo
  const url = config.publicUrl ?? `http://${shownHost(config.host)}:${port}`
  process.stdout.write(`${welcome(url, demo, await hasOrganisation(installation), config.dataDir)}\n`)
  await untilStopped()
  await app.http.close()
  await stopWork()
}

function welcome(url: string, demo: Demo | null, ready: boolean, dataDir: string): string {
  const lines = ['', `风向标 Bellwether 已启动 · is running:  ${url}`]
  if (demo?.created) {
    lines.push(
      '',
      '演示企业已就绪，可直接在登录页点选身份进入；也可用下列账号登录（密码随机生成，只显示这一次）：',
    )
    lines.push(
      'The demo company is ready. Pick a persona on the sign-in page, or sign in with (shown only once):',
    )
    for (const account of demo.accounts)
      lines.push(
        `  ${account.login.padEnd(12)} ${account.password}   ${account.name} ${account.roles.map((role) => roleText.zh[role]).join('、')}`,
      )
    lines.push('', `老板一次性登录链接 · one-time link for the boss:  ${url}/link#${demo.link}`)
  } else if (!ready) {
    lines.push('', `首次设置，请打开 · first-run set-up:  ${url}/setup#${setupToken(dataDir)}`)
  }
  return [...lines, ''].join('\n')
}

async function hasOrganisation(installation: { db: Db }): Promise<boolean> {
  return (await installation.db.selectFrom('org').select('id').limit(1).executeTakeFirst()) !== undefined
}

function shownHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
}
