import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import type { DB } from './db-types.ts'

/**
 * One transaction. `first` is sent together with its beginning, one trip to the database for both, and what
 * it gives goes to `fn`; statements that do not wait for each other travel together as well. Whatever is
 * still asked after the end is refused: the connection then serves somebody else, perhaps of another tenant.
 */
export async function inTransaction<F, T>(
  pool: pg.Pool,
  first: (tx: Kysely<DB>) => Promise<F>,
  fn: (tx: Kysely<DB>, opened: F) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const connection = new OneConnection(client)
  const tx = openOn(connection)
  let broken = false
  try {
    const [, opened] = await Promise.all([connection.executeQuery(CompiledQuery.raw('begin')), first(tx)])
    const result = await fn(tx, opened)
    connection.end()
    const { command } = await client.query('commit')
    // PostgreSQL answers the commit of a failed transaction with ROLLBACK and calls it a success.
    if (command === 'ROLLBACK') throw new Error('the transaction had failed and was rolled back')
    return result
  } catch (error) {
    connection.end()
    await client.query('rollback').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.release(broken || connection.spoiled)
  }
}

function openOn(connection: OneConnection): Kysely<DB> {
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuseNesting,
    commitTransaction: refuseNesting,
    rollbackTransaction: refuseNesting,
    destroy: async () => {},
  }
  return new Kysely<DB>({
    dialect: {
      createDriver: () => driver,
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  })
}

async function refuseNesting(): Promise<void> {
  throw new Error('a transaction inside a transaction')
}

class OneConnection implements DatabaseConnection {
  private readonly client: pg.PoolClient
  private ended = false
  /**
   * A statement failed on our side of the line, as with a value that cannot be written out: the driver then
   * takes for prepared what the database has forgotten, so nobody else may have the connection.
   */
  spoiled = false

  constructor(client: pg.PoolClient) {
    this.client = client
  }

  end(): void {
    this.ended = true
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.ended) throw new Error('a statement after the end of its transaction')
    const name = nameFor(this.client, sql)
    sendTogether(this.client)
    const { command, rowCount, rows } = await this.client
      .query({ text: sql, values: parameters as unknown[], ...(name === null ? {} : { name }) })
      .catch((error) => {
        if (!(error instanceof pg.DatabaseError)) this.spoiled = true
        throw error
      })
    const counts = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE'
    return { rows: rows ?? [], ...(counts ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('nothing of ours streams from the database')
  }
}

type Socket = { cork: () => void; uncork: () => void }

const corked = new WeakSet<Socket>()

/** What is asked before we wait leaves in one piece: a write to the socket costs as much as a question. */
function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  if (corked.has(stream)) return
  corked.add(stream)
  stream.cork()
  process.nextTick(() => {
    corked.delete(stream)
    stream.uncork()
  })
}

/** Statements that come again on a connection are prepared: planning most of them costs more than running. */
const PREPARE_AT = 2
/** Bounds on what a connection remembers: lists of values make ever new texts. */
const REMEMBERED_MAX = 400
const PREPARED_MAX = 200
const TEXT_MAX = 12_000

type Memory = { times: Map<string, number>; names: Map<string, string> }
const memories = new WeakMap<pg.PoolClient, Memory>()

function nameFor(client: pg.PoolClient, text: string): string | null {
  if (text.length > TEXT_MAX) return null
  let memory = memories.get(client)
  if (!memory) {
    memory = { times: new Map(), names: new Map() }
    memories.set(client, memory)
  }
  const { times, names } = memory
  const known = names.get(text)
  if (known !== undefined) return known
  const seen = (times.get(text) ?? 0) + 1
  if (seen < PREPARE_AT || names.size >= PREPARED_MAX) {
    if (times.size >= REMEMBERED_MAX) times.clear()
    times.set(text, seen)
    return null
  }
  times.delete(text)
  const name = `s${names.size + 1}`
  names.set(text, name)
  return name
}
