import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * The major version of the binaries; a cluster of another major version lives beside it under its own name.
 */
const MAJOR = 18

/** `sockaddr_un.sun_path` holds 108 bytes on Linux (104 on macOS) including the closing zero. */
const SOCKET_PATH_MAX_BYTES = process.platform === 'darwin' ? 103 : 107

/** The user PostgreSQL runs as; null means "as ourselves". PostgreSQL refuses to run as root. */
export type Account = { uid: number; gid: number } | null

/** Where one data directory keeps its server. All paths are absolute and reachable by the account. */
export type Place = {
  account: Account
  home: string
  cluster: string
  /**
   * Directory of the unix socket; on Windows the loopback address, since Node cannot open unix sockets there.
   */
  host: string
  port: number
  logFile: string
}

/**
 * Decides who runs the server and where its files are, and creates the directories.
 * Root hands the server to an unprivileged account; when that account cannot reach the data directory
 * (a clone in /root, which is closed to others) the cluster lives in /var/lib/bellwether and a link leads
 * there. Tests (`fast`) leave nothing outside the temporary directory.
 */
export function preparePlace(dataDir: string, fast: boolean): Place {
  const wanted = resolve(dataDir)
  mkdirSync(wanted, { recursive: true, mode: isRoot() ? 0o755 : 0o700 })
  const root = realpathSync(wanted)
  const account = chooseAccount(join(root, `pg${MAJOR}`))
  if (account) letPass(root)
  const home = account && !canEnter(root, account) ? outsideHome(root, fast) : root
  const cluster = join(home, `pg${MAJOR}`)
  return { account, home, cluster, ...address(home, account), logFile: join(home, `pg${MAJOR}.log`) }
}

/** Options for spawning a PostgreSQL program: its account, a neutral directory, and none of our secrets. */
export function spawnOptions(account: Account) {
  const env: NodeJS.ProcessEnv = { LC_ALL: locale(), TZ: 'UTC' }
  for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR']) {
    if (process.env[name] !== undefined) env[name] = process.env[name]
  }
  return { cwd: process.platform === 'win32' ? undefined : '/', env, windowsHide: true, ...(account ?? {}) }
}

/** pg_trgm is silently useless for Chinese under LC_CTYPE=C, so the character type is always UTF-8. */
export function locale(): string {
  return process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'
}

export function giveTo(account: Account, path: string): void {
  if (account) chownSync(path, account.uid, account.gid)
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function chooseAccount(cluster: string): Account {
  if (!isRoot()) return null
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster)
    if (uid !== 0) return { uid, gid }
  }
  // A bare numeric uid does not do: the server looks its own name up in the user database.
  const passwd = readFileSync('/etc/passwd', 'utf8')
  for (const name of ['bellwether', 'postgres', 'nobody']) {
    const entry = passwd.split('\n').find((line) => line.startsWith(`${name}:`))
    const [, , uid, gid] = entry?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user bellwether, postgres or nobody to run it as. Create one or start Bellwether as an ordinary user.',
  )
}

/** The account must be able to walk through the data directory to the cluster; it still cannot list it. */
function letPass(root: string): void {
  const { mode, uid } = statSync(root)
  if (uid === 0 && (mode & 0o011) !== 0o011) chmodSync(root, (mode & 0o777) | 0o011)
}

function canEnter(directory: string, account: NonNullable<Account>): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', directory], { ...account, cwd: '/' }).status === 0
}

function outsideHome(root: string, fast: boolean): string {
  const base = fast ? join(tmpdir(), 'bellwether') : '/var/lib/bellwether'
  const home = join(base, fingerprint(root))
  mkdirSync(home, { recursive: true })
  if (lstatSync(base).uid !== 0) throw new Error(`${base} does not belong to root`)
  for (const directory of [base, home]) chmodSync(directory, 0o755)
  const link = join(root, `pg${MAJOR}`)
  if (!lstatSync(link, { throwIfNoEntry: false })) {
    const cluster = join(home, `pg${MAJOR}`)
    setAside(cluster)
    symlinkSync(cluster, link)
  }
  return home
}

/**
 * A cluster whose link is gone: somebody deleted the data directory to begin anew. It is not taken up again,
 * and not deleted either; while a server still runs on it, it stays where it is.
 */
function setAside(cluster: string): void {
  if (!existsSync(cluster) || existsSync(join(cluster, 'postmaster.pid'))) return
  let number = 1
  while (existsSync(`${cluster}.removed-${number}`)) number += 1
  renameSync(cluster, `${cluster}.removed-${number}`)
}

function address(home: string, account: Account): { host: string; port: number } {
  if (process.platform === 'win32') {
    return { host: '127.0.0.1', port: 20_000 + (Number.parseInt(fingerprint(home).slice(0, 6), 16) % 20_000) }
  }
  const short = `bellwether-${fingerprint(home)}`
  const candidates = [join(home, 'sock'), join(tmpdir(), short), join('/tmp', short)]
  const host = candidates.find(
    (directory) => Buffer.byteLength(join(directory, '.s.PGSQL.5432')) <= SOCKET_PATH_MAX_BYTES,
  )
  if (!host) throw new Error(`No directory with a short enough path for a socket: ${candidates.join(', ')}`)
  makePrivate(host, account)
  return { host, port: 5432 }
}

/** Whoever may enter this directory may connect without a password, so it must be ours and closed. */
function makePrivate(directory: string, account: Account): void {
  if (!lstatSync(directory, { throwIfNoEntry: false })) {
    mkdirSync(directory, { mode: 0o700 })
    giveTo(account, directory)
  }
  const found = lstatSync(directory)
  const owner = account?.uid ?? process.getuid?.()
  if (!found.isDirectory() || found.uid !== owner) {
    throw new Error(
      `${directory} belongs to user ${found.uid}, not to ${owner}: start Bellwether as the user who started it first, or use another data directory.`,
    )
  }
  chmodSync(directory, 0o700)
}

export function fingerprint(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16)
}
