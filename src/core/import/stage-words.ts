import { squeeze } from './cell.ts'
import type { StageKey } from './mapping.ts'

const WORDS: Record<StageKey, readonly string[]> = {
  reach: [
    '触达',
    '初步接触',
    '初步沟通',
    '接触',
    '线索',
    '潜在',
    '建立联系',
    'prospecting',
    'prospect',
    'lead',
    'new',
    'reach',
  ],
  need: [
    '需求确认',
    '需求',
    '需求分析',
    '需求沟通',
    '意向',
    '跟进中',
    'engaging',
    'qualification',
    'qualified',
    'need',
    'discovery',
  ],
  quote: [
    '方案报价',
    '报价',
    '方案',
    '方案制定',
    '投标',
    '招投标',
    'proposal',
    'quote',
    'quotation',
    'value proposition',
  ],
  sign: [
    '合同签署',
    '合同',
    '合同审批',
    '商务谈判',
    '谈判',
    '签约中',
    '待签约',
    'negotiation',
    'contract',
    'contracting',
    'sign',
  ],
  won: ['赢单', '成交', '已成交', '已签约', '签约', '赢', '已赢单', 'won', 'closed won', 'closedwon'],
  lost: [
    '输单',
    '丢单',
    '失败',
    '已丢单',
    '输',
    '流失',
    '已输单',
    '放弃',
    'lost',
    'closed lost',
    'closedlost',
  ],
}

const BY_WORD = new Map<string, StageKey>(
  (Object.entries(WORDS) as [StageKey, readonly string[]][]).flatMap(([key, words]) =>
    words.map((word): [string, StageKey] => [word, key]),
  ),
)

/**
 * The stage a cell means: the mapping's own words first, then the usual ones; null when nobody said (then
 * ask).
 */
export function stageOf(text: string, stageMap: Record<string, StageKey> | undefined): StageKey | null {
  const word = squeeze(text)
  return stageMap?.[word] ?? BY_WORD.get(word.toLowerCase()) ?? null
}
