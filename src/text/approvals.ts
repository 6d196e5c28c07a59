import type { ReadyKind } from '../core/approval/ready-flows.ts'

/** Names of the kinds of request that ship; a company may name them as it likes. */
export const FLOW_NAMES: Record<ReadyKind, { zh: string; en: string }> = {
  quote: { zh: '报价审批', en: 'Quote approval' },
  contract: { zh: '合同审批', en: 'Contract approval' },
  credit: { zh: '超额度审批', en: 'Credit beyond authority' },
  release: { zh: '信用放行审批', en: 'Release from credit hold' },
  'bad-debt': { zh: '坏账核销审批', en: 'Bad debt write-off' },
  penalty: { zh: '违约金减免审批', en: 'Penalty waiver' },
  allowance: { zh: '退货与折让审批', en: 'Returns and discounts' },
  export: { zh: '导出名单审批', en: 'Export of a list' },
}
