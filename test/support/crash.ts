import { setTimeout as sleep } from 'node:timers/promises'
import { type ServerOptions, startServer, type TestServer } from './server.ts'

export type CrashPlan<Ack> = {
  cycles: number
  /** How many writers run at once. */
  writers: number
  /**
   * The wait before each kill is drawn evenly from this range; the draw is seeded, so a run can be repeated.
   */
  killAfterMs: { from: number; to: number }
  seed: number
  server?: ServerOptions
  /** Called once per start, before the writers: signs in, for example. */
  prepare?(server: TestServer): Promise<void>
  /**
   * One write. Its result is what the server has acknowledged; a rejection means that nobody was told
   * anything, and the write may or may not have happened.
   */
  write(server: TestServer, number: number): Promise<Ack>
  /**
   * Called after each restart with everything acknowledged so far; throws when anything is lost or doubled.
   */
  verify(server: TestServer, acknowledged: readonly Ack[]): Promise<void>
}

export type CrashReport = { cycles: number; acknowledged: number; unanswered: number }

const VICTIMS = ['server', 'postgres', 'both'] as const

/**
 * kill -9 under load, again and again on the same data: writers write, the victim (server, PostgreSQL or
 * both, in turn) is killed at a random moment, everything is started again, and what was acknowledged must be
 * there.
 */
export async function crashRepeatedly<Ack>(plan: CrashPlan<Ack>): Promise<CrashReport> {
  const random = seededRandom(plan.seed)
  const acknowledged: Ack[] = []
  let unanswered = 0
  let number = 0
  let server = await startServer(plan.server)
  const { dataDir } = server
  try {
    for (let cycle = 0; cycle < plan.cycles; cycle += 1) {
      await plan.prepare?.(server)
      let killed = false
      const target = server
      const writers = Array.from({ length: plan.writers }, async () => {
        while (!killed) {
          number += 1
          await plan.write(target, number).then(
            (ack) => acknowledged.push(ack),
            () => {
              unanswered += 1
            },
          )
        }
      })
      await sleep(plan.killAfterMs.from + random() * (plan.killAfterMs.to - plan.killAfterMs.from))
      await target.kill(VICTIMS[cycle % VICTIMS.length]!)
      killed = true
      await Promise.all(writers)
      // A server that outlived its PostgreSQL is ended as well: each cycle starts from what lies on the disk.
      await target.kill('both')
      server = await startServer({ ...plan.server, dataDir })
      await plan.verify(server, acknowledged)
    }
  } finally {
    await server.remove()
  }
  return { cycles: plan.cycles, acknowledged: acknowledged.length, unanswered }
}

/** mulberry32: small, even enough, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
