import type { ExportList } from '../core/export/guard.ts'

/** What the lists are called in logs, requests and names of files. */
export const EXPORT_NAMES: Record<ExportList, { zh: string; en: string }> = {
  customers: { zh: '客户', en: 'Customers' },
  deals: { zh: '商机', en: 'Deals' },
  quotes: { zh: '报价', en: 'Quotes' },
  orders: { zh: '订单', en: 'Orders' },
  receivables: { zh: '应收账龄', en: 'Receivables by age' },
  responses: { zh: '预警响应', en: 'Answers to alerts' },
  alerts: { zh: '预警', en: 'Alerts' },
  team: { zh: '团队看板', en: 'Team board' },
  complaints: { zh: '投诉', en: 'Complaints' },
  commission: { zh: '提成', en: 'Commission' },
}
