import type { Ground } from '../core/receivable/write-off.ts'

/** Why nothing more is expected, as approvals and the register say it. */
const GROUND_WORDS: Record<Ground, { zh: string; en: string }> = {
  insolvent: { zh: '破产或重整，清偿不足', en: 'Insolvent, paid in part or not at all' },
  dissolved: { zh: '注销或被吊销', en: 'Dissolved, or its licence revoked' },
  court: { zh: '判决或仲裁后执行终结', en: 'Enforcement of a ruling ended' },
  vanished: { zh: '失联或停业，无财产可追', en: 'Closed or gone, nothing left to claim' },
  aged: { zh: '逾期三年以上', en: 'Overdue for more than three years' },
  settled: { zh: '和解，放弃余额', en: 'Settled, the rest given up' },
  other: { zh: '其他', en: 'Other' },
}

export function groundWords(ground: Ground): { zh: string; en: string } {
  return GROUND_WORDS[ground]
}
