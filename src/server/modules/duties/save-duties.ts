import type { Cell } from '../../../core/duty/matrix.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { invalid, stale } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { DUTIES_SETTING, loadDuties } from './kept.ts'

/** The matrix whole (C186); every version of it stays, with who wrote it. */
export async function saveDuties(
  ctx: WriteCtx,
  { version, cells }: { version: number; cells: Cell[] },
): Promise<{ version: number }> {
  const seen = new Set<string>()
  for (const { step, role } of cells) {
    if (seen.has(`${step} ${role}`)) throw invalid('duty_twice')
    seen.add(`${step} ${role}`)
  }
  const current = await loadDuties(ctx)
  if (current.version !== version) throw stale(current.version)
  const kept = cells.filter(({ duties }) => duties.length > 0)
  await saveSetting(ctx, DUTIES_SETTING, kept)
  await recordEvent(ctx, {
    kind: 'duties.changed',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { cells: kept.length },
  })
  return { version: current.version + 1 }
}
