import type { getAlert } from '../../../api/alerts.ts'
import { customerStanding } from '../../../api/credit.ts'
import { creditText } from '../../../text/web/credit.ts'
import { termsText } from '../../../text/web/credit-terms.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'

/** A grade that fell asks for a measure: the suggested limit beside the one in force (C024 C025). */
export function GradeProposal(props: { alert: ReplyOf<typeof getAlert>; customerId: string }) {
  const t = useText(termsText)
  const credit = useText(creditText)
  const may = useMay()
  const id = props.customerId
  const isOurs = props.alert.ruleCode === 'credit-grade-fell' && may('credit.read')
  const { data } = useLater(customerStanding, { params: { id }, query: {}, enabled: isOurs })
  if (!isOurs || !data) return null
  const { suggestion, limit, exposureFen } = data
  const suggested =
    suggestion?.fen == null
      ? credit(suggestion ? 'suggestedHidden' : 'suggestNone')
      : credit('suggested', { amount: moneyText(suggestion.fen) })
  const now = limit ? t('limitNow', { amount: moneyText(limit.fen) }) : t('limitNone')
  return (
    <Panel title={t('proposal')}>
      <p>
        <strong>{suggested}</strong> · {now} · {t('usedNow', { amount: moneyText(exposureFen) })}
      </p>
      <p className="bw-soft">{t('proposalNote')}</p>
      <TextLink href={paths.customer(id)}>{t('toCredit')}</TextLink>
    </Panel>
  )
}
