import type * as api from '../../../../src/api/list-exports.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

/** Whoever takes a list must be able to see it. */
export const samples: Samples<typeof api> = {
  exportContracts: { also: 'contract.read' },
  exportInstalments: { also: 'receivable.read' },
  exportNotes: { also: 'order.read' },
  exportAllowances: { also: 'receivable.read' },
  exportReceipts: { also: 'receivable.read' },
  exportBills: { also: 'receivable.read' },
  exportDisputes: { also: 'receivable.read' },
  exportDunning: { also: 'receivable.read' },
  exportHeldOrders: { also: 'credit.read' },
  exportTasks: { also: 'task.read' },
  exportImports: { also: 'import.run' },
  exportOutbox: { also: 'outbox.read' },
  exportPeople: { also: 'person.read' },
  exportTargets: { input: () => ({ query: { month: TODAY.slice(0, 7) } }), also: 'target.read' },
  exportDefects: { also: 'quality.read' },
  exportIndicators: { also: 'metric.read' },
}
