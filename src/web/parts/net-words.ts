import type { creditWhatIf } from '../../api/credit-what-if.ts'
import { whatIfText } from '../../text/web/credit-what-if.ts'
import type { ReplyOf } from '../api.ts'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'

type Effect = Pick<ReplyOf<typeof creditWhatIf>['effect'], 'byOutcome' | 'netFen'>

/** Whether it pays in all, in words: a bare sign is read both ways. */
export function useNetWords(): (effect: Effect) => string {
  const t = useText(whatIfText)
  return ({ byOutcome: { unpaid, late, well }, netFen }) => {
    if (unpaid.n + late.n + well.n === 0) return t('unjudged')
    if (netFen === 0) return t('even')
    return t(netFen > 0 ? 'gain' : 'loss', { fen: moneyText(Math.abs(netFen)) })
  }
}
