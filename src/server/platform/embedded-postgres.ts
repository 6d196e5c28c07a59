import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { locateBinaries } from './embedded-postgres/binaries.ts'
import { createCluster, type Launched, launch, SUPERUSER, shutDown } from './embedded-postgres/cluster.ts'
import { withLock } from './embedded-postgres/lock.ts'
import { type Place, preparePlace } from './embedded-postgres/place.ts'

const POLL_MS = 30
/** Recovery after a crash replays the write-ahead log; that takes as long as it takes, within reason. */
const READY_MS_MAX = 10 * 60_000
/** A server killed a moment ago is a zombie until its parent collects it, and its lock file still counts. */
const ZOMBIE_MS_MAX = 10_000
const RESTART_PAUSE_MS = 500
/**
 * Connections of our own pools may take a moment to disappear from the server's list after they were closed.
 */
const LINGER_MS_MAX = 1_000
const PRESENCE = 'bellwether presence'

export type StartOptions = {
  /** Holds the cluster and the socket; created when missing. */
  dataDir: string
  /** For tests only: gives durability away for speed. */
  fast?: boolean
  /** Told in one English sentence when the server had to be restarted under us, for the log. */
  onIncident?: (message: string) => void
}

export type EmbeddedPostgres = {
  clusterDir: string
  /** What the driver takes as `host`: the directory of the unix socket (on Windows the loopback address). */
  socketDir: string
  port: number
  user: typeof SUPERUSER
  /** True when a running server was found and joined. */
  joined: boolean
  /** Leaves; the last one to leave stops the server. Close your own connections first. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL of a data directory, or joins it when it runs already (another `bw`, or an orphan of
 * a killed process). While it is held, a server that dies is started again. Refuses with a sentence a person
 * can act on when this machine cannot run it.
 */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const fast = options.fast ?? false
  const place = preparePlace(options.dataDir, fast)
  let stopping = false
  const hold = async () => {
    const held = await withLock(place.home, () => ensureRunning(place, fast))
    held.client.once('end', () => void recover())
    return held
  }
  const recover = async () => {
    if (stopping) return
    options.onIncident?.('The connection to PostgreSQL was lost; joining it again or restarting it.')
    // Unreferenced: waiting for a database must not keep a finished program alive.
    await sleep(RESTART_PAUSE_MS, undefined, { ref: false })
    if (stopping) return
    await hold().then(
      (held) => {
        current = held
      },
      (error: Error) => {
        options.onIncident?.(`PostgreSQL could not be restarted: ${error.message}`)
        return recover()
      },
    )
  }
  let current = await hold()
  return {
    clusterDir: place.cluster,
    socketDir: place.host,
    port: place.port,
    user: SUPERUSER,
    joined: !current.started,
    stop: async () => {
      if (stopping) return
      stopping = true
      await withLock(place.home, () => leave(place, current.client))
    },
  }
}

type Held = { client: Client; started: boolean }

async function ensureRunning(place: Place, fast: boolean): Promise<Held> {
  const running = await tryConnect(place)
  if (running) return { client: running, started: false }
  const binaries = locateBinaries(place)
  createCluster(place, binaries, fast)
  for (let waitedMs = 0; ; waitedMs += 250) {
    const server = launch(place, binaries, fast)
    const client = await waitUntilReady(place, server)
    if (client) return { client, started: true }
    const log = server.readLog()
    if (!/lock file .* already exists|is still in use/.test(log) || waitedMs > ZOMBIE_MS_MAX) {
      throw new Error(`PostgreSQL did not start: ${log.slice(-2000) || 'it left without a word'}`)
    }
    await sleep(250)
  }
}

async function waitUntilReady(place: Place, server: Launched): Promise<Client | null> {
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += POLL_MS) {
    const client = await tryConnect(place)
    if (client) return client
    if (server.hasExited()) return null
    await Promise.race([sleep(POLL_MS), server.exited])
  }
  throw new Error(`PostgreSQL is not ready after ${READY_MS_MAX / 60_000} minutes; see ${place.logFile}`)
}

/**
 * A connection that marks our presence, or null when no server listens. Waits for one that starts or stops.
 */
async function tryConnect(place: Place): Promise<Client | null> {
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += POLL_MS) {
    const client = new Client({
      host: place.host,
      port: place.port,
      user: SUPERUSER,
      database: 'postgres',
      application_name: `${PRESENCE} ${process.pid}`,
      connectionTimeoutMillis: 10_000,
    })
    // Without a listener a connection that breaks later would end the process.
    client.on('error', () => {})
    try {
      await client.connect()
      unreference(client)
      return client
    } catch (error) {
      await client.end().catch(() => {})
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ECONNREFUSED') return null
      // 57P03: starting up, recovering or shutting down. A server that stops may cut the line at any moment.
      if (
        code !== '57P03' &&
        code !== 'ECONNRESET' &&
        code !== '57P01' &&
        !/terminated unexpectedly/.test(message)
      ) {
        throw new Error(`PostgreSQL in ${place.home} does not take our connection: ${message}`)
      }
      await sleep(POLL_MS)
    }
  }
  throw new Error(`PostgreSQL in ${place.home} neither starts nor stops; see ${place.logFile}`)
}

/**
 * A program that forgets to leave may still end. The driver has the method, its type description does not.
 */
function unreference(client: Client): void {
  const { unref } = client as Client & { unref(): void }
  unref.call(client)
}

async function leave(place: Place, client: Client): Promise<void> {
  const last = await isLast(client).catch(() => false)
  await client.end().catch(() => {})
  if (last) await shutDown(place, () => locateBinaries(place))
}

async function isLast(client: Client): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const { rows } = await client.query<{ others: number; holders: number }>(
      `select count(*)::int as others, count(*) filter (where starts_with(application_name, $1))::int as holders
       from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      [PRESENCE],
    )
    const { others, holders } = rows[0] ?? { others: 1, holders: 1 }
    if (others === 0) return true
    if (holders > 0 || waitedMs > LINGER_MS_MAX) return false
    await sleep(POLL_MS)
  }
}
