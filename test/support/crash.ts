import { setTimeout as sleep } from 'node:timers/promises'
import { type ServerOptions, startExtraWorker, startServer, type TestServer } from './server.ts'

export type Victim = 'server' | 'postgres' | 'both'

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
  /** With one more worker process beside the server: it outlives the server's death, not that of both. */
  extraWorker?: boolean
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
  /** Called once at the end, while the server still runs. */
  finish?(server: TestServer, acknowledged: readonly Ack[]): Promise<void>
}

export type CrashReport = {
  cycles: number
  acknowledged: number
  unanswered: number
  /** From the kill until the server answered again, per cycle. */
  recoveries: { victim: Victim; ms: number }[]
}

const VICTIMS: readonly Victim[] = ['server', 'postgres', 'both']
/** How long writers go on against a server that has found its database again. */
const AFTER_HEALING_MS = 500
const PAUSE_AFTER_FAILURE_MS = 100
const HEALED_MS_MAX = 60_000

/**
 * kill -9 under load, again and again on the same data: writers write, the victim (server, PostgreSQL or
 * both, in turn) is killed at a random moment, and what was acknowledged must be there. A killed server is
 * started again; one that has lost only its PostgreSQL must find its way back by itself, under fire.
 */
export async function crashRepeatedly<Ack>(plan: CrashPlan<Ack>): Promise<CrashReport> {
  const random = seededRandom(plan.seed)
  const acknowledged: Ack[] = []
  const report: CrashReport = { cycles: plan.cycles, acknowledged: 0, unanswered: 0, recoveries: [] }
  let number = 0
  let server = await startServer(plan.server)
  const { dataDir } = server
  const hire = () => (plan.extraWorker ? startExtraWorker(dataDir, plan.server?.env) : async () => {})
  let fire = hire()
  try {
    for (let cycle = 0; cycle < plan.cycles; cycle += 1) {
      await plan.prepare?.(server)
      let stopped = false
      const target = server
      const writers = Array.from({ length: plan.writers }, async () => {
        while (!stopped) {
          number += 1
          await plan.write(target, number).then(
            (ack) => void acknowledged.push(ack),
            () => {
              report.unanswered += 1
              return sleep(PAUSE_AFTER_FAILURE_MS)
            },
          )
        }
      })
      await sleep(plan.killAfterMs.from + random() * (plan.killAfterMs.to - plan.killAfterMs.from))
      const victim = VICTIMS[cycle % VICTIMS.length]!
      const killedAt = performance.now()
      await target.kill(victim)
      if (victim === 'postgres') await untilHealed(target)
      else stopped = true
      if (victim === 'both') {
        await fire()
        fire = hire()
      }
      if (victim !== 'postgres') server = await startServer({ ...plan.server, dataDir })
      report.recoveries.push({ victim, ms: Math.round(performance.now() - killedAt) })
      if (victim === 'postgres') await sleep(AFTER_HEALING_MS)
      stopped = true
      await Promise.all(writers)
      await plan.verify(server, acknowledged)
    }
    await plan.finish?.(server, acknowledged)
  } finally {
    await fire()
    await server.remove()
  }
  return { ...report, acknowledged: acknowledged.length }
}

async function untilHealed(server: TestServer): Promise<void> {
  for (let waitedMs = 0; waitedMs < HEALED_MS_MAX; waitedMs += 100) {
    await sleep(100)
    const ready = await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      (reply) => reply.ok,
      () => false,
    )
    if (ready) return
  }
  throw new Error(`The server has not found its database again:\n${server.output().slice(-4_000)}`)
}

/** mulberry32: small, even enough, and the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
