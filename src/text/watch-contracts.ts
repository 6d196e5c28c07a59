import type { LeafFinding } from '../core/watch/evaluate.ts'
import type { Bilingual } from '../core/watch/subject.ts'
import { valueText } from './values.ts'

/** What is found about contracts, and about dealings under none, as somebody would say it. */
export const CONTRACT_SENTENCES: Readonly<Record<string, (leaf: LeafFinding) => Bilingual>> = {
  'customer.uncontracted_fen': (leaf) => {
    const money = valueText('fen', leaf.value ?? 0)
    return {
      zh: `近 30 天有 ${money.zh}的开票或来款没写合同`,
      en: `${money.en} invoiced or paid in 30 days under no contract`,
    }
  },
  'customer.contract_cover_fen': (leaf) => {
    const money = valueText('fen', Math.abs(leaf.value ?? 0))
    return {
      zh: `比已批准合同的余额多出 ${money.zh}`,
      en: `${money.en} more than is left of approved contracts`,
    }
  },
  'contract.change_unconfirmed_days': ({ value }) => ({
    zh: `最早一项增项提出 ${value} 天了，客户还没确认`,
    en: `a change was asked for ${value} days ago and is not confirmed`,
  }),
  'contract.change_done_days': ({ value }) => ({
    zh: `增项交付 ${value} 天了，还不在生效的合同里`,
    en: `a change was delivered ${value} days ago and is in no contract in force`,
  }),
  'contract.obligations_overdue': ({ value }) => ({
    zh: `有 ${value} 项履约事项过了期限`,
    en: `${value} ${value === 1 ? 'obligation' : 'obligations'} past the day agreed`,
  }),
}

/** The same as lines of a rule. */
export const CONTRACT_LINES: Readonly<Record<string, Bilingual>> = {
  'customer.contract_cover_fen': {
    zh: '已批准合同的余额盖不住',
    en: 'approved contracts do not cover it',
  },
}
