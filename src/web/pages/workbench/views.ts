import { listAlerts } from '../../../api/alerts.ts'
import { listApprovals } from '../../../api/approvals.ts'
import { getBriefPage } from '../../../api/brief.ts'
import { listDeals } from '../../../api/deals.ts'
import { listDunning } from '../../../api/dunning.ts'
import { listImports } from '../../../api/imports.ts'
import { listLimitation } from '../../../api/losses.ts'
import { ageing, listInstalments } from '../../../api/receivables.ts'
import { listTargets } from '../../../api/settings.ts'
import { getWorkbench } from '../../../api/workbench.ts'
import { getAuditDesk, getLegalDesk } from '../../../api/workbench-faces.ts'
import { addDays, type Day, monthOf, startOfWeek } from '../../../core/calendar.ts'
import type { Role } from '../../../core/permission.ts'

/** The workbench has eight faces; a person with several roles may turn between theirs. */
export const VIEWS = ['boss', 'manager', 'finance', 'legal', 'auditor', 'rep', 'assistant', 'admin'] as const
export type View = (typeof VIEWS)[number]

const FACE: Record<Role, View> = {
  boss: 'boss',
  auditor: 'auditor',
  manager: 'manager',
  finance: 'finance',
  legal: 'legal',
  rep: 'rep',
  assistant: 'assistant',
  admin: 'admin',
}

/** The faces of a person, the widest first. */
export function viewsOf(roles: readonly Role[]): View[] {
  return VIEWS.filter((view) => roles.some((role) => FACE[role] === view))
}

export function chooseView(roles: readonly Role[], asked: string | undefined): View {
  const views = viewsOf(roles)
  return views.find((view) => view === asked) ?? views[0] ?? 'rep'
}

/** The questions of each face; loader and page ask them with the same words and so share the answers. */
export const ask = {
  bench: {},
  brief: { query: {} },
  myAlerts: { query: { mine: true, pageSize: 20 } },
  imports: { query: { pageSize: 5 } },
  /** more than are shown: what waits on the own desk already is left out */
  topAlerts: { query: { pageSize: 30 } },
  stuck: { query: { outcome: 'open', stuckOnly: true, sort: 'amount', size: 6 } },
  overdue: { query: { fromDays: 1, sort: 'amount', size: 6 } },
  dueThisWeek: (today: Day) => ({ query: { dueFrom: today, dueTo: endOfWeek(today), sort: 'due', size: 8 } }),
  ageing: { query: { top: 6 } },
  contracts: { query: { box: 'mine', kind: 'contract', pageSize: 6 } },
  letter: { query: { view: 'due', stage: 'letter', size: 6 } },
  lawyer: { query: { view: 'due', stage: 'lawyer', size: 6 } },
  targets: (today: Day) => ({ query: { month: monthOf(today) } }),
} as const

export function endOfWeek(today: Day): Day {
  return addDays(startOfWeek(today), 6)
}

/** What the loader brings for a face. */
export function needsOf(view: View, today: Day) {
  const bench = [getWorkbench, ask.bench] as const
  const targets = [listTargets, ask.targets(today)] as const
  const mine = [listAlerts, ask.myAlerts] as const
  const overdue = [listInstalments, ask.overdue] as const
  switch (view) {
    case 'boss':
      return [bench, [getBriefPage, ask.brief], [listAlerts, ask.topAlerts], [ageing, ask.ageing]] as const
    case 'manager':
      return [bench, targets, [listAlerts, ask.topAlerts], [listDeals, ask.stuck]] as const
    case 'finance':
      return [bench, mine, overdue, [ageing, ask.ageing], [listInstalments, ask.dueThisWeek(today)]] as const
    case 'rep':
      return [bench, mine, overdue, targets] as const
    case 'assistant':
      return [bench, overdue, [listImports, ask.imports], [listInstalments, ask.dueThisWeek(today)]] as const
    case 'legal':
      return [
        bench,
        [getLegalDesk, ask.bench],
        [listApprovals, ask.contracts],
        [listDunning, ask.letter],
        [listDunning, ask.lawyer],
        [listLimitation, ask.bench],
      ] as const
    case 'auditor':
      return [bench, [getAuditDesk, ask.bench]] as const
    case 'admin':
      return [bench] as const
  }
}
