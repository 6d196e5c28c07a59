import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PASSWORD, type Place } from './company.ts'
import { openClient, type Target } from './load.ts'

export type Running = { url: string; pid: number; stop: () => Promise<void> }

/**
 * `bw start` as users start it: pages, API and worker in one process of its own; or pages and API alone, as
 * where the worker runs beside it and what an import leaves to be done is not the screens' to wait for.
 */
export async function startProduct(place: Place, how: 'start' | 'serve' = 'start'): Promise<Running> {
  const port = await freePort()
  const bw = join(import.meta.dirname, '../src/server/cli/bw.ts')
  return startChild([bw, how], port, '/readyz', {
    BELLWETHER_DATA: place.config.dataDir,
    BELLWETHER_PORT: String(port),
    BELLWETHER_DEMO: 'off',
    BELLWETHER_LOG: 'error',
  })
}

/** The floor beside it: hand-written SQL behind one Node process with the same HTTP library and driver. */
export async function startFloor(place: Place, orgId: string): Promise<Running> {
  const port = await freePort()
  return startChild([join(import.meta.dirname, 'floor.ts')], port, '/ready', {
    FLOOR_PORT: String(port),
    FLOOR_ORG: orgId,
    FLOOR_CONNECTION: JSON.stringify(place.installation.admin),
  })
}

export async function signIn(url: string, login: string): Promise<Target> {
  const reply = await fetch(`${url}/api/session/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: PASSWORD }),
  })
  const cookie = reply.headers.get('set-cookie')?.split(';')[0]
  if (!reply.ok || !cookie) throw new Error(`sign-in of ${login}: ${reply.status} ${await reply.text()}`)
  return { url, cookie }
}

async function startChild(
  args: string[],
  port: number,
  readyPath: string,
  env: Record<string, string>,
): Promise<Running> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  const client = openClient({ url }, 1)
  for (let waits = 0; waits < 600; waits += 1) {
    if (child.exitCode !== null) throw new Error(`${args[0]} ended with ${child.exitCode}`)
    const reply = await client.send('GET', readyPath).catch(() => null)
    if (reply?.status === 200) break
    await sleep(100)
  }
  client.close()
  return { url, pid: child.pid!, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}
