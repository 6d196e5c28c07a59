import type { customerStanding } from '../../api/credit.ts'
import type { DocumentKind } from '../../core/credit/document.ts'
import { creditText } from '../../text/web/credit.ts'
import { documentsText } from '../../text/web/credit-documents.ts'
import { termsText } from '../../text/web/credit-terms.ts'
import type { ReplyOf } from '../api.ts'
import { listMark, useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'

export type Standing = ReplyOf<typeof customerStanding>
export type HeldOrder = Standing['held'][number]
type Finding = HeldOrder['findings'][number]

/** Why credit holds something back, one line per finding. */
export function useFindingWords() {
  const t = useText(creditText)
  const terms = useText(termsText)
  const papers = useText(documentsText)
  return (finding: Finding): string => {
    if (finding.code === 'overdue')
      return t('findingOverdue', { days: finding.days, amount: moneyText(finding.fen) })
    if (finding.code === 'written_off') return t('findingWrittenOff', { amount: moneyText(finding.fen) })
    if (finding.code === 'refused') return t('findingRefused')
    if (finding.code === 'documents_lacking') {
      const said = (kinds: readonly DocumentKind[]) =>
        kinds.map((kind) => papers(`kind_${kind}`)).join(listMark())
      return [
        ...(finding.missing.length > 0 ? [papers('lacks', { kinds: said(finding.missing) })] : []),
        ...(finding.expired.length > 0 ? [papers('ranOut', { kinds: said(finding.expired) })] : []),
      ].join('；')
    }
    if (finding.code === 'term_beyond') return terms('findingTerm', finding)
    if (finding.code === 'prepay_short')
      return terms('findingPrepay', {
        grade: finding.grade,
        need: moneyText(finding.needFen),
        have: moneyText(finding.haveFen),
      })
    const { exposureFen, limitFen, overFen } = finding
    const fill = {
      exposure: moneyText(exposureFen),
      limit: moneyText(limitFen),
      over: moneyText(overFen),
    }
    return t(finding.code === 'over_limit' ? 'findingLimit' : 'findingGroup', fill)
  }
}

export function HoldTag({ hold }: { hold: HeldOrder['hold'] }) {
  const t = useText(creditText)
  return (
    <span className={`bw-tag ${hold === 'blocked' ? 'bw-tag-danger' : 'bw-tag-warn'}`}>
      {t(`hold_${hold}`)}
    </span>
  )
}
