import { decideErrand, type Errand, isPersonal } from '../../../core/notify/errand.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { readerOf } from './readers.ts'
import { fateOf, loadNoticeScene, type NoticeRow, type NoticeScene, saveNotices } from './save-notices.ts'
import type { Stored } from './stored.ts'

/** One errand to some people, told inside the transaction of its cause. */
export type ErrandNotice = {
  /** unique per happening, so that telling it again tells nobody twice: `approval:<id>:asked:1.3` */
  cause: string
  errand: Errand
  customerId: string | null
  subjectId: string
  people: readonly string[]
}

/** Tells people what is wanted of them: in the page exactly once per cause, outside when it may disturb. */
export async function notifyErrands(ctx: WriteCtx, inputs: readonly ErrandNotice[]): Promise<void> {
  if (inputs.length === 0) return
  const scene = await loadNoticeScene(ctx, [...new Set(inputs.flatMap((input) => input.people))])
  await saveNotices(
    ctx,
    inputs.flatMap((input) => rowsOf(ctx, input, scene)),
    scene,
  )
}

function rowsOf(ctx: WriteCtx, input: ErrandNotice, scene: NoticeScene): NoticeRow[] {
  const { cause, errand, customerId, subjectId } = input
  const stored: Stored = { about: 'errand', errand, customerId, subjectId }
  const shared = {
    ...{ cause, stored, kind: errand.kind, severity: errand.severity },
    alertId: null,
    sentAs: 'first',
    isPersonal: isPersonal(errand.kind),
  }
  const personal = [...new Set(input.people)].flatMap((userId): NoticeRow[] => {
    const reader = scene.readers.get(userId)
    if (!reader) return []
    const decision = decideErrand({
      severity: errand.severity,
      reader: readerOf(reader, true, scene.interruptions.get(userId) ?? 0),
      calendar: scene.calendar,
      now: scene.now,
    })
    return [{ ...shared, id: newId(ctx.now), userId, ...fateOf(decision, scene.now) }]
  })
  if (shared.isPersonal) return personal
  const due = personal.flatMap((row) => (row.dueAt === null ? [] : [row.dueAt]))
  const group: NoticeRow = {
    ...shared,
    id: newId(ctx.now),
    userId: null,
    decision: 'send',
    reason: 'machine',
    dueAt: due.length > 0 ? Math.min(...due) : null,
  }
  return [...personal, group]
}
