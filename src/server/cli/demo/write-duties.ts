import { USUAL_MATRIX } from '../../../core/duty/matrix.ts'
import { BOSS } from '../../../world/people.ts'
import type { Company } from '../../../world/shapes.ts'
import { saveDuties } from '../../modules/duties/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

/** Who does and who decides what, as the boss has written it (C186): the usual, which the system fits. */
export async function writeDuties(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const boss = { ...ctx, actor: actorsOf(company, people).get(BOSS)! }
  await saveDuties(boss, {
    version: 0,
    cells: USUAL_MATRIX.map((cell) => ({ ...cell, duties: [...cell.duties] })),
  })
}
