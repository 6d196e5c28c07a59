import { exportAlerts } from '../../../api/alerts.ts'
import { exportCommissions } from '../../../api/commission.ts'
import { exportComplaints } from '../../../api/complaints.ts'
import { exportCustomers } from '../../../api/customers.ts'
import { exportDeals } from '../../../api/deals.ts'
import * as files from '../../../api/list-exports.ts'
import { exportOrders } from '../../../api/orders.ts'
import { exportComparison } from '../../../api/periods.ts'
import { exportQuotes } from '../../../api/quotes.ts'
import { exportAgeing } from '../../../api/receivables.ts'
import { exportResponses } from '../../../api/responses.ts'
import type { Route } from '../../../api/route.ts'
import { exportScorecards } from '../../../api/scores.ts'
import { exportTeamBoard } from '../../../api/team.ts'
import { exportTermDeviations } from '../../../api/term-policy.ts'
import { exportUninvoiced } from '../../../api/uninvoiced.ts'
import type { ExportList } from '../../../core/export/guard.ts'
import { paths } from '../../paths.ts'

const ROUTES: Record<ExportList, Pick<Route, 'path'>> = {
  customers: exportCustomers,
  deals: exportDeals,
  quotes: exportQuotes,
  orders: exportOrders,
  receivables: exportAgeing,
  instalments: files.exportInstalments,
  alerts: exportAlerts,
  team: exportTeamBoard,
  responses: exportResponses,
  complaints: exportComplaints,
  commission: exportCommissions,
  contracts: files.exportContracts,
  notes: files.exportNotes,
  allowances: files.exportAllowances,
  receipts: files.exportReceipts,
  bills: files.exportBills,
  disputes: files.exportDisputes,
  dunning: files.exportDunning,
  credit: files.exportHeldOrders,
  tasks: files.exportTasks,
  imports: files.exportImports,
  outbox: files.exportOutbox,
  people: files.exportPeople,
  targets: files.exportTargets,
  quality: files.exportDefects,
  indicators: files.exportIndicators,
  comparison: exportComparison,
  scores: exportScorecards,
  uninvoiced: exportUninvoiced,
  terms: exportTermDeviations,
}

/** Where the file lies that somebody has agreed to. */
export function fileOf(list: ExportList, search: string, grant: string): string {
  const query = new URLSearchParams(search)
  query.set('grant', grant)
  return `${ROUTES[list].path}?${query}`
}

/** The page that shows what was, or is to be, in the file. */
export function pageOfList(list: ExportList, search: string): string {
  const query = Object.fromEntries(new URLSearchParams(search))
  switch (list) {
    case 'customers':
      return paths.customers(query)
    case 'deals':
      return paths.deals({ outcome: 'all', ...query, view: 'list' })
    case 'quotes':
      return paths.quotes(query)
    case 'orders':
      return paths.orders(query)
    case 'receivables':
    case 'instalments':
      return paths.receivables(query)
    case 'alerts':
      return paths.alerts(query)
    case 'complaints':
      return paths.complaints(query)
    case 'commission':
      return paths.receivables({ tab: 'commission', ...query })
    case 'team':
    case 'responses':
      return paths.team()
    case 'contracts':
      return paths.contracts(query)
    case 'notes':
      return paths.notes(query)
    case 'allowances':
      return paths.allowances(query)
    case 'receipts':
    case 'uninvoiced':
    case 'bills':
    case 'disputes':
    case 'dunning':
      return paths.receivables({ ...query, tab: list })
    case 'terms':
      return paths.termPolicy(query)
    case 'credit':
      return paths.credit()
    case 'tasks':
      return paths.tasks(query)
    case 'imports':
      return paths.imports()
    case 'outbox':
      return paths.outbox(query)
    case 'people':
      return paths.settings('people')
    case 'targets':
      return paths.settings('targets')
    case 'quality':
      return paths.quality(query)
    case 'indicators':
      return paths.indicators()
    case 'scores':
      return paths.scores(query)
    case 'comparison':
      return paths.comparison(query)
  }
}
