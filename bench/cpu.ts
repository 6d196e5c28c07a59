import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Processor time spent so far, in seconds: by a Node process and by the PostgreSQL of a data directory. On a
 * machine that others use as well it says more than the time that passed. Null where there is no /proc, or
 * where PostgreSQL is not ours.
 */
export function cpuSeconds(dataDir: string, nodePid: number): { node: number; postgres: number } | null {
  try {
    const postmaster = Number(readFileSync(join(dataDir, 'pg18', 'postmaster.pid'), 'utf8').split('\n')[0])
    const own = statOf(postmaster)
    let ticks = own.ticks + own.childTicks
    for (const name of readdirSync('/proc')) {
      const stat = /^\d+$/.test(name) ? find(Number(name)) : null
      if (stat?.parent === postmaster) ticks += stat.ticks
    }
    return { node: statOf(nodePid).ticks / TICKS, postgres: ticks / TICKS }
  } catch {
    return null
  }
}

/** Clock ticks of a second, as Linux counts them for /proc. */
const TICKS = 100

type Stat = { parent: number; ticks: number; childTicks: number }

function find(pid: number): Stat | null {
  try {
    return statOf(pid)
  } catch {
    // It ended while we were reading.
    return null
  }
}

/** Fields after the name in parentheses: state, parent, …, utime (14), stime (15), of children (16, 17). */
function statOf(pid: number): Stat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return { parent: fields[1]!, ticks: fields[11]! + fields[12]!, childTicks: fields[13]! + fields[14]! }
}

/** Measures what `work` costs both; null as above. */
export async function cpuOf<T>(
  dataDir: string,
  nodePid: number,
  work: () => Promise<T>,
): Promise<{ value: T; cpu: { node: number; postgres: number } | null }> {
  const before = cpuSeconds(dataDir, nodePid)
  const value = await work()
  const after = cpuSeconds(dataDir, nodePid)
  if (!before || !after) return { value, cpu: null }
  return { value, cpu: { node: after.node - before.node, postgres: after.postgres - before.postgres } }
}
