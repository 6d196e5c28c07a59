import { Alert } from 'antd'
import { useState } from 'react'
import { customerStanding } from '../../api/credit.ts'
import type { getOrder } from '../../api/orders.ts'
import { creditText } from '../../text/web/credit.ts'
import { type ReplyOf, useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'
import { TextLink } from '../ui/url.tsx'
import { useFindingWords } from './credit-findings.tsx'

const ExceptionDrawer = laterOpened(async () => (await import('./credit-exception.tsx')).ExceptionDrawer)

/** An order that credit holds back says why, and what lets it go (C022). */
export function HoldBanner({ order }: { order: ReplyOf<typeof getOrder> }) {
  const t = useText(creditText)
  const words = useFindingWords()
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const asked = useAsked(order)
  const { creditHold } = order
  if (creditHold === null) return null
  return (
    <>
      <Alert
        type={creditHold === 'blocked' ? 'error' : 'warning'}
        showIcon
        className="biz-acts"
        title={t('heldBanner')}
        description={
          <>
            {order.creditFindings.map(words).join('；')}
            <span className="bw-block">
              {asked ? (
                <TextLink href={paths.approval(asked)}>
                  {t('release')} · {t('waits')}
                </TextLink>
              ) : (
                t(`holdNext_${creditHold}`)
              )}
            </span>
          </>
        }
        action={
          may('credit.write') &&
          !asked && (
            <CanButton
              can={creditHold === 'blocked' ? 'credit_blocked' : true}
              onClick={() => setAsking(true)}
            >
              {t('release')}
            </CanButton>
          )
        }
      />
      <ExceptionDrawer
        open={asking}
        customerId={order.customer.id}
        order={{ id: order.id, number: order.number, amountFen: order.amountFen }}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

/** The approval that somebody has asked for to let this very order go; null: nobody has. */
function useAsked({ customer, number, creditHold }: ReplyOf<typeof getOrder>): string | null {
  const may = useMay()
  const { data } = useLater(customerStanding, {
    params: { id: customer.id },
    query: {},
    enabled: creditHold !== null && may('credit.read'),
  })
  const asked = data?.exceptions.find((one) => !one.inEffect && one.orderNumber === number)
  return asked?.approvalId ?? null
}
