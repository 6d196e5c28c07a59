import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fingerprint } from './place.ts'

const POLL_MS = 25
const WAIT_MS_MAX = 10 * 60_000

/**
 * Runs `work` while no other process of this machine runs under the lock of the same directory.
 * The lock is a listening address, because the system takes it back when a process dies, however it dies.
 * It only spares needless collisions; what must never happen is fenced by PostgreSQL's own lock file.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const path = lockAddress(directory)
  for (let waitedMs = 0; waitedMs < WAIT_MS_MAX; waitedMs += POLL_MS) {
    const server = await listen(path)
    if (server) {
      try {
        return await work()
      } finally {
        await new Promise((done) => server.close(done))
      }
    }
    await removeStale(path)
    await sleep(POLL_MS)
  }
  throw new Error(`Another process has been starting or stopping the database of ${directory} for too long.`)
}

function lockAddress(directory: string): string {
  const name = `bellwether-${fingerprint(directory)}`
  if (process.platform === 'linux') return `\0${name}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.lock`)
}

function listen(path: string): Promise<Server | null> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? done(null) : fail(error),
    )
    server.listen(path, () => done(server))
  })
}

/** Only a lock that is a file outlives its process. */
async function removeStale(path: string): Promise<void> {
  if (process.platform === 'linux' || process.platform === 'win32') return
  const alive = await new Promise<boolean>((done) => {
    const socket = connect(path, () => done(true))
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code !== 'ECONNREFUSED'))
    socket.on('connect', () => socket.destroy())
  })
  if (!alive) rmSync(path, { force: true })
}
