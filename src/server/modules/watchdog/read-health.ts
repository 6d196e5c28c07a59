import type { Instant } from '../../../core/calendar.ts'
import { type Fault, faultsOf, isStale } from '../../../core/watch/vital-signs.ts'
import { faultWords, SOURCE_WORDS } from '../../../text/health.ts'
import type { Clock } from '../../platform/clock.ts'
import { type ReadCtx, read } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { readSigns } from './read-signs.ts'

export async function readHealth(ctx: ReadCtx) {
  const signs = await readSigns(ctx)
  return {
    now: ctx.now,
    faults: faultsOf(signs, ctx.now).map(({ code, since, detail }) => ({
      code,
      since,
      ...faultWords(code, detail),
    })),
    lookedAt: signs.pulse?.lookedAt ?? null,
    canaryAt: signs.pulse?.canaryAt ?? null,
    canaryMs: signs.canaryMs,
    rulesOn: signs.rulesOn,
    oldestDueAt: signs.oldestDueAt,
    sources: signs.sources.map((source) => ({
      ...source,
      title: SOURCE_WORDS[source.name],
      isStale: isStale(source),
    })),
  }
}

export type OrgFaults = { orgId: string; faults: Fault[] }

/** Of every organisation; one that cannot be read throws, because then nothing is known of any. */
export async function findFaults(
  { db, clock }: { db: Db; clock: Clock },
  since?: Instant,
): Promise<OrgFaults[]> {
  const orgs = await db.selectFrom('org').select('id').orderBy('id').execute()
  const all: OrgFaults[] = []
  for (const { id: orgId } of orgs) {
    const now: Instant = clock.now()
    const signs = await read(db, { orgId, now }, (ctx) => readSigns(ctx))
    all.push({ orgId, faults: faultsOf(signs, clock.now(), since) })
  }
  return all
}
