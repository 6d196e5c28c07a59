import { Alert } from 'antd'
import { useState } from 'react'
import { currencyText, isForeign } from '../../../core/exchange/rate.ts'
import { formatFen } from '../../../core/money.ts'
import { orderPricesText } from '../../../text/web/order-prices.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { moneyText } from '../../ui/money.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Order } from './order-steps.ts'

const ReleaseDialog = laterOpened(async () => (await import('./release-dialog.tsx')).ReleaseDialog)

type Finding = Order['versions'][number]['findings'][number]

/** Prices that nobody has agreed to say which they are, and what lets the order go (C050 C073). */
export function PriceBanner({ order }: { order: Order }) {
  const t = useText(orderPricesText)
  const words = usePriceFindingWords(order.currency)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  if (!order.priceHold) return null
  const { state, caseId } = order.priceApproval ?? { state: 'none' as const, caseId: null }
  return (
    <>
      <Alert
        type="error"
        showIcon
        className="biz-acts"
        title={t('heldTitle')}
        description={
          <>
            {(order.versions[0]?.findings ?? []).map((finding) => (
              <span key={words(finding)} className="bw-block">
                {words(finding)}
              </span>
            ))}
            {(state === 'running' || state === 'returned' || state === 'other_content') && (
              <span className="bw-block">
                {t(state)} {caseId && <TextLink href={paths.approval(caseId)}>{t('toCase')}</TextLink>}
              </span>
            )}
          </>
        }
        action={
          may('order.write') &&
          state !== 'running' && (
            <CanButton can={order.can.release} onClick={() => setAsking(true)}>
              {t('release')}
            </CanButton>
          )
        }
      />
      <ReleaseDialog order={order} open={asking} onClose={() => setAsking(false)} />
    </>
  )
}

/** One sentence per finding. */
function usePriceFindingWords(currency: string) {
  const t = useText(orderPricesText)
  return (finding: Finding): string => {
    if (finding.code === 'lines_missing') return t('lines_missing')
    if (finding.code === 'outside_list')
      return t('outside_list', { product: finding.product, verdict: t(finding.verdict) })
    if (finding.code === 'smaller_quantity') {
      const { product, agreedMilli, orderedMilli } = finding
      return t('smaller_quantity', { product, agreed: agreedMilli / 1000, ordered: orderedMilli / 1000 })
    }
    if (finding.code === 'beyond_amount') {
      const { agreedFen, orderedFen } = finding
      // What is agreed is in the order's own currency, and only yuan are shortened to 万.
      const shown = (fen: number) =>
        isForeign(currency) ? currencyText(BigInt(fen), currency) : moneyText(fen)
      return t('beyond_amount', { agreed: shown(agreedFen), ordered: shown(orderedFen) })
    }
    // To the fen: unit prices are often a few fen apart.
    const exact = (fen: number) =>
      isForeign(currency) ? currencyText(BigInt(fen), currency) : formatFen(BigInt(fen))
    const { product, agreedFen, orderedFen } = finding
    return t('other_price', { product, agreed: exact(agreedFen), ordered: exact(orderedFen) })
  }
}
