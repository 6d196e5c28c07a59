import type { AlertStatus } from '../../../core/watch/alert.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { Staff } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'
import type { StoredRule } from './rule-rows.ts'
import type { SubjectInfo } from './subjects.ts'

type Urged = {
  row: {
    id: string
    responsible_id: string
    severity: number
    deadline_at: number
    status: AlertStatus | string
  }
  rule: StoredRule
  subject: SubjectInfo
  staff: Staff
  said: string
}

/** Whoever answers for the alert hears who waits for it, at once where a phone may buzz (C129). */
export async function tellUrged(ctx: WriteCtx, { row, rule, subject, staff, said }: Urged): Promise<void> {
  const { zh, en } = rule.current.title
  const about = subject.customerName ?? subject.label
  await notifyErrands(ctx, [
    {
      cause: `alert:${row.id}:urged:${ctx.tick}`,
      errand: {
        kind: 'alert-urged',
        severity: row.severity === 1 ? 1 : 2,
        title: { zh: `${about}：${zh}`, en: `${about}: ${en}` },
        customer: subject.customerName,
        amountFen: null,
        by: staff.names.get(ctx.actor.userId ?? '') ?? '',
        said,
        dueAt: row.deadline_at,
        url: `/alerts/${row.id}`,
      },
      customerId: subject.customerId,
      subjectId: row.id,
      people: [row.responsible_id],
    },
  ])
}
